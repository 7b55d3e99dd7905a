"""`kotha decide`, `kotha publish` and `kotha archive`, as an officer gives them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import settings
from bot.app import opened
from bot.model import Kept, Lifecycle, PromiseKind
from bot.ports import AuditRow, Transaction
from bot.service.feedback import recording
from tests.cli.house import DRAFTS, SLUG, SMS, House
from tests.commands import Ran, kotha

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def closed(house: House) -> House:
    """Launched, closed before its day, reported, and the report of it opened."""
    house.env |= SMS
    house.launch(*DRAFTS, "--send", "--confirm", "3")
    house.run("close", SLUG, "--confirm", SLUG)
    work(house, _report)
    return house


async def _report(transaction: Transaction) -> None:
    now = datetime(2096, 1, 1, tzinfo=UTC)
    await transaction.move_consultation(SLUG, Lifecycle.REPORTED, now)
    await transaction.keep_promise(SLUG, Kept(PromiseKind.HEARD, 0, LONG_AGO))
    await transaction.audit(AuditRow(now, "officer", recording.OPENED, SLUG))


def run(house: House, *words: str) -> Ran:
    """A command given in the folder of the installation."""
    return kotha(*words, env=house.env, cwd=house.folder)


def work(house: House, deed: Any) -> None:
    async def inside() -> None:
        async with opened(settings.load(house.env)) as app, app.store.begin() as transaction:
            await deed(transaction)

    deeds: Coroutine[Any, Any, None] = inside()
    asyncio.run(deeds)


def fill(form: Path, today: str) -> None:
    """As an officer does, in every language that is offered."""
    lines = []
    for line in form.read_text("utf-8").splitlines():
        text = line
        if line.startswith("decided_on:"):
            text = f"decided_on: {today}"
        elif line.startswith("  - theme:"):
            text = "  - theme: evenings"
        elif line.strip().startswith("verdict:"):
            text = "    verdict: partly"
        lines.append(text)
    words = "\n".join(lines)
    for part in ("title", "because"):
        head, _, tail = words.partition(f"    {part}:\n")
        slots, sign, rest = tail.partition("    verdict:" if part == "title" else "    cost:")
        said = "\n".join(
            f"{s.split(':')[0]}: {part} in {s.strip()[:2]}" for s in slots.splitlines()
        )
        words = f"{head}    {part}:\n{said}\n{sign}{rest}"
    form.write_text(words.replace("answers: []", "answers: [wishes.evening]"), encoding="utf-8")


def today() -> str:
    return datetime.now(UTC).date().isoformat()  # noqa: TID251 (the command has the real clock)


def test_a_form_is_written_filled_tried_and_put_on_record(closed: House) -> None:
    form = closed.folder / f"decision.{SLUG}.yaml"
    written = run(closed, "decide", SLUG)
    empty = run(closed, "decide", SLUG, form.name)
    fill(form, today())

    tried = run(closed, "decide", SLUG, form.name)
    nameless = run(closed, "decide", SLUG, form.name, "--record")
    done = run(closed, "decide", SLUG, form.name, "--by", "Rehana", "--record")
    shown = run(closed, "publish", SLUG)

    assert f"{form.name}: fill it in" in written.out
    assert (empty.code, nameless.code) == (1, 2)
    assert f"{form.name}:" in empty.err
    assert "D-202" in empty.err
    assert "Nothing is on record yet: add --record." in tried.out
    assert "In part: title in en" in tried.out
    assert "আংশিক: title in bn" in tried.out
    assert "wishes.nearer" in tried.out  # nobody who chose it will read of it
    assert "Decision 1. It is on record." in done.out
    assert "In part: title in en" in shown.out


def test_a_form_is_never_written_over_another(closed: House) -> None:
    form = closed.folder / f"decision.{SLUG}.yaml"
    run(closed, "decide", SLUG)
    fill(form, today())
    kept = form.read_bytes()

    again = run(closed, "decide", SLUG)
    other = run(closed, "decide", SLUG, "--out", "other.yaml", "--json")

    assert again.code == 1
    assert "D-200 It is there already" in again.err
    assert form.read_bytes() == kept
    assert json.loads(other.out)["form"] == "other.yaml"


MUDDLES = {
    "late without a date": (("--late", "because"), "--late and --until go together"),
    "a date without a reason": (("--until", "2097-06-01"), "--late and --until go together"),
    "nothing to record": (("--record", "--by", "R"), "--record needs the filled form"),
    "two places": (("x.yaml", "--out", "y.yaml"), "--out is for writing an empty form"),
}


@pytest.mark.parametrize(("given", "told"), MUDDLES.values(), ids=MUDDLES)
def test_what_cannot_be_meant_is_misuse(house: House, given: tuple[str, ...], told: str) -> None:
    ran = run(house, "decide", SLUG, *given)

    assert (ran.code, told in ran.err) == (2, True)


def test_a_file_that_is_not_there_is_named(closed: House) -> None:
    ran = run(closed, "decide", SLUG, "nowhere.yaml")

    assert ran.code == 1
    assert "nowhere.yaml:1:1: D-200 It cannot be read" in ran.err


def test_a_new_date_is_shown_and_then_put_on_record(closed: House) -> None:
    late = ("--late", "The board met later.", "--late", "bn=বোর্ড পরে বসেছে।")
    dry = run(closed, "decide", SLUG, *late, "--until", "2097-06-01")
    nothing = run(closed, "status", SLUG, "--json")
    done = run(closed, "decide", SLUG, *late, "--until", "2097-06-01", "--by", "R", "--record")
    told = run(closed, "status", SLUG)

    assert "Why: The board met later.\n  New date: 1 June 2097." in dry.out
    assert "কেন: বোর্ড পরে বসেছে।" in dry.out
    standing = [
        each["standing"] for each in json.loads(nothing.out)["consultations"][0]["promises"]
    ]
    assert standing == ["kept", "due", "due", "due"]
    assert "It is on record." in done.out
    assert "LATE: what was decided and why was promised for 05 May 2097" in told.out
    assert f"nothing is recorded: kotha decide {SLUG}" in told.out
    early = run(closed, "decide", SLUG, *late, "--until", "2097-05-30")
    odd = run(closed, "decide", SLUG, *late, "--until", "next year")
    assert "People expect it by 01 June 2097; give a later date." in early.err
    assert '--until: "next year" is not a date' in odd.err


def test_publish_says_what_is_lacking(closed: House) -> None:
    decided = run(closed, "publish", SLUG)
    following = run(closed, "publish", SLUG, "--what", "next")
    wrong = run(closed, "publish", SLUG, "--what", "done")

    assert (decided.code, following.code, wrong.code) == (1, 1, 2)
    assert f"no decision is recorded. Write one: kotha decide {SLUG}" in decided.err
    assert "decided comes first" in following.err


def test_archive_is_refused_with_all_that_is_missing(closed: House) -> None:
    wrong = run(closed, "archive", SLUG, "--confirm", "eyes")
    ran = run(closed, "archive", SLUG, "--confirm", SLUG)

    assert (wrong.code, ran.code) == (2, 1)
    assert "cannot be archived yet:\n  people have not been told what was decided" in ran.err
    work(closed, _told_all)
    done = run(closed, "archive", SLUG, "--confirm", SLUG, "--json")
    assert json.loads(done.out) == {"slug": SLUG, "lifecycle": "archived"}


async def _told_all(transaction: Transaction) -> None:
    for kind, number in ((PromiseKind.DECIDED, 0), (PromiseKind.NEXT, 1), (PromiseKind.NEXT, 2)):
        await transaction.keep_promise(SLUG, Kept(kind, number, LONG_AGO))
