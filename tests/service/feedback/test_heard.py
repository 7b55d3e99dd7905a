"""Answering back: everyone who took part, in their language, once, and no small number told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.errors import Refused
from bot.model import Lifecycle, OutboundMessage, PromiseKind, Status
from bot.results.summary import Aside, Cell, Counting, Counts, Figures
from bot.service import close, feedback
from bot.service.feedback import heard
from tests.service.feedback.told import SHARED, share_a_phone
from tests.service.stage import SLUG, Stage, chat, entries, entry, eye_screening, phone, running

pytestmark = pytest.mark.asyncio

PLAN = eye_screening().plan
NONE = dict.fromkeys(Aside, 0)


async def lifecycle(house: Stage) -> Lifecycle:
    async with house.store.read() as reader:
        (launched,) = await reader.launched()
    return launched.lifecycle


async def launch_and_answer(house: Stage, people: int = 12) -> None:
    """So many people, the last of them in Bengali, say yes and when they were last screened:
    all but two longer ago than a year."""
    await house.launch([*entries(people - 1), entry(people, language="bn")])
    await house.sent()
    for n in range(1, people + 1):
        await house.hear(phone(n), "yes", "2" if n > 2 else "3")
    await house.sent()


async def close_on_the_day(house: Stage) -> None:
    assert PLAN.closes is not None
    house.clock.at = PLAN.closes
    await house.shelf.refresh()
    await close.close_due(house.office())


async def hear_back(house: Stage) -> Sequence[OutboundMessage]:
    assert PLAN.feedback is not None
    house.clock.at = PLAN.feedback.heard
    await house.shelf.refresh()
    await feedback.tell_due(house.office())
    return await house.sent()


# ── Closing ───────────────────────────────────────────────────────────────────────────────────


async def test_on_its_day_a_consultation_closes_and_what_is_unfinished_expires(
    house: Stage,
) -> None:
    await launch_and_answer(house)

    await close_on_the_day(house)

    assert await lifecycle(house) is Lifecycle.CLOSED
    async with house.store.begin() as transaction:
        people = await transaction.participants(SLUG, None, 100, tuple(Status))
    assert {c.status for person in people for c in person.conversations} == {Status.EXPIRED}
    assert len(people) == 12


async def test_before_its_day_nothing_closes(house: Stage) -> None:
    await launch_and_answer(house)

    assert await close.close_due(house.office()) == 0
    assert await lifecycle(house) is Lifecycle.OPEN


async def test_closing_early_takes_back_what_has_not_left(house: Stage) -> None:
    house.clock.at += timedelta(hours=10)  # at night
    await house.launch(entries(3))

    assert await close.close(house.office(), SLUG) == 3

    house.clock.at += timedelta(hours=14)
    assert await house.sent() == []
    with pytest.raises(Refused, match="closed already"):
        await close.close(house.office(), SLUG)


async def test_a_crash_between_two_pages_of_closing_is_mended(house: Stage) -> None:
    await launch_and_answer(house)
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)
    await house.shelf.refresh()

    assert await close.close_due(house.office()) == 12
    assert await close.close_due(house.office()) == 0


# ── Telling ───────────────────────────────────────────────────────────────────────────────────


async def test_everyone_who_took_part_reads_it_on_the_promised_day(house: Stage) -> None:
    await launch_and_answer(house)
    await close_on_the_day(house)
    assert await feedback.tell_due(house.office()) == 0

    heard = await hear_back(house)

    assert sorted(message.to for message in heard) == [phone(n).value for n in range(1, 13)]
    assert await lifecycle(house) is Lifecycle.REPORTED
    english = heard[0].body if heard[0].to != phone(12).value else heard[1].body
    assert "10 people replied of 10 invited" in english
    assert "5 May 2027" in english


async def test_each_reads_their_own_language(house: Stage) -> None:
    await launch_and_answer(house)
    await close_on_the_day(house)

    (bengali,) = [m for m in await hear_back(house) if m.to == phone(12).value]

    own_words = bengali.body.replace("Example NHS Trust", "")
    assert not re.search(r"[a-zA-Z]{3,} [a-zA-Z]{3,}", own_words)
    assert "১০" in bengali.body


async def test_what_one_of_two_on_a_phone_chose_is_not_named_there(house: Stage) -> None:
    await share_a_phone(house)
    await launch_and_answer(house)
    await close_on_the_day(house)

    told = [(m.to, m.body) for m in await hear_back(house)]

    theirs = [body for to, body in told if to == SHARED.value]
    assert len(theirs) == 2
    assert not any("You said" in body or "Canal" in body for body in theirs)
    assert all("Longer ago" in body for body in theirs)
    assert all("You said" in body for to, body in told if to in {phone(1).value, phone(5).value})


async def test_nobody_reads_it_twice(house: Stage) -> None:
    await launch_and_answer(house)
    await close_on_the_day(house)
    await hear_back(house)

    assert await feedback.tell_due(house.office()) == 0
    async with house.store.begin() as transaction:  # as after a crash before the last commit
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)
    assert await hear_back(house) == []


async def test_whoever_stopped_declined_or_said_nothing_reads_nothing(house: Stage) -> None:
    await launch_and_answer(house)
    await house.launch([entry(n) for n in range(1, 17)])
    await house.sent()
    await house.hear(phone(1), "STOP")
    await house.hear(phone(13), "no")
    await house.hear(phone(14), "yes")  # consent alone is no answer
    await house.sent()
    await close_on_the_day(house)

    told = {message.to for message in await hear_back(house)}

    assert told == {phone(n).value for n in range(2, 12)} | {phone(12).value}


async def test_telling_is_refused_while_answers_are_taken(house: Stage) -> None:
    await launch_and_answer(house)

    with pytest.raises(Refused, match="still open"):
        await feedback.tell_now(house.office(), SLUG, PromiseKind.HEARD)
    with pytest.raises(Refused, match="figures are shown once it has closed"):
        await feedback.count(house.office(), SLUG)


async def test_few_answers_are_told_without_figures(house: Stage) -> None:
    await house.launch([*entries(11), entry(12, chat(1))])
    await house.hear(phone(1), "yes", "1")
    await house.sent()
    await close_on_the_day(house)

    (message,) = await hear_back(house)

    assert "Fewer than 10 people replied" in message.body
    assert "%" not in message.body


async def test_what_is_previewed_is_what_is_sent_but_for_what_is_theirs(house: Stage) -> None:
    await launch_and_answer(house)
    await close_on_the_day(house)
    shown = {
        (each.language, each.channel): each.bodies
        for each in await heard.preview(house.office(), SLUG)
    }

    sent = await hear_back(house)

    for message in sent:
        language = "bn" if message.to == phone(12).value else "en"
        own = ("You said", "আপনি বলেছিলেন")
        lines = [line for line in message.body.splitlines() if not line.startswith(own)]
        assert ("\n".join(lines),) == shown[language, "sms"]
        assert len(lines) == len(message.body.splitlines()) - 1
    assert {language for language, _ in shown} == set(PLAN.languages)


# ── The words ─────────────────────────────────────────────────────────────────────────────────


def figures_with(*questions: Counts) -> Figures:
    return Figures(SLUG, "v", 245, 600, (), questions)


def english(found: Figures, channel: str = "sms") -> str:
    scene = running().scene(LIMITS[channel])
    said = heard.heard(found, scene, "en")
    assert said is not None
    shown = {
        (p.language, p.channel): "\n".join(p.bodies)
        for p in heard.previews(found, running(), LIMITS)
    }
    return shown["en", channel]


LAST_VISIT = Counts(
    "last_visit",
    Counting.PEOPLE,
    245,
    (
        Cell("this_year", 60, 24),
        Cell("longer", 125, 51),
        Cell("never", None),
        Cell("unsure", 60, 24),
    ),
    NONE,
)


async def test_a_line_names_the_leading_answer_with_its_base() -> None:
    text = english(figures_with(LAST_VISIT))

    assert "245 people replied of 600 invited" in text
    assert "When was your last eye screening: Longer ago 51% (of 245)" in text


async def test_a_hidden_question_says_so_and_is_never_blank() -> None:
    text = english(figures_with(replace(LAST_VISIT, base=None, cells=())))

    assert "too few answers to show" in text


async def test_equality_answers_are_never_told() -> None:
    cells = (Cell("muslim", 125, 51),)
    about = Counts("about-you__religion", Counting.PEOPLE, 245, cells, NONE, is_about=True)

    assert "51" not in english(figures_with(about), "telegram")


async def test_sensitive_questions_are_never_told() -> None:
    flow = running().compiled.flow
    steps = tuple(
        replace(step, sensitive=True) if step.id == "last_visit" else step for step in flow.steps
    )
    document = replace(eye_screening(), flow=replace(flow, steps=steps))
    place = running(document)

    bodies = [
        body for p in heard.previews(figures_with(LAST_VISIT), place, LIMITS) for body in p.bodies
    ]
    assert bodies
    assert not any("51" in body or "৫১" in body for body in bodies)


async def test_every_language_has_every_word_on_every_channel() -> None:
    found = list(heard.previews(figures_with(LAST_VISIT), running(), LIMITS))

    assert {(p.language, p.written_in, p.channel) for p in found} == {
        (tag, "bn" if tag == "syl" else tag, channel)  # Sylheti is heard: its text is Bengali
        for tag in PLAN.languages
        for channel in LIMITS
    }
    assert all("{" not in body for p in found for body in p.bodies)
