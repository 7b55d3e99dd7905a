"""An old copy forgets again whoever was erased, and leaves alone whoever said STOP, since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.ports import Entry, Erase, Rows
from bot.store import SqlStore, tables
from bot.store.ledger import read
from bot.store.restoring import judge
from tests.store.conftest import Place
from tests.store.makers import Leavers, join, launch


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
