"""A link worker's people are read by state; who asked for a reminder is kept sealed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text, update

from bot.model import CaseKind, DueKind, MessageKind, Status
from bot.ports import AuditRow, CaseRow, Charge, DueRow, Nudge, Rows
from bot.store import SqlStore, tables
from tests.store.makers import NOON, SLUG, Resident, an_id, join, text_to

RAHIMA = "Rahima Begum"
DAY = timedelta(days=1)


async def led(store: SqlStore, count: int) -> list[Resident]:
    """So many people of Rahima's, and one of nobody's."""
    *hers, _ = people = await join(store, count + 1)
    async with store.database.write() as connection:
        keys = [who.participant.id.hex for who in hers]
        led = update(tables.participant).where(tables.participant.c.id.in_(keys))
        await connection.execute(led.values(link_worker=RAHIMA))
    assert len(people) == count + 1
    return list(hers)


async def write(store: SqlStore, rows: Rows) -> None:
    async with store.begin() as transaction:
        await transaction.write(rows)


async def charges(store: SqlStore, name: str = RAHIMA) -> list[Charge]:
    async with store.read() as reader:
        return list(await reader.caseload(name))


async def test_only_ones_own_people_are_read(store: SqlStore) -> None:
    hers = await led(store, 2)

    assert {c.participant for c in await charges(store)} == {w.participant.id for w in hers}
    assert await charges(store, "Karim Ali") == []


async def test_who_may_still_answer_is_everybody_but_those_who_have_finished(
    store: SqlStore,
) -> None:
    people = await led(store, len(Status))
    async with store.database.write() as connection:
        for who, status in zip(people, Status, strict=True):
            talk = tables.conversation.c.id == who.conversation.id.hex
            moved = update(tables.conversation).where(talk).values(status=status.value)
            await connection.execute(moved)
    async with store.read() as reader:
        found = await reader.unfinished(SLUG)
        elsewhere = await reader.unfinished("another")

    assert {charge.status for charge in found} == {each for each in Status if each.is_open}
    assert {charge.name for charge in found} == {""}
    assert elsewhere == []


async def test_one_person_is_found_by_the_beginning_of_their_id_however_they_stand(
    store: SqlStore,
) -> None:
    one, *_ = await led(store, 3)
    async with store.database.write() as connection:
        await connection.execute(update(tables.conversation).values(status="completed"))
    async with store.read() as reader:
        (found,) = await reader.unfinished(SLUG, one.participant.id.hex[:12])

    assert found.participant == one.participant.id


async def test_it_tells_what_is_due_what_was_sent_and_who_wants_a_call(store: SqlStore) -> None:
    (ana,) = await led(store, 1)
    key = (ana.participant.bucket, ana.conversation.id, SLUG)
    reminder = text_to(ana, kind=MessageKind.REMINDER)
    case = CaseRow(
        an_id("case"), key[0], ana.participant.id, key[1], SLUG, CaseKind.CALL_THEM, NOON
    )
    rows = Rows(dues=[DueRow(*key, DueKind.REMINDER, NOON + DAY)], outbox=[reminder], cases=[case])
    await write(store, rows)

    (charge,) = await charges(store)
    assert (charge.next_at, charge.last_at, charge.wants_call) == (NOON + DAY, NOON, True)
    assert (charge.is_heard, charge.with_staff, charge.is_stopped) == (False, False, False)


async def test_who_asked_for_a_reminder_is_sealed_and_the_latest_counts(store: SqlStore) -> None:
    (ana,) = await led(store, 1)
    bucket, key = ana.participant.bucket, ana.conversation.id
    for line in ("secret one", "secret two"):
        await write(store, Rows(nudges={key: (bucket, Nudge("Rahima", line, "staff-1", NOON))}))
    async with store.database.read() as connection:
        stored = (await connection.execute(text("SELECT * FROM nudge"))).all()

    assert len(stored) == 1
    assert "secret" not in str(stored)
    async with store.begin() as transaction:
        assert await transaction.nudge(bucket, key) == Nudge(
            "Rahima", "secret two", "staff-1", NOON
        )
        assert await transaction.nudge(bucket, an_id("nobody")) is None


async def test_a_reminder_counts_for_its_day_and_a_reply_does_not(store: SqlStore) -> None:
    ana, bo = await led(store, 2)
    await write(store, Rows(outbox=[text_to(ana, kind=MessageKind.REMINDER), text_to(bo)]))
    async with store.begin() as transaction:

        async def was(who: Resident, since: timedelta) -> bool:
            bucket, key = who.participant.bucket, who.participant.id
            return await transaction.was_reminded(bucket, key, NOON - since)

        assert [await was(ana, DAY), await was(ana, -DAY), await was(bo, DAY)] == [
            True,
            False,
            False,
        ]


async def test_deeds_are_counted_by_who_did_them_and_since_when(store: SqlStore) -> None:
    deeds = [
        AuditRow(NOON - DAY, "rahima", "number.revealed"),
        AuditRow(NOON, "rahima", "number.revealed"),
        AuditRow(NOON, "rahima", "case.closed"),
        AuditRow(NOON, "karim", "number.revealed"),
    ]
    await write(store, Rows(audit=deeds))

    async with store.read() as reader:
        assert await reader.deeds("rahima", "number.revealed", NOON) == 1
