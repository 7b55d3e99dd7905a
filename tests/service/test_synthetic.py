"""Synthetic residents answer what is on their screen, and nothing else."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.flow.load import load
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Wording
from bot.model import Address, Button, Content, MessageKind, OutboundMessage, Tap, Text
from bot.service.synthetic import Crowd, Resident, Screens, residents
from bot.service.synthetic.texter import Texter

HOUSE = Path(__file__).parents[2]
EYES = HOUSE / "flows" / "eye-screening-access"
SLUG = "eye-screening-access"
LANGUAGES = ("en", "bn")
AMINA = Resident("Amina", Address("sms", "+447700900200"), "bn")


@pytest.fixture(scope="module")
def document() -> Document:
    return load(EYES, HOUSE / "flows" / "_blocks")


@pytest.fixture(scope="module")
def wording(document: Document) -> Wording:
    return Catalogue.load(HOUSE / "locales").wording(document.texts, "en", SLUG)


@pytest.fixture(scope="module")
def screens(document: Document, wording: Wording) -> Screens:
    return Screens(document.flow, wording, LANGUAGES)


def sent(body: str, *buttons: Button, to: Address = AMINA.address) -> OutboundMessage:
    return OutboundMessage(
        UUID(int=1), 1, to.channel, to.value, body, MessageKind.REPLY, buttons=buttons
    )


def asked(text: str) -> OutboundMessage:
    return sent(f"(1/7) {text}\n1 One\n2 Two\n3 Three")


def texter(screens: Screens, seed: int, resident: Resident = AMINA) -> Texter:
    person = Texter(resident, screens, random.Random(seed))
    person.habits = replace(person.habits, leaves=0.0, stops=0.0)
    return person


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_known_by_its_words(
    document: Document, wording: Wording, screens: Screens, language: str
) -> None:
    wanted = {
        text: type(step.question).type
        for step in document.flow.steps
        if (text := wording.get(language, step.key("text"))) and "{" not in text
    }

    read = {text: screens.read(asked(text)) for text in wanted}

    kinds = {text: screen.kind for text, screen in read.items() if screen is not None}
    assert kinds == {text: kind for text, kind in wanted.items() if kind != "info"}


def test_options_are_read_in_the_digits_of_the_screen(
    document: Document, wording: Wording, screens: Screens
) -> None:
    text = wording.get("en", f"{SLUG}.last_visit.text")

    screen = screens.read(sent(f"{text}\n১ গত বছর\n২ কখনো না"))

    assert screen is not None
    assert screen.options == {"1": "গত বছর", "2": "কখনো না"}


@pytest.mark.parametrize("seed", range(20))
def test_the_reply_to_a_choice_is_about_what_is_on_the_screen(
    wording: Wording, screens: Screens, seed: int
) -> None:
    text = wording.get("en", f"{SLUG}.last_visit.text") or ""

    reply = texter(screens, seed).reply(asked(text))

    assert isinstance(reply, Text)
    assert any(sign in reply.body for sign in "123১২৩") or sorted(reply.body) in [
        sorted(label) for label in ("One", "Two", "Three")
    ]


def test_buttons_are_tapped_by_those_who_tap(wording: Wording, screens: Screens) -> None:
    person = texter(screens, 1)
    person.habits = replace(person.habits, taps=1.0)
    text = wording.get("en", f"{SLUG}.last_visit.text") or ""

    reply = person.reply(sent(text, Button("a", "Never"), Button("b", "Longer ago")))

    assert isinstance(reply, Tap)
    assert reply.data in {"a", "b"}


def test_a_message_that_asks_nothing_is_left_alone(screens: Screens) -> None:
    assert texter(screens, 1).reply(sent("Thank you. We will tell you what was decided.")) is None


def test_whoever_sent_stop_says_nothing_more(wording: Wording, screens: Screens) -> None:
    person = texter(screens, 1)
    text = wording.get("en", f"{SLUG}.last_visit.text") or ""
    person.habits = replace(person.habits, stops=1.0)
    first = person.reply(asked(text))
    person.habits = replace(person.habits, stops=0.0)

    assert isinstance(first, Text)
    assert person.reply(asked(text)) is None


def test_the_same_seed_makes_the_same_people() -> None:
    assert residents(40, LANGUAGES, seed=3) == residents(40, LANGUAGES, seed=3)


def test_two_hundred_are_two_hundred_half_on_each_channel_and_in_each_language() -> None:
    people = residents(200, LANGUAGES, seed=7)

    assert len({person.address for person in people}) == 200
    assert sum(person.address.channel == "sms" for person in people) == 100
    assert sum(person.language == "bn" for person in people) == 100


def test_every_number_is_kept_for_fiction() -> None:
    numbers = [p.address.value for p in residents(800, LANGUAGES, 1) if p.address.channel == "sms"]

    assert all(number.startswith("+447700900") and len(number) == 13 for number in numbers)


async def test_the_crowd_answers_its_own_and_leaves_others_alone(
    wording: Wording, screens: Screens
) -> None:
    said: asyncio.Queue[tuple[Address, Content]] = asyncio.Queue()

    async def say(address: Address, content: Content) -> None:
        said.put_nowait((address, content))

    crowd = Crowd(say, screens, seed=1, haste=1000)
    crowd.join([AMINA])
    text = wording.get("en", f"{SLUG}.last_visit.text") or ""
    running = asyncio.create_task(crowd.run())

    crowd.hear(sent(text, to=Address("sms", "+447700900999")))
    crowd.hear(asked(text))
    address, _ = await said.get()

    running.cancel()
    assert address == AMINA.address
    assert said.empty()
