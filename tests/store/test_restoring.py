"""An old copy forgets again whoever was erased, and leaves alone whoever said STOP, since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Table, select

from bot.errors import Refused
from bot.model import Answer, Outcome
from bot.ports import Entry, Erase, Forgetting, Retention, Rows
from bot.store import SqlStore, tables
from bot.store.ledger import read
from bot.store.restoring import judge
from bot.store.sealing import Seal
from tests.store.conftest import Place
from tests.store.makers import KEYS, NOON, SLUG, Leavers, answer, join, launch


async def names(store: SqlStore) -> set[str]:
    p = tables.participant.c
    async with store.database.read() as connection:
        return set((await connection.execute(select(p.id).where(p.stopped == 0))).scalars())


async def test_who_was_erased_or_left_since_is_so_again(place: Place, tmp_path: Path) -> None:
    """The same people once more, in a database that knows of nothing that came after."""
    log = tmp_path / "log.erased"
    store = await place.open()
    store.log_to(log)
    await launch(store)
    ann, ben, cal = await join(store, 3)
    async with store.begin() as transaction:
        await transaction.erase(Erase(ann.participant.id, ann.participant.bucket))
        leaver: Leavers = {ben.participant.id: (ben.participant.bucket, (ben.address,))}
        await transaction.write(Rows(forget=leaver))
    assert await store.journal() == 3
    assert await store.journal() == 0

    async with store.database.write() as connection:  # as an old copy is: back before all that
        for name in (
            "do_not_contact", "erasure", "address_participant", "address", "conversation",
            "participant",
        ):  # fmt: skip
            await connection.execute(tables.metadata.tables[name].delete())
    await join(store, 3)
    done = await store.replay(read(log))
    async with store.begin() as transaction:
        known = await transaction.addresses_known([ann.address, ben.address, cal.address])

    assert (done.erased, done.stopped) == (1, 2)
    assert await names(store) == {cal.participant.id.hex}
    assert known == {
        ann.address: "erased", ben.address: "do_not_contact", cal.address: "known",
    }  # fmt: skip


async def test_told_twice_it_changes_nothing_more(place: Place, tmp_path: Path) -> None:
    store = await place.open()
    store.log_to(tmp_path / "log.erased")
    await launch(store)
    (ann, _) = await join(store, 2)
    async with store.begin() as transaction:
        await transaction.erase(Erase(ann.participant.id, ann.participant.bucket))
    await store.journal()

    done = await store.replay(read(tmp_path / "log.erased"))

    assert done.erased == 0
    assert len(await names(store)) == 1


async def test_whoever_came_back_before_the_copy_was_made_stays(store: SqlStore) -> None:
    await launch(store)
    (ann, ben) = await join(store, 2)
    stopped: Leavers = {ann.participant.id: (ann.participant.bucket, (ann.address,))}
    async with store.begin() as transaction:
        await transaction.write(Rows(forget=stopped))
    async with store.database.read() as connection:
        no = tables.do_not_contact.c
        row = (await connection.execute(select(no.bucket, no.address, no.since))).one()
    async with store.begin() as transaction:
        await transaction.write(Rows(welcome=stopped))
        await transaction.write(
            Rows(forget={ben.participant.id: (ben.participant.bucket, (ben.address,))})
        )
    await store.replay([Entry(row.since - 1, row.address, row.bucket)])

    assert await names(store) == {ann.participant.id.hex}


async def test_what_was_forgotten_since_is_forgotten_again(
    store: SqlStore, tmp_path: Path
) -> None:
    log = tmp_path / "log.erased"
    store.log_to(log)
    await launch(store)
    people = await join(store, 2)
    rows = Rows()
    for who in people:
        told = answer(who, who.conversation, Answer(Outcome.ANSWERED, "old"), "about-you__age")
        rows.answers.append(replace(told, is_about=True))
    async with store.begin() as transaction:
        await transaction.write(rows)
    held = await cells(store, tables.about)
    first = people[0].participant
    for _ in range(2):  # the second time nothing is new but the moment
        async with store.begin() as transaction:
            await transaction.write(Rows(forget_about={first.id: first.bucket}))
    assert await store.journal() == 1
    assert first.id.hex not in log.read_text("utf-8")
    await as_it_was(store, tables.about, held)

    done = await store.replay(read(log))

    assert (done.erased, done.stopped, done.forgotten) == (0, 0, 1)
    assert len(await cells(store, tables.about)) == 1


async def test_equality_answers_given_anew_before_the_copy_was_made_stay(store: SqlStore) -> None:
    await launch(store)
    (who,) = await join(store, 1)
    told = answer(who, who.conversation, Answer(Outcome.ANSWERED, "old"), "about-you__age")
    leaver: Leavers = {who.participant.id: (who.participant.bucket, (who.address,))}
    async with store.begin() as transaction:
        await transaction.write(Rows(answers=[replace(told, is_about=True)], forget=leaver))
    mark = Seal(KEYS).index("about", who.participant.id.hex)

    done = await store.replay([Entry(1, mark, what=Forgetting.ABOUT)])

    assert (done.forgotten, len(await cells(store, tables.about))) == (0, 1)


async def test_what_was_purged_since_is_purged_again(store: SqlStore, tmp_path: Path) -> None:
    log = tmp_path / "log.erased"
    store.log_to(log)
    await launch(store)
    await join(store, 3)
    later = NOON + timedelta(days=400)
    order = Retention(later, (SLUG,), (), later, later, later)
    held = await cells(store, tables.participant)
    assert {bool(row["sealed"]) for row in held} == {True}
    async with store.begin() as transaction:
        await transaction.purge(order, is_dry=False)
    assert await store.journal() == 1
    await as_it_was(store, tables.participant, held)

    done = await store.replay(read(log))

    assert done.purged == 3
    assert {row["sealed"] for row in await cells(store, tables.participant)} == {""}


async def cells(store: SqlStore, table: Table) -> list[dict[str, Any]]:
    """Its rows."""
    async with store.database.read() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


async def as_it_was(store: SqlStore, table: Table, rows: list[dict[str, Any]]) -> None:
    """As an old copy has it, which knows of nothing that came after."""
    async with store.database.write() as connection:
        await connection.execute(tables.metadata.tables["erasure"].delete())
        for row in rows:
            own = [column == row[column.name] for column in table.primary_key]
            changed = await connection.execute(table.update().where(*own).values(row))
            if not changed.rowcount:
                await connection.execute(table.insert().values(row))


def _database(path: Path, version: str = "9999") -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
        connection.commit()
    return path


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "is no copy of a database", id="empty"),
        pytest.param(b"hello", "is no copy of a database", id="a_text"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 5000, "is damaged", id="damaged"),
    ],
)
def test_what_is_no_copy_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(content)

    with pytest.raises(Refused, match=why):
        judge(path)


def test_a_copy_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="newer than this program knows"):
        judge(_database(tmp_path / "copy.db"))


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE parks (name TEXT)")
        connection.commit()

    with pytest.raises(Refused, match="no database of Kotha"):
        judge(path)
