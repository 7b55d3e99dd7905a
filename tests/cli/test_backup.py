"""`kotha backup`: whole copies, private, under a name only when they are whole."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import WRONG
from bot.settings import make_keys
from tests.commands import installation, kotha


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def test_a_copy_holds_the_whole_database_and_is_private(tmp_path: Path, folder: Path) -> None:
    ran = kotha("backup", str(folder), "--json", env=installation(tmp_path))

    copy = Path(json.loads(ran.out)["copy"])
    with closing(sqlite3.connect(copy)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {"participant", "answer", "outbox"} <= tables
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert {path.name for path in folder.iterdir()} == {copy.name, "kotha.erased"}


def test_older_copies_beyond_the_wanted_go(tmp_path: Path, folder: Path) -> None:
    for day in range(1, 4):
        (folder / f"kotha-2020010{day}T000000Z.db").touch()
    (folder / "notes.txt").touch()

    ran = kotha("backup", str(folder), "--keep", "2", "--json", env=installation(tmp_path))

    removed = json.loads(ran.out)["removed"]
    assert removed == ["kotha-20200101T000000Z.db", "kotha-20200102T000000Z.db"]
    assert (folder / "notes.txt").exists()
    assert len(list(folder.glob("kotha-*.db"))) == 2


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    ran = kotha("backup", str(tmp_path / "nowhere"), env=installation(tmp_path))

    assert ran.code == WRONG
    assert "is not a folder" in ran.err


def test_postgresql_is_left_to_its_own_tools(folder: Path) -> None:
    env = {**make_keys(), "KOTHA_DATABASE_URL": "postgresql+asyncpg://k@127.0.0.1/k"}

    ran = kotha("backup", str(folder), env=env)

    assert ran.code == WRONG
    assert "pg_dump" in ran.err
