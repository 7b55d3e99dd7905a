"""What was asked, by the fingerprint that answers cite: proved, or not known any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.model import Lifecycle
from bot.ports import Cited, Launched
from bot.shelf import Running, place
from bot.workshop.cited import proved
from tests.service.stage import (
    NOON,
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
    from bot.model import Say
    from bot.render import reader_of, render

    step = running.compiled.step("last_visit")
    say = Say(ask=step.id, order=step.question.options(), progress=(1, 6))
    (shown,) = render(say, reader_of("en", SLUG, step.id), running.scene(LIMITS["sms"]))
    return Cited(step.id, "en", running.launched.document.version, shown.wording)
