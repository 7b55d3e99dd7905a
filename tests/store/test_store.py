"""The contract of the store as a whole: statements, restarts, several stores on one database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event, text

from bot.errors import StaleConversation
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, chat, join, moved_on, ordinary, said, take, text_to

LEASE = timedelta(seconds=60)


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """Every statement sent while the block runs: as SQLite's driver logs them, since some go to it
    directly (BEGIN is one of them); as SQLAlchemy tells of them on PostgreSQL."""
    sent: list[str] = []
    listening = _told_by_sqlalchemy if store.database.is_postgres else _told_by_driver
    with listening(store, sent):
        yield sent


@contextmanager
def _told_by_sqlalchemy(store: SqlStore, sent: list[str]) -> Iterator[None]:
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = store.database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _told_by_driver(_: SqlStore, sent: list[str]) -> Iterator[None]:
    log = logging.getLogger("aiosqlite")
    listener, before = _Executed(sent), log.level
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(listener)


class _Executed(logging.Handler):
    """Hears aiosqlite say which call it is making: its first argument is the statement."""

    def __init__(self, sent: list[str]) -> None:
        super().__init__()
        self._sent = sent

    def emit(self, record: logging.LogRecord) -> None:
        call = record.args[0] if isinstance(record.args, tuple) else None
        if not record.msg.startswith("executing") or not isinstance(call, partial):
            return
        if call.args and isinstance(call.args[0], str):
            self._sent.append(call.args[0])


async def test_a_batch_of_64_ordinary_replies_takes_at_most_8_statements(store: SqlStore) -> None:
    people = await join(store, 64)

    with statements(store) as sent:
        fresh = await take(store, people)

    assert len(fresh) == 64
    assert len(sent) <= 8, sent


async def test_a_larger_batch_takes_no_more_statements(store: SqlStore) -> None:
    people = await join(store, 96)

    with statements(store) as few:
        await take(store, people[:3])
    with statements(store) as many:
        await take(store, people[3:])

    assert len(few) == len(many)


async def test_what_was_committed_is_there_after_a_restart(place: Place) -> None:
    first = await place.open()
    people = await join(first, 3)
    await take(first, people)
    await first.aclose()

    second = await place.open()

    assert await take(second, people) == set()
    async with second.begin() as transaction:
        found = await transaction.people([people[0].address])
    (person,) = found[people[0].address]
    assert person.participant == people[0].participant
    assert set(person.conversations[0].answers) == {"q0"}
    assert len(await second.claim("sms", NOON, LEASE, 10)) == 3


async def test_a_transaction_that_fails_leaves_nothing(store: SqlStore) -> None:
    (who,) = await join(store, 1)

    async def fail() -> None:
        async with store.begin() as transaction:
            await transaction.note([said(who)], {})
            await transaction.write(Rows(outbox=[text_to(who)]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await store.next_due("sms") is None
    assert len(await take(store, [who])) == 1


async def test_a_cancelled_caller_leaves_nothing_and_no_lock(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    is_inside = asyncio.Event()

    async def write() -> None:
        async with store.begin() as transaction:
            await transaction.write(Rows(outbox=[text_to(who)]))
            is_inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await is_inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with asyncio.timeout(5):
        assert len(await take(store, [who])) == 1
    assert len(await store.claim("sms", NOON, LEASE, 10)) == 1


async def test_a_conversation_that_moved_meanwhile_is_stale(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    async with store.begin() as transaction:
        (person,) = (await transaction.people([who.address]))[who.address]
    _, rows = ordinary(who, person)
    async with store.begin() as transaction:
        await transaction.write(rows)
    late = replace(moved_on(person.conversations[0]), step="elsewhere")

    with pytest.raises(StaleConversation):
        async with store.begin() as transaction:
            await transaction.write(
                Rows(conversations={late.id: late}, read_revisions={late.id: 0})
            )

    async with store.begin() as transaction:
        (now,) = (await transaction.people([who.address]))[who.address]
    assert (now.conversations[0].step, now.conversations[0].revision) == ("q1", 1)


async def test_the_same_new_person_in_two_processes_is_stored_once(place: Place) -> None:
    one, other = await place.open(), await place.open()

    results = await asyncio.gather(join(one, 1), join(other, 1), return_exceptions=True)

    stale = [each for each in results if isinstance(each, StaleConversation)]
    assert [each for each in results if isinstance(each, BaseException)] == stale
    assert len(stale) == 1
    async with one.read() as reader:
        assert sum((await reader.bases("parks")).values()) == 1


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.data(), repeats=st.lists(st.integers(1, 5), min_size=6, max_size=6),
    size=st.integers(1, 9),
)  # fmt: skip
def test_duplicates_in_any_order_are_stored_once(
    sqlite_template: object, data: st.DataObject, repeats: list[int], size: int, tmp_path: object
) -> None:
    import shutil
    from pathlib import Path

    path = Path(str(tmp_path)) / "kotha.db"
    shutil.copy(str(sqlite_template), path)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    shuffled = data.draw(
        st.permutations([n for n, times in enumerate(repeats) for _ in range(times)])
    )

    async def run() -> tuple[int, int]:
        place = Place(f"sqlite+aiosqlite:///{path}", path)
        store = await place.open()
        people = await join(store, len(repeats))
        fresh = 0
        for start in range(0, len(shuffled), size):
            batch = list(dict.fromkeys(shuffled[start : start + size]))
            fresh += len(await take(store, [people[n] for n in batch]))
        claimed = await store.claim("sms", NOON, LEASE, 100)
        await place.aclose()
        return fresh, len(claimed)

    assert asyncio.run(run()) == (len(repeats), len(repeats))


async def test_eight_workers_given_the_same_messages_take_each_once(place: Place) -> None:
    stores = [await place.open() for _ in range(2)]
    people = await join(stores[0], 40)

    async def work(n: int) -> int:
        taken = 0
        order = people[n * 5 :] + people[: n * 5]
        for start in range(0, 40, 8):
            batch = order[start : start + 8]
            for _ in range(20):
                try:
                    taken += len(await take(stores[n % 2], batch))
                    break
                except StaleConversation:
                    continue
        return taken

    assert sum(await asyncio.gather(*map(work, range(8)))) == 40
    assert len(await stores[0].claim("sms", NOON, LEASE, 100)) == 40


async def test_a_waiter_wakes_at_a_commit(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    waiter = asyncio.create_task(store.wait(30))
    await asyncio.sleep(0)

    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=[text_to(who)]))

    async with asyncio.timeout(5):
        await waiter


async def test_a_waiter_of_another_process_wakes_on_postgresql(postgres_place: Place) -> None:
    one, other = await postgres_place.open(), await postgres_place.open()
    (who,) = await join(one, 1)
    waiter = asyncio.create_task(other.wait(30))
    await asyncio.sleep(0)

    async with one.begin() as transaction:
        await transaction.write(Rows(outbox=[text_to(who)]))

    async with asyncio.timeout(10):
        await waiter


async def test_a_transaction_that_changed_nothing_wakes_nobody(store: SqlStore) -> None:
    await join(store, 1, channel="telegram")
    waiter = asyncio.create_task(store.wait(30))
    await asyncio.sleep(0)

    async with store.begin() as transaction:
        await transaction.people([chat(0)])
        await transaction.due(NOON, 10)
        await transaction.write(Rows())

    assert not waiter.done()
    waiter.cancel()


async def test_a_store_says_whether_it_can_be_written(place: Place) -> None:
    store = await place.open()

    assert await store.is_writable()

    async with store.database.write() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
    assert not await store.is_writable()
