"""Staff: a code binds one account, once, for two days; nobody can see it again."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.model import Role
from bot.service import staff
from bot.shelf.office import Office
from tests.service.stage import Stage

pytestmark = pytest.mark.asyncio


def desk(house: Stage) -> Office:
    return house.office("tester")


async def bound(house: Stage, code: str, chat: str = "77") -> str | None:
    async with house.store.begin() as transaction:
        member = await transaction.bind_staff(code, chat, house.clock.at)
    return member.name if member else None


async def test_a_code_binds_an_account_once(house: Stage) -> None:
    made = await staff.add(desk(house), "Rahima Khatun", Role.LINK_WORKER, "bn")

    assert await bound(house, made.code) == "Rahima Khatun"
    assert await bound(house, made.code, "78") is None
    (member,) = await staff.everyone(house.store)
    assert (member.telegram, member.role, member.language) == ("77", Role.LINK_WORKER, "bn")


async def test_a_code_lives_two_days(house: Stage) -> None:
    made = await staff.add(desk(house), "Rahima", Role.OFFICER, "en")
    house.clock.at += timedelta(hours=48, seconds=1)

    assert made.expires == house.clock.at - timedelta(seconds=1)
    assert await bound(house, made.code) is None


async def test_a_new_code_voids_the_old(house: Stage) -> None:
    old = await staff.add(desk(house), "Rahima", Role.OFFICER, "en")
    new = await staff.renew(desk(house), "Rahima")

    assert await bound(house, old.code) is None
    assert await bound(house, new.code) == "Rahima"


async def test_whoever_was_removed_is_out_and_their_code_with_them(house: Stage) -> None:
    made = await staff.add(desk(house), "Rahima", Role.OFFICER, "en")
    await staff.remove(desk(house), str(made.member.id)[:8])

    (member,) = await staff.everyone(house.store)
    assert not member.is_active
    assert await bound(house, made.code) is None
    with pytest.raises(Refused, match="Nobody"):
        await staff.renew(desk(house), "Rahima")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
async def test_a_name_is_needed(house: Stage, name: str) -> None:
    with pytest.raises(Refused):
        await staff.add(desk(house), name, Role.ANALYST, "en")


async def test_two_of_one_name_would_be_confused(house: Stage) -> None:
    await staff.add(desk(house), "Rahima", Role.OFFICER, "en")

    with pytest.raises(Refused, match="surname"):
        await staff.add(desk(house), " Rahima ", Role.ANALYST, "en")


async def test_a_code_cannot_be_guessed_nor_read_in_the_file(house: Stage, tmp_path: Path) -> None:
    made = await staff.add(desk(house), "Rahima", Role.OFFICER, "en")

    bits = len(made.code.replace("-", "")) * math.log2(31)
    assert bits > 95
    assert len(made.code) <= 64  # what Telegram passes on after /start
    assert made.code.encode() not in _everything_in(tmp_path)


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("kotha.db*"))
