"""`kotha restore`: a copy in place of the database, and nobody in it who was erased since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bot.cli import MISUSE, WRONG
from bot.ports import Entry, Forgetting, Retention
from bot.settings import make_keys
from bot.store.ledger import Ledger
from tests.cli.house import DRAFTS, SMS, House
from tests.commands import installation, kotha

PHONES = ("07700 900001", "07700 900002")


def database(env: Mapping[str, str]) -> Path:
    return Path(env["KOTHA_DATABASE_URL"].removeprefix("sqlite+aiosqlite:///"))


def people(env: Mapping[str, str]) -> int:
    with closing(sqlite3.connect(database(env))) as connection:
        (n,) = connection.execute("SELECT count(*) FROM participant").fetchone()
    return int(n)


@pytest.fixture
def copy(house: House, tmp_path: Path) -> Path:
    """Two people are invited, a copy is made, and one of them is erased."""
    rows = "\n".join(f"{each},en,Zubaidah {n}" for n, each in enumerate(PHONES))
    house.list.write_text(f"phone,language,name\n{rows}\n", encoding="utf-8")
    assert house.launch(*DRAFTS, "--send", "--confirm", "2", **SMS).code == 0
    assert kotha("user", "add", "Dan Lead", "--role", "data_lead", env=house.env).code == 0
    folder = tmp_path / "backups"
    folder.mkdir()
    made = kotha("backup", str(folder), "--json", env=house.env)
    asked = ("--by", "Dan Lead", "--reason", "asked by letter", "--send")
    assert kotha("person", "erase", "+447700900001", *asked, env=house.env).code == 0
    return Path(json.loads(made.out)["copy"])


def test_who_was_erased_since_is_erased_again(house: House, copy: Path) -> None:
    assert people(house.env) == 1

    refused = kotha("restore", str(copy), env=house.env)
    done = kotha("restore", str(copy), "--over", "--json", env=house.env)

    assert (refused.code, "--over" in refused.err) == (WRONG, True)
    assert json.loads(done.out)["erased"] == 1
    assert people(house.env) == 1
    kept = database(house.env)
    assert kept.with_name(f"{kept.name}.replaced").exists()
    assert kotha("doctor", env=house.env).out.count("can be written") == 1
    house.list.write_text("phone,language\n07700 900001,en\n07700 900003,en\n", encoding="utf-8")
    again = house.launch(*DRAFTS, "--json", **SMS)
    assert json.loads(again.out)["left_out"]["asked us to erase them"] == 1


def test_what_was_purged_since_is_purged_again(house: House, copy: Path) -> None:
    at = datetime(2096, 1, 1, tzinfo=UTC)
    order = Retention(at, (), (), at, at, at)
    told = msgspec.json.encode(order).decode()
    log = Ledger(Path(f"{database(house.env)}.erased"))
    log.add([Entry(2**52, "purge.1", kept=told, what=Forgetting.PURGE)])

    done = kotha("restore", str(copy), "--over", "--json", env=house.env)

    assert json.loads(done.out)["purged"] > 0
    with closing(sqlite3.connect(database(house.env))) as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (0,)


def test_it_works_where_the_database_is_gone_or_broken(house: House, copy: Path) -> None:
    path = database(house.env)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)

    assert kotha("restore", str(copy), env=house.env).code == 0
    assert people(house.env) == 1

    path.write_bytes(b"not a database" * 100)
    ran = kotha("restore", str(copy), "--over", env=house.env)

    assert (ran.code, people(house.env)) == (0, 1)
    assert "cannot be read" in ran.err


def test_without_a_log_it_says_what_that_means(house: House, copy: Path) -> None:
    path = database(house.env)
    for log in (*path.parent.glob("*.erased"), *copy.parent.glob("*.erased")):
        log.unlink()
    path.unlink()

    refused = kotha("restore", str(copy), env=house.env)
    forced = kotha("restore", str(copy), "--without-log", env=house.env)

    assert (refused.code, "--without-log" in refused.err) == (WRONG, True)
    assert (forced.code, people(house.env)) == (0, 2)


def test_the_log_beside_the_copies_will_do(house: House, copy: Path, tmp_path: Path) -> None:
    assert kotha("backup", str(copy.parent), env=house.env).code == 0
    path = database(house.env)
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()

    assert kotha("restore", str(copy), env=house.env).code == 0
    assert people(house.env) == 1


def test_a_copy_made_with_other_keys_is_refused(house: House, copy: Path, tmp_path: Path) -> None:
    other = {**house.env, **make_keys()}
    other["KOTHA_DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"

    ran = kotha("restore", str(copy), env=other)

    assert ran.code == MISUSE
    assert "another key" in ran.err
    assert not (tmp_path / "other.db").exists()


def test_a_database_in_use_is_not_replaced(house: House, copy: Path) -> None:
    with closing(sqlite3.connect(database(house.env))) as busy:
        busy.execute("BEGIN IMMEDIATE")
        ran = kotha("restore", str(copy), "--over", env=house.env)

    assert (ran.code, "is in use" in ran.err) == (WRONG, True)
    assert people(house.env) == 1


def test_misuse_is_told_plainly(tmp_path: Path) -> None:
    env = installation(tmp_path)

    assert kotha("restore", env=env).code == MISUSE
    assert "is no copy" in kotha("restore", str(tmp_path / "nothing.db"), env=env).err


def test_postgresql_is_restored_by_its_own_tools_and_then_told(tmp_path: Path) -> None:
    env = {**make_keys(), "KOTHA_DATABASE_URL": "postgresql+asyncpg://k@127.0.0.1/k"}

    ran = kotha("restore", str(tmp_path / "copy.db"), env=env)

    assert (ran.code, "kotha restore --replay" in ran.err) == (WRONG, True)
