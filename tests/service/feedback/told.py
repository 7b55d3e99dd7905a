"""A consultation that was answered, closed and reported, and decisions to make of it.

Rule: whole days are let pass by the clock; what people were told is what left the outbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from bot.model import (
    Decision,
    News,
    OutboundMessage,
    Ruling,
    Theme,
)
from bot.ports import AuditRow
from bot.service import close, feedback
from bot.service.feedback import recording
from tests.service.stage import SLUG, Stage, entries, entry, eye_screening, phone

PLAN = eye_screening().plan
assert PLAN.feedback is not None
assert PLAN.closes is not None
CLOSES, HEARD, DECIDED = PLAN.closes, PLAN.feedback.heard, PLAN.feedback.decided
WAITS = PLAN.feedback.next
DAY = timedelta(days=1)
LANGUAGES = PLAN.languages
PEOPLE = 12
BENGALI = 12
"""The last of them reads Bengali."""
SHARED = phone(20)
"""Two people read there."""


def said(english: str, bengali: str = "") -> dict[str, str]:
    """A text in every language that is offered; what is not known here, in English."""
    return {**dict.fromkeys(LANGUAGES, english), "bn": bengali or f"বাংলা {english}"}


EVENINGS = Theme(
    "evenings",
    said("Evenings", "সন্ধ্যা"),
    Ruling.PARTLY,
    said("There is staff for two.", "দুই দিনের কর্মী আছে।"),
    answers=(("wishes", "evening"), ("last_visit", "never")),
)
NEARER = Theme(
    "nearer",
    said("A nearer clinic", "কাছের ক্লিনিক"),
    Ruling.NOT,
    said("It costs too much.", "খরচ বেশি।"),
    answers=(("wishes", "nearer"), ("last_visit", "longer")),
)


def decision(*themes: Theme, at: datetime = HEARD + DAY) -> Decision:
    """As somebody signs it."""
    return Decision(0, themes or (EVENINGS, NEARER), "The Board", date(2027, 4, 14), "Rehana", at)


def news(number: int, at: datetime) -> News:
    """What happened next."""
    text = said(f"News number {number}.", f"খবর {'০১২'[number]}।")
    return News(number, text, "Rehana", at)


async def share_a_phone(house: Stage) -> None:
    """Two people on one phone each say that they were last screened longer ago than a year."""
    pair = [replace(entry(n, SHARED), name=name, area="Canal Ward", is_shared=True)
            for n, name in enumerate(("Amina", "Bashir"), 20)]  # fmt: skip
    await house.launch(pair)
    await house.sent()
    for each in pair:
        await house.hear(SHARED, "yes", each.name, "yes", "2")
        house.clock.at += timedelta(minutes=61)
    await house.sent()


async def answered(house: Stage) -> None:
    """Twelve people answer, and it closes on its day."""
    await house.launch([*entries(PEOPLE - 1), entry(PEOPLE, language="bn")])
    await house.sent()
    for n in range(1, PEOPLE + 1):
        await house.hear(phone(n), "yes", "2" if n > 2 else "3")
    await house.sent()
    house.clock.at = CLOSES
    await house.shelf.refresh()
    await close.close_due(house.office())


async def reported(house: Stage) -> None:
    """The same, and everybody was told what was heard; the report of it was opened."""
    await answered(house)
    await at(house, HEARD)
    await opened(house)


async def opened(house: Stage) -> None:
    """Whoever decides opens the report."""
    async with house.store.begin() as transaction:
        row = AuditRow(house.clock.at, "officer", recording.OPENED, SLUG)
        await transaction.audit(row)


async def at(house: Stage, moment: datetime) -> Sequence[OutboundMessage]:
    """The worker's round at a moment, and all that leaves by then."""
    house.clock.at = moment
    await house.shelf.refresh()
    while await feedback.tell_due(house.office("kotha")):
        await house.shelf.refresh()
    return await house.sent()


async def decide(house: Stage, *themes: Theme) -> Decision:
    """Put a decision on record now."""
    given = decision(*themes, at=house.clock.at)
    return await recording.record(house.office(), SLUG, given)


def of(sent: Sequence[OutboundMessage], n: int) -> str:
    """What the nth person got."""
    (body,) = [each.body for each in sent if each.to == phone(n).value]
    return body
