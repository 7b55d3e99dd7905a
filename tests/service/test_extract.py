"""Taking answers out: only once it has closed, on record, and nobody to be found in any file."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.service import close
from bot.service.extract import MADE, extract
from bot.shelf.record import on_record
from bot.workshop.exporting import FORMATS, Sheet
from tests.service.stage import SLUG, Stage, entry, phone

pytestmark = pytest.mark.asyncio
WORDS = "My neighbour Mrs Ahmed fell on the stairs"


async def answered(house: Stage) -> None:
    """Two people answer, one of them in words, one about herself; then it closes."""
    await house.launch([replace(entry(n), name=f"Resident Number{n}") for n in (1, 2)])
    await house.hear(phone(1), "yes", "1", "5", "2 1 3", "E1", WORDS, "3", "female")
    await house.hear(phone(2), "yes", "2", "1")
    await close.close(house.office(), SLUG)


async def test_nothing_leaves_while_it_is_open(house: Stage) -> None:
    await house.launch([entry(1)])

    with pytest.raises(Refused, match="answers leave the house once it has closed"):
        await extract(house.office(), SLUG)
    with pytest.raises(Refused, match="No consultation called parks"):
        await extract(house.office(), "parks")


@pytest.mark.parametrize("name", ["csv", "xlsx", "json"])
async def test_nobody_can_be_found_in_a_file(house: Stage, name: str) -> None:
    await answered(house)

    found = await extract(house.office(), SLUG)
    made = Sheet(found.slug, found.version, found.variables, found.rows)
    files = FORMATS[name][1](made)

    whole = " ".join(str(cell) for row in made.rows for cell in row)
    assert len(found.rows) == 2
    for secret in ("7700900", "Number1", "Ahmed", "female"):
        assert secret not in whole
        assert not any(secret.encode() in body for body in files.values())
    assert not any(each.name.startswith("about") for each in made.variables)


async def test_people_stand_in_an_order_that_tells_nothing(house: Stage) -> None:
    """Not in which they were invited, nor in which they lie: that is the same everywhere."""
    await house.launch([entry(n) for n in range(1, 9)])
    for n in range(1, 9):
        await house.hear(phone(n), "yes", str(n % 4 + 1))
    await close.close(house.office(), SLUG)

    names = [row[0] for row in (await extract(house.office(), SLUG)).rows]

    assert len(set(names)) == 8
    assert names == sorted(map(str, names))


async def test_words_go_along_where_they_are_asked_for(house: Stage) -> None:
    await answered(house)

    found = await extract(house.office(), SLUG, with_text=True)

    assert WORDS in {cell for row in found.rows for cell in row}


async def test_that_something_left_is_on_record(house: Stage) -> None:
    await answered(house)
    await on_record(house.office("analyst"), MADE, SLUG, {"kind": "csv", "by": "Dr Khan"})

    async with house.store.read() as reader:
        assert await reader.deed_at(MADE, SLUG) == house.clock.at
        assert await reader.deeds("analyst", MADE, house.clock.at) == 1
