"""Whoever asks for a copy gets all of it, from a person and never by text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import json

from bot.errors import Refused
from bot.service.rights.copying import as_json, as_page, clock, copy
from bot.shelf.office import Office
from tests.service.messages import standing
from tests.service.rights.conftest import NAME, WORDS
from tests.service.stage import SLUG, Stage, phone


async def wish(house: Stage) -> str:
    await house.hear(phone(1), "MYDATA", "yes")
    await house.sent()
    return next(c.id.hex[:8] for c in (await standing(house)).cases if c.wish == "copy")


async def test_it_holds_all_that_is_held(house: Stage, office: Office) -> None:
    made = await copy(office, phone(1).value, "Dan Lead")

    tables = {part.table for part in made.parts}
    told = as_json(made)
    assert {"participant", "address", "answer", "about", "outbox", "case", "thread"} <= tables
    for each in (NAME, phone(1).value, *WORDS, "old", "Rahima Begum"):
        assert each in told
    assert "When was your last eye screening?" in told
    assert f'"consultation": "{SLUG}"' in told
    assert "Neighbour" not in told
    (consent,) = json.decode(told)["consents"]
    assert {"wording", "language", "channel", "at", "version"} <= consent.keys()


async def test_the_page_is_whole_and_harmless(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "CALL", "<script>alert(1)</script>")

    page = as_page(await copy(office, phone(1).value, "Dan Lead"))

    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page


async def test_nothing_that_is_held_is_ever_texted(house: Stage, office: Office) -> None:
    case = await wish(house)
    await copy(office, case, "Dan Lead")
    assert await house.sent() == []

    made = await copy(office, case, "Dan Lead", send=True)

    (sent,) = await house.sent()
    assert sent.body == made.says
    assert sent.body == f"Your request #{case} is answered. We never send such things by text."
    with pytest.raises(Refused, match="open case"):
        await copy(office, case, "Dan Lead", send=True)


async def test_the_clock_stands_while_we_wait_for_them(house: Stage, office: Office) -> None:
    case = await wish(house)
    with pytest.raises(Refused, match="runs already"):
        await clock(office, case, "Dan Lead", stands=False)
    before = (await clock(office, case, "Dan Lead", stands=True)).deadline
    house.clock.at += timedelta(days=5)
    with pytest.raises(Refused, match="stands already"):
        await clock(office, case, "Dan Lead", stands=True)

    after = (await clock(office, case, "Dan Lead", stands=False)).deadline

    assert before is not None
    assert after == before + timedelta(days=5)


async def test_a_stranger_has_no_copy(house: Stage, office: Office) -> None:
    with pytest.raises(Refused, match="leads to nobody"):
        await copy(office, "+447700900999", "Dan Lead")
