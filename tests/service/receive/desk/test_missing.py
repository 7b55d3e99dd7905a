"""Who is missing, at the desk: their own tasks and nobody's, in their language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model import Tap
from bot.results.profile import Group
from bot.service import profile
from tests.service.messages import arrives, take
from tests.service.receive.desk.street import PLACES, Street
from tests.service.stage import SLUG, Stage

TRANSCRIPT = Path(__file__).parent / "transcripts" / "missing" / "bn.txt"
GROUPS = (
    Group("language", "bn", 4000, target=20),
    Group("language", "pl", 6000, target=5),
    Group("area", "E14", 10_000, target=7),
)


async def staffed(house: Stage, rahima: str, karim: str) -> Street:
    """A street of which a profile says who is missing."""
    street = Street(house)
    await street.open(Rahima=rahima, Karim=karim)
    await profile.upload(house.office("Olive"), SLUG, GROUPS)
    return street


async def test_it_is_told_in_their_own_language(house: Stage) -> None:
    street = await staffed(house, "bn", "pl")

    assert await street.play(TRANSCRIPT.read_text("utf-8")) == TRANSCRIPT.read_text("utf-8")


@pytest.mark.parametrize(
    ("who", "groups"),
    [
        pytest.param("Rahima", ["বাংলা", "E14"], id="her_own_and_nobodys"),
        pytest.param("Karim", ["Polski", "E14"], id="his_own_and_nobodys"),
        pytest.param("Olive", ["বাংলা", "Polski", "E14"], id="an_officers_is_every_one"),
    ],
)
async def test_each_sees_what_is_theirs_to_do(house: Stage, who: str, groups: list[str]) -> None:
    street = await staffed(house, "bn", "pl")
    before = len(street.inboxes[who])
    await take(house, arrives(house, PLACES[who], Tap("desk.missing")))
    await street.hear()

    told = [message.body for message in street.inboxes[who][before:]]
    assert len(told) == len(groups)
    assert all(any(group in body for body in told) for group in groups)


async def test_anothers_task_cannot_be_closed(house: Stage) -> None:
    street = await staffed(house, "bn", "pl")
    async with house.store.read() as reader:
        (theirs,) = [t for t in await reader.tasks(SLUG) if t.group == "language: pl"]
    await take(house, arrives(house, PLACES["Rahima"], Tap(f"desk.found.{theirs.id.hex}")))
    await street.hear()

    async with house.store.read() as reader:
        assert all(task.closed_at is None for task in await reader.tasks(SLUG))


async def test_where_nobody_is_missing_it_says_so(house: Stage) -> None:
    street = Street(house)
    await street.open()
    await take(house, arrives(house, PLACES["Rahima"], Tap("desk.missing")))
    await street.hear()

    assert street.inboxes["Rahima"][-1].body == "Enough of every group have answered so far."
