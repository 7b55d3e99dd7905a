"""What is running is at hand, and follows what another process does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from bot.channels import LIMITS
from bot.errors import FlowError, Problem
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import Lifecycle, Media
from bot.render import labels as option_names
from bot.shelf import Running, labels
from bot.shelf.shelf import WORDING, Reread, Shelf
from tests.exchange.talks import EYES, PARKS, parks
from tests.service.messages import launch_parks, talk_at
from tests.service.stage import NOON, ROOT, Stage, catalogue, entry, eye_screening, phone, stage


async def opened(house: Stage) -> Shelf:
    """A shelf of its own, as another process has, with both consultations."""
    await house.launch([entry(1)])
    await launch_parks(house, [entry(2)])
    shelf = Shelf(house.store, catalogue())
    await shelf.refresh()
    return shelf


async def test_all_that_was_launched_is_there_by_slug(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await opened(house)

        assert [running.slug for running in shelf.all()] == [EYES, PARKS]
        assert [running.slug for running in shelf.open()] == [EYES, PARKS]
        assert shelf.running("gone") is None
        assert shelf.catalogue is catalogue()


async def test_a_draft_is_not(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        async with house.store.begin() as transaction:
            await transaction.save_consultation(parks(), Lifecycle.DRAFT, NOON)
        await house.shelf.refresh()

        assert house.shelf.all() == []


async def test_what_closed_is_known_but_takes_no_answers(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await opened(house)
        kept = shelf.running(PARKS)
        async with house.store.begin() as transaction:
            await transaction.move_consultation(EYES, Lifecycle.CLOSED, NOON)
        await shelf.refresh()

        assert [running.slug for running in shelf.open()] == [PARKS]
        assert (found := shelf.running(EYES)) is not None
        assert not found.is_open
        assert shelf.running(PARKS) is kept, "what did not change is not compiled again"


async def test_a_conversation_stands_on_the_version_it_began_with(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        await house.launch([entry(1)])
        talk = await talk_at(house, phone(1))
        fresh = Shelf(house.store, catalogue())  # has read nothing yet

        found = await fresh.standing_of(talk)

        assert found is not None
        running, flow = found
        assert (running.slug, flow.flow) == (EYES, eye_screening().flow)


async def test_an_older_version_is_read_from_the_store(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        await house.launch([entry(1)])
        newer = edited()
        async with house.store.begin() as transaction:
            await transaction.save_consultation(newer, Lifecycle.OPEN, NOON)
        await house.shelf.refresh()

        assert (flow := await house.shelf.flow(eye_screening().version)) is not None
        assert flow.flow == eye_screening().flow
        assert await house.shelf.flow(eye_screening().version) is flow


def edited() -> Document:
    """The same consultation after an edit of its structure."""
    document = eye_screening()
    fewer = replace(document.flow, steps=document.flow.steps[:2])
    return replace(document, flow=fewer, version="cd" * 32)


async def test_a_version_that_nobody_stored_is_nowhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        await house.launch([entry(1)])
        talk = await talk_at(house, phone(1))

        assert await house.shelf.flow("gone") is None
        assert await house.shelf.standing_of(replace(talk, version="gone")) is None
        assert await house.shelf.standing_of(replace(talk, consultation="gone")) is None


async def test_a_scene_is_of_one_channel(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await opened(house)
        running = shelf.running(EYES)
        assert running is not None
        sms, telegram = (running.scene(LIMITS[name]) for name in ("sms", "telegram"))

        assert (sms.limits, telegram.limits) == (LIMITS["sms"], LIMITS["telegram"])
        assert running.languages == running.launched.document.plan.languages
        assert telegram.flow.step("more").question.takes(Media("voice", "x").kind)


# ── New words ─────────────────────────────────────────────────────────────────────────────────

LABEL = f"{EYES}.last_visit.choices.longer"


def mended(text: str) -> Document:
    """The same questions, one option in other words."""
    document = eye_screening()
    return replace(document, texts={**document.texts, LABEL: text})


async def rewrite(house: Stage, text: str, note: str) -> None:
    """What `kotha l10n reload` commits."""
    async with house.store.begin() as transaction:
        await transaction.save_consultation(mended(text), Lifecycle.OPEN, NOON)
        await transaction.keep(WORDING, note)


def refusing(documents: Sequence[Document], note: str) -> Catalogue:
    """A catalogue that is broken on this machine."""
    raise FlowError([Problem("bn/bot.po", 1, 1, "W-104", "broken")])


async def following(house: Stage, reread: Reread) -> Shelf:
    """The shelf of a running process."""
    await house.launch([entry(1)])
    shelf = Shelf(house.store, catalogue(), reread)
    await shelf.refresh()
    await shelf.keep_labels()
    return shelf


def said(shelf: Shelf) -> str:
    """What the option is called now."""
    running = shelf.running(EYES)
    assert running is not None
    return running.wording.texts("en")[LABEL]


async def test_new_words_are_taken_up_once_they_are_noted(tmp_path: Path) -> None:
    fresh = Catalogue.load(ROOT / "locales")
    async with stage(tmp_path) as house:
        shelf = await following(house, lambda documents, note: fresh)
        assert shelf.catalogue is catalogue()
        await rewrite(house, "Over a year ago", "1")
        await shelf.refresh()

        assert shelf.catalogue is fresh
        assert said(shelf) == "Over a year ago"
        assert all(running.catalogue is fresh for running in shelf.all())


async def test_words_that_are_refused_leave_the_old_ones(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await following(house, refusing)
        await rewrite(house, "Over a year ago", "1")
        await shelf.refresh()

        assert shelf.catalogue is catalogue()
        assert said(shelf) == "Longer ago"


async def test_an_option_answers_to_what_it_was_called(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await following(house, lambda documents, note: catalogue())
        await rewrite(house, "Over a year ago", "1")
        await shelf.refresh()
        await shelf.keep_labels()
        later = Shelf(house.store, catalogue())  # after a restart
        await later.refresh()
        talk = await talk_at(house, phone(1))

        for each in (shelf, later):
            running = each.running(EYES)
            assert running is not None
            names = option_names(running.scene(LIMITS["sms"]), talk, "last_visit")
            assert "Longer ago" in names["longer"]
            assert names["longer"][0] == "Over a year ago"


async def test_a_former_name_never_counts_against_a_present_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await following(house, lambda documents, note: catalogue())
        await rewrite(house, "Never", "1")  # what another option is called
        await shelf.refresh()
        await rewrite(house, "Longer ago", "2")
        await shelf.refresh()
        talk = await talk_at(house, phone(1))
        running = shelf.running(EYES)
        assert running is not None

        names = option_names(running.scene(LIMITS["sms"]), talk, "last_visit")
        assert "Never" not in names["longer"]


async def test_names_of_what_is_closed_are_forgotten(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        shelf = await following(house, lambda documents, note: catalogue())
        running: Running | None = shelf.running(EYES)
        assert running is not None
        names = labels.remembered({}, [running])
        assert labels.parsed(labels.dumped(names)) == names

        closed = replace(running, launched=replace(running.launched, lifecycle=Lifecycle.CLOSED))
        assert labels.remembered(names, [closed]) == {}


def test_only_a_few_names_are_kept() -> None:
    names: tuple[str, ...] = ()
    for number in range(20):
        names = labels.newest(str(number), names)

    assert names == ("19", "18", "17", "16", "15", "14")
    assert labels.newest("17", names)[:3] == ("17", "19", "18")
