"""A case has one owner and one end; what was said in it is sealed, and read by it alone."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from bot.model import CaseKind, Wish
from bot.ports import Case, CaseRow, Rows, ThreadRow, Wished
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, Resident, an_id, join, launch


def row(who: Resident, kind: CaseKind, minutes: int = 0, owner: str = "") -> CaseRow:
    """A case of theirs."""
    return CaseRow(
        id=an_id(who.participant.id, kind, minutes),
        bucket=who.participant.bucket,
        participant=who.participant.id,
        conversation=who.conversation.id,
        consultation=SLUG,
        kind=kind,
        opened_at=NOON + timedelta(minutes=minutes),
        step="ease",
        owner=owner,
        channel="sms",
    )


async def write(store: SqlStore, rows: Rows) -> None:
    async with store.begin() as transaction:
        await transaction.write(rows)


async def talks(store: SqlStore, *people: Resident) -> list[Case]:
    async with store.begin() as transaction:
        keys = {who.conversation.id: who.conversation.bucket for who in people}
        return list(await transaction.talks(keys))


async def test_only_open_talks_of_those_conversations_are_found(store: SqlStore) -> None:
    ana, bo = await join(store, 2)
    asked, urgent = row(ana, CaseKind.HANDOVER), row(ana, CaseKind.URGENT, 1)
    data, other = row(ana, CaseKind.REQUEST), row(bo, CaseKind.HANDOVER)
    await write(store, Rows(cases=[asked, urgent, data, other]))
    assert [case.id for case in await talks(store, ana)] == [urgent.id, asked.id]

    await write(store, Rows(closed={urgent.id: (NOON, "answered")}))

    (found,) = await talks(store, ana)
    assert (found.id, found.step, found.channel) == (asked.id, "ease", "sms")
    assert found.language == ana.conversation.language
    assert await talks(store) == []


async def test_a_case_is_found_by_its_owner_until_it_ends(store: SqlStore) -> None:
    (ana,) = await join(store, 1)
    mine, nobodys = row(ana, CaseKind.HANDOVER, 0, "me"), row(ana, CaseKind.URGENT)
    await write(store, Rows(cases=[mine, nobodys, row(ana, CaseKind.REVIEW, 0, "me")]))
    kinds = (CaseKind.HANDOVER, CaseKind.URGENT)
    async with store.read() as reader:
        assert [c.id for c in await reader.cases_of(("me",), kinds)] == [mine.id]
        assert len(await reader.cases_of(("me", ""), kinds)) == 2

    await write(store, Rows(owners={nobodys.id: "me"}, closed={mine.id: (NOON, "answered")}))

    async with store.read() as reader:
        assert [c.id for c in await reader.cases_of(("me",), kinds)] == [nobodys.id]


async def test_the_first_end_of_a_case_stands(store: SqlStore) -> None:
    (ana,) = await join(store, 1)
    case = row(ana, CaseKind.HANDOVER)
    await write(store, Rows(cases=[case], closed={case.id: (NOON, "answered")}))
    await write(store, Rows(closed={case.id: (NOON + timedelta(days=1), "not_reached")}))

    async with store.read() as reader:
        (found,) = await reader.case_named(case.id.hex[:8])
    assert found.closed_at == NOON


async def test_what_was_said_is_kept_once_sealed_and_in_order(store: SqlStore) -> None:
    (ana,) = await join(store, 1)
    case = row(ana, CaseKind.HANDOVER)
    said = [
        ThreadRow(an_id(n), case.bucket, case.id, NOON + timedelta(minutes=n), f"secret {n}", by)
        for n, by in ((2, "staff-1"), (1, ""))
    ]
    await write(store, Rows(cases=[case], thread=said))
    await write(store, Rows(thread=said))

    async with store.read() as reader:
        (found,) = await reader.case_named(case.id.hex)
        lines = await reader.thread(found)
    assert [(line.text, line.by) for line in lines] == [("secret 1", ""), ("secret 2", "staff-1")]
    async with store.database.read() as connection:
        stored = (await connection.execute(text("SELECT * FROM thread"))).all()
    assert "secret" not in str(stored)


async def test_somebody_is_found_by_id_with_every_conversation(store: SqlStore) -> None:
    (ana,) = await join(store, 1)
    async with store.begin() as transaction:
        found = await transaction.person(ana.participant.bucket, ana.participant.id)
        nobody = await transaction.person(0, an_id("nobody"))

    assert found is not None
    assert [each.id for each in found.conversations] == [ana.conversation.id]
    assert found.addresses == (ana.address,)
    assert nobody is None


async def test_a_request_that_was_open_is_confirmed_and_stays_so(store: SqlStore) -> None:
    await launch(store)
    (who,) = await join(store, 1)
    noted, other = (
        CaseRow(
            an_id(name), who.participant.bucket, who.participant.id, who.conversation.id, SLUG,
            CaseKind.REQUEST, NOON, wish=name, deadline=NOON,
        )
        for name in ("erasure", "copy")
    )  # fmt: skip
    later = replace(noted, is_confirmed=True, opened_at=NOON + timedelta(hours=1))
    async with store.begin() as transaction:
        for rows in ([noted, other], [later], [noted]):
            await transaction.write(Rows(cases=rows))
        (case,) = await transaction.case_named(noted.id.hex)
        (untouched,) = await transaction.case_named(other.id.hex)

    assert (case.is_confirmed, case.opened_at) == (True, NOON)
    assert not untouched.is_confirmed


async def test_a_request_is_found_while_it_is_open_and_its_clock_can_stand(
    store: SqlStore,
) -> None:
    await launch(store)
    (who,) = await join(store, 1)
    keys = {who.participant.id: who.participant.bucket}
    due = NOON + timedelta(days=31)
    asked = CaseRow(
        an_id("wish"), who.participant.bucket, who.participant.id, who.conversation.id, SLUG,
        CaseKind.REQUEST, NOON, wish="erasure", is_confirmed=True, deadline=due,
    )  # fmt: skip
    async with store.begin() as transaction:
        await transaction.write(Rows(cases=[asked]))
        found = await transaction.wishes(keys)
        await transaction.pause_case(asked.id, NOON, due)
        (paused,) = await transaction.case_named(asked.id.hex[:8])
        await transaction.pause_case(asked.id, None, due + timedelta(days=3))
        (case,) = await transaction.case_named(asked.id.hex[:8])
        await transaction.write(Rows(closed={asked.id: (NOON, "erased")}))
        after = await transaction.wishes(keys)

    assert found == {(who.participant.id, Wish.ERASURE): Wished(asked.id, due, NOON)}
    assert (paused.paused_at, case.paused_at) == (NOON, None)
    assert case.deadline == due + timedelta(days=3)
    assert (case.wish, case.is_confirmed) == ("erasure", True)
    assert after == {}
