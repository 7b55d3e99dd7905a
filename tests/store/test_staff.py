from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from bot.model import Role
from bot.ports import StaffMember
from bot.store import SqlStore
from tests.store.makers import NOON, an_id

ANA = StaffMember(an_id("ana"), "Ana", Role.LINK_WORKER, "bn")
BO = StaffMember(an_id("bo"), "Bo", Role.OFFICER)
SOON = NOON + timedelta(days=1)


async def bind(
    store: SqlStore, code: str, telegram: str = "70090001", hours: int = 0
) -> StaffMember | None:
    async with store.begin() as transaction:
        return await transaction.bind_staff(code, telegram, NOON + timedelta(hours=hours))


async def add(store: SqlStore, *members: tuple[StaffMember, str]) -> None:
    async with store.begin() as transaction:
        for member, code in members:
            await transaction.add_staff(member, code, SOON)


async def everyone(store: SqlStore) -> dict[str, StaffMember]:
    async with store.read() as reader:
        return {member.name: member for member in await reader.staff()}


async def test_a_code_binds_once(store: SqlStore) -> None:
    await add(store, (ANA, "code-a"))

    bound = await bind(store, "code-a")

    assert bound == replace(ANA, telegram="70090001")
    assert await bind(store, "code-a", "70090002") is None
    assert await everyone(store) == {"Ana": bound}


async def test_a_wrong_late_or_renewed_code_binds_nothing(store: SqlStore) -> None:
    await add(store, (ANA, "code-a"), (BO, "code-b"))
    async with store.begin() as transaction:
        await transaction.renew_code(BO.id, "code-c", SOON)

    assert await bind(store, "code-x") is None
    assert await bind(store, "code-a", hours=24) is None
    assert await bind(store, "code-b") is None
    assert await bind(store, "code-c") == replace(BO, telegram="70090001")


async def test_an_account_belongs_to_one_member_only(store: SqlStore) -> None:
    await add(store, (ANA, "code-a"), (BO, "code-b"))
    await bind(store, "code-a")

    await bind(store, "code-b")

    async with store.database.read() as connection:
        bound = await connection.exec_driver_sql("SELECT id FROM staff WHERE telegram IS NOT NULL")
        assert bound.all() == [(BO.id.hex,)]
    assert (await everyone(store))["Ana"].telegram == ""


async def test_who_is_removed_loses_access_at_once_but_not_their_id(store: SqlStore) -> None:
    await add(store, (ANA, "code-a"))
    async with store.begin() as transaction:
        await transaction.remove_staff(ANA.id)
        await transaction.renew_code(ANA.id, "code-b", SOON)

    assert await bind(store, "code-a") is None
    assert await bind(store, "code-b") is None
    assert await everyone(store) == {"Ana": replace(ANA, is_active=False)}


async def test_accounts_are_looked_up_together_and_a_removed_one_is_nobodys(
    store: SqlStore,
) -> None:
    await add(store, (ANA, "code-a"), (BO, "code-b"))
    await bind(store, "code-a", "70090001")
    await bind(store, "code-b", "70090002")
    async with store.begin() as transaction:
        await transaction.remove_staff(BO.id)
        found = await transaction.staff_among(["70090001", "70090002", "70090003"])

        assert {account: member.name for account, member in found.items()} == {"70090001": "Ana"}
        assert await transaction.staff_among([]) == {}


async def test_what_somebody_is_in_the_middle_of_is_sealed_and_ends_with_their_work(
    store: SqlStore,
) -> None:
    await add(store, (ANA, "code-a"))
    async with store.begin() as transaction:
        await transaction.set_task(ANA.id, "add +447700900123")
    async with store.database.read() as connection:
        stored = (await connection.execute(text("SELECT task FROM staff"))).scalar_one()

    assert "7700900" not in stored
    assert (await everyone(store))["Ana"].task == "add +447700900123"
    async with store.begin() as transaction:
        await transaction.remove_staff(ANA.id)
    assert (await everyone(store))["Ana"].task == ""
