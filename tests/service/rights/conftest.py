"""One street on which somebody has told us all that can be told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.model import Answer, CaseKind, Media, Outcome, Role
from bot.ports import AnswerRow, Person, Rows
from bot.service import staff
from bot.shelf.office import Office
from tests.service.messages import standing
from tests.service.stage import SLUG, Stage, after, entry, phone

NAME = "Zubaidah Canary"
WORDS = ("my canary words", "canary in a cage, please ring")
FILE = b"canary song " * 400


async def tell_all(house: Stage) -> None:
    """A street of forty, one of whom has told us all that can be told, and asks to be erased."""
    people = [replace(entry(n), name=f"Neighbour {n}") for n in range(2, 41)]
    await house.launch([replace(entry(1), name=NAME, link_worker="Rahima Begum"), *people])
    made = house.office("tester")
    await staff.add(made, "Rahima Begum", Role.LINK_WORKER, "en")
    await staff.add(made, "Dan Lead", Role.DATA_LEAD, "en")
    for n in range(2, 41):
        await house.hear(phone(n), "yes", "3")
    await house.hear(phone(1), "yes", "3", "6", WORDS[0], "CALL", WORDS[1])
    await more_of(house, await who_is_at(house, 1))
    await house.hear(phone(1), "DELETE", "yes")
    await house.sent()


house = after(tell_all)


@pytest.fixture
def office(house: Stage) -> Office:
    return house.office("Dan")


async def who_is_at(house: Stage, n: int) -> Person:
    async with house.store.begin() as transaction:
        return (await transaction.people([phone(n)]))[phone(n)][0]


async def more_of(house: Stage, who: Person) -> None:
    """An equality answer, and a voice note that was fetched."""
    talk = who.conversations[0]

    def told(step: str, value: Any, *, is_about: bool = False) -> AnswerRow:
        return AnswerRow(
            talk.bucket, talk.id, talk.participant, SLUG, step, 99,
            Answer(Outcome.ANSWERED, value), is_free_text=False, language="en", channel="sms",
            version=talk.version, wording="", at=house.clock.at, is_about=is_about,
        )  # fmt: skip

    voice = told("more", Media("voice", "file-canary", "audio/ogg", len(FILE), 7))
    rows = Rows(answers=[told("about-you__age", "old", is_about=True), voice])
    async with house.store.begin() as transaction:
        await transaction.write(rows)
    async with house.store.read() as reader:
        ((media, _, _),) = await reader.media(5)
    await house.store.save_media(media, FILE)


async def mark(house: Stage) -> str:
    cases = (await standing(house)).cases
    (case,) = (each for each in cases if each.kind is CaseKind.REQUEST)
    return case.id.hex[:8]
