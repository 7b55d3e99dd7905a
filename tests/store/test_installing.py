"""The keys an installation was made with, and its notes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.errors import SettingsError
from tests.store.conftest import Place
from tests.store.makers import KEYS


@pytest.mark.parametrize(
    ("name", "setting"),
    [("data", "KOTHA_DATA_KEY"), ("index", "KOTHA_INDEX_KEY"), ("about", "KOTHA_ABOUT_KEY")],
)
async def test_a_strange_key_opens_nothing(place: Place, name: str, setting: str) -> None:
    await (await place.open()).aclose()

    with pytest.raises(SettingsError, match=rf"{setting}: this database was made with another"):
        await place.open(replace(KEYS, **{name: b"x" * 32}))


async def test_a_new_data_key_is_taken_where_the_former_is_kept(place: Place) -> None:
    await (await place.open()).aclose()
    renewed = replace(KEYS, data=b"n" * 32, former=(KEYS.data,))

    await (await place.open(renewed)).aclose()

    with pytest.raises(SettingsError, match="KOTHA_DATA_KEY"):
        await place.open()


async def test_a_note_is_kept_until_another_takes_its_place(place: Place) -> None:
    store = await place.open()
    for text in ("one", "two"):
        async with store.begin() as transaction:
            assert await transaction.kept("wording") == ("" if text == "one" else "one")
            await transaction.keep("wording", text)
    async with store.read() as reader:
        assert await reader.kept("wording") == "two"
    await store.aclose()

    await (await place.open()).aclose()  # a note is no key
