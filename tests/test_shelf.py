"""What is running is at hand, and follows what another process does."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from bot.channels import LIMITS
from bot.flow.structure import Document
from bot.model import Lifecycle, Media
from bot.shelf import Shelf
from tests.exchange.talks import EYES, PARKS, parks
from tests.service.messages import launch_parks, talk_at
from tests.service.stage import NOON, Stage, catalogue, entry, eye_screening, phone, stage


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
    fewer = document.flow.model_copy(update={"steps": document.flow.steps[:2]})
    return document.model_copy(update={"flow": fewer, "version": "cd" * 32})


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
        assert running.languages == ("en", "bn")
        assert telegram.flow.step("more").question.takes(Media("voice", "x").kind)
