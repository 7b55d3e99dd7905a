"""The log outside the database: append-only, a chain, whole after any crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Refused
from bot.ports import Entry
from bot.store.ledger import Ledger, read

ONE, TWO, THREE = (Entry(n, f"key{n}", n, "erased") for n in (1, 2, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kotha.db.erased"


def test_each_entry_stands_in_it_once(path: Path) -> None:
    ledger = Ledger(path)

    assert (ledger.latest(), ledger.add([ONE, TWO]), ledger.add([TWO, THREE])) == (0, 2, 1)
    assert (ledger.latest(), list(read(path))) == (3, [ONE, TWO, THREE])
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_processes_write_one_chain(path: Path) -> None:
    first, second = Ledger(path), Ledger(path)
    first.add([ONE])
    second.add([TWO])
    first.add([THREE])

    assert list(read(path)) == [ONE, TWO, THREE]


def test_a_line_that_a_crash_cut_short_is_written_again(path: Path) -> None:
    Ledger(path).add([ONE, TWO])
    path.write_bytes(path.read_bytes()[:-9])

    assert list(read(path)) == [ONE]
    assert Ledger(path).add([ONE, TWO]) == 1
    assert list(read(path)) == [ONE, TWO]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda lines: lines[1:], id="the_first_is_gone"),
        pytest.param(lambda lines: [lines[0], lines[2]], id="one_is_gone"),
        pytest.param(lambda lines: [lines[0].replace(b"key1", b"key9"), *lines[1:]], id="changed"),
        pytest.param(lambda lines: [b"{}\n", *lines], id="something_else"),
    ],
)
def test_a_log_that_was_changed_is_told_of(path: Path, damage: object) -> None:
    Ledger(path).add([ONE, TWO, THREE])
    assert callable(damage)
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))

    with pytest.raises(Refused, match=r"kotha\.db\.erased:[12]: "):
        read(path)
