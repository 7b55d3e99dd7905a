"""What people were told stays as it was told, whatever catalogues say later."""

from __future__ import annotations

from bot.service.feedback.saying import Preview
from bot.service.feedback.spoken import recall, remember, tellings
from tests.service.feedback.told import DECIDED, HEARD, at, decide, reported
from tests.service.stage import SLUG, Stage


async def kept(house: Stage) -> dict[str, list[Preview]]:
    """Everything that people were told, by name."""
    running = await house.shelf.known(SLUG)
    async with house.store.read() as reader:
        ledger = await reader.ledger(SLUG)
        names = tellings(running.launched.lifecycle, ledger)
        return {name: list(await recall(reader, SLUG, name)) for name in names}


async def test_each_telling_is_kept_in_every_language_as_it_left(house: Stage) -> None:
    await reported(house)
    await at(house, HEARD)
    await decide(house)
    left = {message.body for message in await at(house, DECIDED)}

    found = await kept(house)

    assert set(found) == {"heard", "decided.1"}
    languages = set((await house.shelf.known(SLUG)).languages)
    for each in found.values():
        assert {preview.language for preview in each} == languages
        assert {preview.channel for preview in each} == {"sms", "telegram"}
    plain = next(p for p in found["decided.1"] if (p.language, p.channel) == ("en", "sms"))
    first = plain.bodies[0].splitlines()[0]
    assert any(body.startswith(first) for body in left)


async def test_it_is_never_kept_anew(house: Stage) -> None:
    await reported(house)
    before = await kept(house)
    running = await house.shelf.known(SLUG)

    await remember(house.office(), running, "heard", lambda scene, tag: None)

    assert await kept(house) == before


async def test_what_was_told_before_anything_was_kept_is_said_to_be_unknown(house: Stage) -> None:
    async with house.store.read() as reader:
        assert await recall(reader, SLUG, "heard") == []
