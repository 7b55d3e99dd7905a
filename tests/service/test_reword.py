"""New words are committed with the note that has every process read them."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from bot.flow.structure import Document
from bot.service.reword import Order, announce, reworded
from bot.shelf.rewording import Note
from bot.shelf.shelf import WORDING
from tests.service.stage import SLUG, entry, eye_screening, stage

KEY = f"{SLUG}.last_visit.choices.longer"


def _mended() -> Document:
    document = eye_screening()
    return replace(document, texts={**document.texts, KEY: "Over a year ago"})


def test_only_words_are_taken_from_the_file() -> None:
    running = eye_screening()
    later = replace(_mended().plan, languages=("en",))

    taken = reworded(running, replace(_mended(), plan=later))

    assert taken.texts[KEY] == "Over a year ago"
    assert taken.plan == running.plan


def test_other_questions_are_another_launch() -> None:
    other = replace(_mended(), version="cd" * 32)

    assert reworded(eye_screening(), other) is eye_screening()
    assert reworded(eye_screening(), None) is eye_screening()


async def test_each_revision_is_noted_and_on_record(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        await house.launch([entry(1)])
        await house.shelf.refresh()
        running = house.shelf.running(SLUG)
        assert running is not None
        pairs = [(running.launched, _mended())]
        first = await announce(house.store, house.clock, Order("kit"), pairs)
        second = await announce(house.store, house.clock, Order("kit", "Rehana Begum"), [])
        async with house.store.read() as reader:
            kept = Note.read(await reader.kept(WORDING))
            (launched,) = await reader.launched()

        assert (first.revision, second) == (1, Note(2, "Rehana Begum"))
        assert kept == second
        assert launched.document == _mended()
