"""The `kotha` command: which commands there are, how they fail, and how fast they start."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from msgspec import Struct
from typer.main import get_command

from bot import __version__
from bot.cli import COMMANDS, MISUSE, WRONG, app, emit, fail, run
from tests.commands import ROOT, environment, started

HEAVY = (
    "sqlalchemy",
    "aiosqlite",
    "asyncpg",
    "telegram",
    "twilio",
    "httpx",
    "starlette",
    "uvicorn",
)
"""What `kotha chat` has no use for."""


def leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that can be run, under its whole name."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield name, command
    for sub, one in (inner or {}).items():
        yield from leaves(one, f"{name} {sub}")


@pytest.fixture(scope="module")
def group() -> Any:
    return get_command(app)


# ── Speaking ──────────────────────────────────────────────────────────────────────────────────


def test_the_version_is_printed() -> None:
    assert started("--version").out == f"kotha {__version__}\n"


def test_help_names_every_command() -> None:
    ran = started("--help")

    assert ran.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_speaks_json(group: Any, name: str) -> None:
    for whole, command in leaves(group.get_command(None, name), name):
        flags = {flag for parameter in command.params for flag in parameter.opts}

        assert command.help, f"kotha {whole} has no help"
        assert "--json" in flags, f"kotha {whole} has no --json"


def test_nothing_is_coloured_where_it_is_piped() -> None:
    assert "\x1b" not in started("--help").out + started("doctor").out


# ── Failing ───────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_command_is_misuse_and_suggests() -> None:
    ran = started("backpu")

    assert ran.code == MISUSE
    assert "Did you mean 'backup'?" in ran.err


def test_a_wrong_setting_is_a_plain_line() -> None:
    ran = started("status", "any", env={"KOTHA_PORT": "banana"})

    assert ran.code == MISUSE
    assert ran.err.startswith("KOTHA_PORT: ")
    assert "Traceback" not in ran.err
    assert not ran.out


def test_a_broken_flow_is_a_plain_line(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text("title: [", encoding="utf-8")

    ran = started("chat", str(tmp_path))

    assert ran.code == WRONG
    assert "flow.yaml:" in ran.err
    assert "Traceback" not in ran.err


def test_failing_says_why_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        fail("Nothing was sent.", MISUSE)

    assert ended.value.exit_code == MISUSE
    assert capsys.readouterr().err == "Nothing was sent.\n"


# ── Printing ──────────────────────────────────────────────────────────────────────────────────


class Figure(Struct, frozen=True):
    """A value as commands hand it over."""

    label: str
    n: int


@pytest.mark.parametrize(
    ("data", "as_json", "table", "printed"),
    [
        pytest.param({"কথা": 1}, True, None, '{"কথা": 1}\n', id="json_keeps_scripts"),
        pytest.param(
            [Figure("a", 1)], True, "ignored", '[{"label": "a", "n": 1}]\n', id="json_of_values"
        ),
        pytest.param({"at": Path("x")}, True, None, '{"at": "x"}\n', id="json_of_anything"),
        pytest.param({"a": 1, "b": 2}, False, None, "a: 1\nb: 2\n", id="lines_of_a_mapping"),
        pytest.param(["a", "b"], False, None, "a\nb\n", id="lines_of_a_list"),
        pytest.param("done", False, None, "done\n", id="a_sentence"),
        pytest.param({"a": 1}, False, "Fine.", "Fine.\n", id="a_text_of_its_own"),
        pytest.param({"a": 1}, False, "", "\n", id="an_empty_text"),
    ],
)
def test_a_result_is_printed_for_its_reader(
    capsys: pytest.CaptureFixture[str],
    data: object,
    as_json: bool,
    table: str | None,
    printed: str,
) -> None:
    emit(data, as_json=as_json, table=table)

    assert capsys.readouterr().out == printed


def test_a_drawn_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    table = Table("language", "people")
    table.add_row("বাংলা", "3")

    emit({}, as_json=False, table=table)

    assert "বাংলা" in capsys.readouterr().out


def test_a_coroutine_is_run_to_its_end() -> None:
    async def answer() -> int:
        return 42

    assert run(answer()) == 42


# ── Starting ──────────────────────────────────────────────────────────────────────────────────


def imported_by(
    code: str, text: str = "", *, caches: Path | None = None, heavy: tuple[str, ...] = HEAVY
) -> set[str]:
    """Which of the heavy libraries are loaded once *code* has run in a fresh Python."""
    probe = (
        f"{code}\nimport sys, json\nprint(json.dumps([m for m in {heavy!r} if m in sys.modules]))"
    )
    changed = {"XDG_CACHE_HOME": str(caches)} if caches else {}
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={**environment(), **changed},
        cwd=ROOT,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_chat_starts_without_a_database_a_network_or_a_web_library() -> None:
    chat = "['chat', 'eye-screening-access', '--lang', 'bn', '--json']"
    code = f"from bot.cli import app\napp({chat}, standalone_mode=False)"

    assert imported_by(code, text="1\nSTOP\n") == set()


def test_chat_starts_again_without_what_reads_and_judges_files(tmp_path: Path) -> None:
    chat = "['chat', 'eye-screening-access', '--lang', 'bn', '--json']"
    code = f"from bot.cli import app\napp({chat}, standalone_mode=False)"
    reading = ("pydantic", "ruamel.yaml", "polib")
    first = imported_by(code, text="1\n", caches=tmp_path, heavy=reading)

    again = imported_by(code, text="1\n", caches=tmp_path, heavy=reading)

    assert (first, again) == (set(reading), set())


def test_no_command_is_heavy_before_it_is_called() -> None:
    modules = "\n".join(f"import {module}" for module in COMMANDS.values())

    assert imported_by(modules) == set()
