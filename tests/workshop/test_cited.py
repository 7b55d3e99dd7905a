"""What was asked, by the fingerprint that answers cite: proved, or not known any more."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.flow.load import load
from bot.flow.structure import Document
from bot.model import Lifecycle, Phrase, Say
from bot.ports import Cited, Launched
from bot.questions.statements import OWN
from bot.render import reader_of, render
from bot.shelf import Running, place
from bot.workshop.cited import proved
from bot.workshop.play import Phone, Setting
from bot.workshop.play import phone as phone_of
from bot.workshop.transcripts import Line, parse
from tests.service.stage import (
    NOON,
    ROOT,
    SLUG,
    Stage,
    catalogue,
    chat,
    entry,
    eye_screening,
    phone,
    stage,
)


async def answered(house: Stage) -> list[Cited]:
    """What is cited once three people have answered in two languages on two channels, one of
    them after a reminder and one after sending HELP."""
    people = [entry(1), entry(2, chat(2), language="bn"), entry(3, language="bn")]
    await house.launch(people)
    await house.hear(phone(1), "yes", "HELP", "1", "4")
    await house.hear(chat(2), "হ্যাঁ", "1", "4")
    await house.hear(phone(3), "ha", "nonsense words", "1")
    async with house.store.read() as reader:
        return list(await reader.wordings(SLUG))


async def test_what_was_answered_is_proved_by_its_fingerprint(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        cited = await answered(house)
        running = await house.shelf.known(SLUG)

    found = list(proved(running, [running.launched.document], cited, LIMITS))

    assert [each.cited for each in found] == cited
    words = {(each.cited.step, each.cited.language): each.words for each in found}
    assert all(words.values()), [each for each in found if not each.words]
    assert words["last_visit", "en"].startswith("When was your last eye screening?")
    assert words["last_visit", "bn"].startswith("ডায়াবেটিসের জন্য শেষ কবে")


TRANSCRIPTS = [
    "delphi-rounds/alone",
    "delphi-rounds/bangla",
    "delphi-rounds/sms",
    "delphi-rounds/taps",
    "eye-screening-access/bn_sms_back_change",
    "eye-screening-access/bn_telegram_taps",
    "eye-screening-access/en_sms_language_switch",
    "eye-screening-access/en_sms_nonsense",
    "eye-screening-access/en_sms_urgent",
    "eye-screening-access/en_telegram_voice",
    "eye-screening-access/syl_sms_whole_way",
    "spend-choices/over",
    "statement-vote/bangla",
    "statement-vote/sms",
    "statement-vote/taps",
]


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_every_question_of_a_transcript_is_proved_however_it_was_put(name: str) -> None:
    """One of several things by itself, after what a group said, with options in an order of one's
    own, led by what was told on the way, by a hint, or by several sentences."""
    slug, _, file = name.partition("/")
    transcript = parse(ROOT / "flows" / slug / "transcripts" / f"{file}.txt")
    document, limits = flow(slug), LIMITS[transcript.channel]
    setting = Setting(document, catalogue(), transcript.channel, limits, transcript.others)
    resident = phone_of(setting, transcript.language)
    resident.begin()
    put = [cites(resident)]
    for line in transcript.lines:
        act(resident, line)
        put.append(cites(resident))
    cited = sorted({each for each in put if each.step}, key=lambda each: each.step)

    found = list(proved(resident.running, [document], cited, LIMITS))

    assert len(found) > 3
    assert [each.cited for each in found if not each.words] == []


@lru_cache
def flow(slug: str) -> Document:
    return load(ROOT / "flows" / slug, ROOT / "flows" / "_blocks")


def act(resident: Phone, line: Line) -> None:
    """What is typed, and the time that passes."""
    if line.mark == ">":
        resident.type(line.text)
    if line.mark == "~":
        count, unit = line.text.split()
        resident.wait(timedelta(**{f"{unit.rstrip('s')}s": int(count)}))


def cites(resident: Phone) -> Cited:
    """What an answer would cite now; no step: nothing is asked."""
    talk, step = resident.conversation, resident.asking or ""
    order = talk.order if step and resident.running.compiled.step(step).question.puts else ()
    thing = f".{order[0]}" if order and order[0] != OWN else ""
    return Cited(f"{step}{thing}", talk.language, talk.version, talk.wording)


def test_of_several_things_the_one_that_was_answered_is_shown() -> None:
    """And as it stood there: the question itself was read with the first."""
    running = place(Launched(SLUG, Lifecycle.OPEN, flow("delphi-rounds"), NOON), catalogue())
    step = running.compiled.step("helps")
    reader, scene = reader_of("en", SLUG, step.id), running.scene(LIMITS["sms"])
    lead = (Phrase("bot.call"), Phrase("bot.hint.number_range"))
    say = Say(lead, ask=step.id, order=step.question.options(), statement="nearer", nth=(2, 3))
    (shown,) = render(say, reader, scene)
    version = running.launched.document.version
    cited = Cited("helps.nearer", "en", version, shown.wording)
    other = Cited("helps.lift", "en", version, shown.wording)

    found = [each.words for each in proved(running, [], [cited, other], LIMITS)]

    assert found == ["A clinic nearer home\n1 = not at all, 9 = very much", ""]


@pytest.mark.parametrize(
    ("step", "version"),
    [
        pytest.param("last_visit", "", id="other_words"),
        pytest.param("last_visit", "f" * 64, id="a_version_that_is_gone"),
        pytest.param("gone", "", id="a_question_that_is_gone"),
    ],
)
def test_where_the_words_are_not_known_none_are_shown(step: str, version: str) -> None:
    running = launched()
    cited = Cited(step, "en", version or running.launched.document.version, "0" * 16)

    (found,) = proved(running, [running.launched.document], [cited], LIMITS)

    assert found.words == ""


def test_a_translation_that_was_mended_since_is_not_shown_for_the_one_that_was_answered() -> None:
    """The same question, in words that differ by a letter."""
    document = eye_screening()
    key = f"{SLUG}.last_visit.text"
    mended = replace(document, texts={**document.texts, key: "When were your eyes last seen?"})
    now, then = launched(), place(Launched(SLUG, Lifecycle.OPEN, mended, NOON), catalogue())
    said = fingerprint(then)

    (found,) = proved(now, [document], [said], LIMITS)
    (known,) = proved(then, [mended], [said], LIMITS)

    assert (found.words, known.words.splitlines()[0]) == ("", "When were your eyes last seen?")


def launched() -> Running:
    """As it stands today."""
    return place(Launched(SLUG, Lifecycle.OPEN, eye_screening(), NOON), catalogue())


def fingerprint(running: Running) -> Cited:
    """Of the question as it is put by itself."""
    step = running.compiled.step("last_visit")
    say = Say(ask=step.id, order=step.question.options(), progress=(1, 6))
    (shown,) = render(say, reader_of("en", SLUG, step.id), running.scene(LIMITS["sms"]))
    return Cited(step.id, "en", running.launched.document.version, shown.wording)
