"""The evidence pack: all of it from the record, the same each time, and nobody in it."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.results.tables import SmallNumbers
from bot.service import close
from bot.service.evidence import MADE, decided, deeds, gather, sums, told, versions
from bot.shelf.record import on_record
from tests.service.stage import SLUG, Stage, entry, eye_screening, phone
from tests.web.consulted import DECISION, quote

pytestmark = pytest.mark.asyncio


async def run(house: Stage) -> None:
    """Ten people are asked and answer; it closes, and something is decided."""
    await house.launch([replace(entry(n), name=f"Resident Number{n}") for n in range(1, 11)])
    await house.sent()
    for n in range(1, 11):
        await house.hear(phone(n), "yes", "2")
    await house.sent()
    await close.close(house.office(), SLUG)
    async with house.store.begin() as transaction:
        await transaction.save_decision(SLUG, DECISION)


async def test_messages_are_told_by_kind_language_and_fate(house: Stage) -> None:
    await run(house)

    head, *lines = told(await gather(house.office(), SLUG))

    assert head[:5] == ("kind", "language", "channel", "status", "messages")
    assert ("broadcast", "en", "sms", "sent", "10") in {line[:5] for line in lines}
    assert all(line[5] == "2027-03-02" for line in lines)


async def test_few_messages_are_told_as_few(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.sent()
    await close.close(house.office(), SLUG)

    _, *lines = told(await gather(house.office(), SLUG))

    assert {line[4] for line in lines} == {"1 to 7"}


async def test_of_a_stricter_installation_more_are_few(house: Stage) -> None:
    await run(house)
    strict = replace(house.office(), small=SmallNumbers(base=20, star=10))

    _, *lines = told(await gather(strict, SLUG))

    assert "1 to 10" in {line[4] for line in lines}
    assert "10" not in {line[4] for line in lines}


async def test_who_did_what_stands_in_order_and_nobody_who_took_part(house: Stage) -> None:
    await run(house)
    found = await gather(house.office(), SLUG)

    _, *rows = deeds(found)
    whole = str((deeds(found), told(found), decided(found), list(versions(found))))

    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert "consultation.closed" in {row[2] for row in rows}
    for secret in ("7700900", "Number1"):
        assert secret not in whole


async def test_what_was_decided_and_what_was_asked_are_as_recorded(house: Stage) -> None:
    await run(house)
    found = await gather(house.office(), SLUG)

    ((name, body),) = versions(found)

    assert name == f"asked/version-{eye_screening().version}.json"
    assert json.loads(body)["slug"] == SLUG
    assert json.loads(decided(found))["decisions"][0]["decided_by"] == "Diabetes Programme Board"


async def test_no_quote_is_in_it_for_it_could_not_be_taken_back(house: Stage) -> None:
    await run(house)
    await quote(house.store, 21, "কেউ ফোন করে না", "Nobody phones")

    found = await gather(house.office(), SLUG)

    assert found.shown.quotes == ()


async def test_making_it_changes_nothing_of_it(house: Stage) -> None:
    await run(house)
    before = deeds(await gather(house.office(), SLUG))
    await on_record(house.office(), MADE, SLUG, {"by": "Dr Khan"})

    assert deeds(await gather(house.office(), SLUG)) == before
    async with house.store.read() as reader:
        assert await reader.deed_at(MADE, SLUG) == house.clock.at


async def test_there_is_none_of_what_is_open(house: Stage) -> None:
    await house.launch([entry(1)])

    with pytest.raises(Refused, match="is open"):
        await gather(house.office(), SLUG)


async def test_fingerprints_are_as_the_usual_program_reads_them() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert sums({"b.csv": b"", "a.csv": b""}).decode() == f"{empty}  a.csv\n{empty}  b.csv\n"
