"""`kotha privacy` and `kotha dpia`: made from the flow, signed whole."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.cli import MISUSE, WRONG
from bot.errors import Refused
from bot.service.rights.signing import sign
from bot.shelf.signed import refuse_unsigned
from tests.cli.house import DRAFTS, SLUG, SMS, House
from tests.commands import installation, kotha
from tests.service.stage import eye_screening, stage


def test_a_dpia_is_signed_only_when_it_is_whole_and_of_these_questions(tmp_path: Path) -> None:
    env = installation(tmp_path)
    made = kotha("dpia", SLUG, env=env).out
    paper = tmp_path / "dpia.md"
    sign = ("dpia", SLUG, "--sign", "Dan Lead", "--file", str(paper))

    assert kotha("dpia", SLUG, "--sign", "Dan Lead", env=env).code == MISUSE
    paper.write_text(made, encoding="utf-8")
    open_yet = kotha(*sign, env=env)
    paper.write_text("All is answered.", encoding="utf-8")
    strange = kotha(*sign, env=env)
    paper.write_text(made.replace("TO ANSWER:", "answered:"), encoding="utf-8")
    before = kotha("doctor", "--go-live", env=env).out
    signed = kotha(*sign, "--json", env=env)
    after = kotha("doctor", "--go-live", env=env).out

    assert (open_yet.code, "marks to answer" in open_yet.err) == (WRONG, True)
    assert (strange.code, "other questions" in strange.err) == (WRONG, True)
    assert json.loads(signed.out)["signed_by"] == "Dan Lead"
    assert "NO  dpia: " in before
    assert f"ok  dpia: {SLUG} was signed" in after


def test_no_resident_is_invited_until_somebody_signed_or_stands_for_it(
    house: House, tmp_path: Path
) -> None:
    drafts, sent = ("--accept-drafts", "Rahima Khatun"), ("--send", "--confirm", "3")
    dry = house.launch(*drafts)
    refused = house.launch(*drafts, *sent, **SMS)
    paper = tmp_path / "dpia.md"
    made = house.run("dpia", SLUG).out
    paper.write_text(made.replace("TO ANSWER:", "answered:"), encoding="utf-8")
    assert house.run("dpia", SLUG, "--sign", "Dan Lead", "--file", str(paper)).code == 0
    invited = house.launch(*drafts, *sent, **SMS)

    assert dry.code == 0
    assert (refused.code, "S-346 Nobody has signed a DPIA" in refused.err) == (WRONG, True)
    assert (invited.code, invited.err) == (0, "")


def test_who_stands_for_having_none_is_on_record(house: House) -> None:
    assert house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS).code == 0

    with closing(sqlite3.connect(house.database)) as database:
        asked = "SELECT detail FROM audit WHERE action = 'consultation.launched'"
        ((detail,),) = database.execute(asked)
    assert json.loads(detail)["without_dpia"] == "Rahima Khatun"


def test_guests_try_it_without_one_but_nothing_goes_live_so(trial: House) -> None:
    trial.list.write_text("phone,language\n07700 900001,en\n", encoding="utf-8")
    assert trial.run("guests", "add", "07700 900001").code == 0
    tried = trial.launch("--accept-drafts", "R", "--send", "--confirm", "1", **SMS)
    early = trial.run("golive", "--by", "Olive Grant")

    paper = trial.folder / "dpia.md"
    made = trial.run("dpia", SLUG).out.replace("TO ANSWER:", "answered:")
    paper.write_text(made, encoding="utf-8")
    assert trial.run("dpia", SLUG, "--sign", "Dan Lead", "--file", str(paper)).code == 0
    live = trial.run("golive", "--by", "Olive Grant")

    assert (tried.code, tried.err) == (0, "")
    assert (early.code, "S-346 Nobody has signed a DPIA" in early.err) == (WRONG, True)
    assert live.code == 0


def test_once_live_a_list_of_guests_needs_one_too_as_anyone_may_join(house: House) -> None:
    house.list.write_text("phone,language\n07700 900001,en\n", encoding="utf-8")
    assert house.run("guests", "add", "07700 900001").code == 0

    ran = house.launch("--accept-drafts", "R", "--send", "--confirm", "1", **SMS)
    assert (ran.code, "S-346" in ran.err) == (WRONG, True)


async def test_one_for_other_questions_does_not_count(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        other = eye_screening()
        await sign(house.office(), other, "Dan Lead", "the paper")
        now = replace(other, version="f" * 64)
        async with house.store.read() as reader:
            await refuse_unsigned(reader, other)
            with pytest.raises(Refused, match=r"that Dan Lead signed .* was for other questions"):
                await refuse_unsigned(reader, now)


def test_the_notice_counts_what_is_still_to_answer(tmp_path: Path) -> None:
    ran = kotha("privacy", SLUG, "--json", env=installation(tmp_path))

    assert json.loads(ran.out)["unanswered"] == 2
