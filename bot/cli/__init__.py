"""The `kotha` command: which commands there are, and how all of them speak and fail.

Rule: a command's module is imported when that command is called and not before, so that
`kotha chat` starts without a database, a network or a web library.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Coroutine, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, TypeVar

import typer
from msgspec import Struct
from msgspec.structs import asdict
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from bot import __version__
from bot.errors import BotError, SettingsError

T = TypeVar("T")

COMMANDS: Mapping[str, str] = {
    "demo": "bot.cli.demo",
    "chat": "bot.cli.chat",
    "flow": "bot.cli.flow",
    "understand": "bot.cli.understand",
    "segments": "bot.cli.segments",
    "l10n": "bot.cli.l10n",
    "guests": "bot.cli.guests",
    "golive": "bot.cli.golive",
    "poster": "bot.cli.poster",
    "launch": "bot.cli.launch",
    "approve": "bot.cli.approve",
    "cancel": "bot.cli.cancel",
    "serve": "bot.cli.serve",
    "status": "bot.cli.status",
    "profile": "bot.cli.profile",
    "pause": "bot.cli.pause",
    "resume": "bot.cli.resume",
    "remind": "bot.cli.remind",
    "close": "bot.cli.close",
    "results": "bot.cli.results",
    "decide": "bot.cli.decide",
    "publish": "bot.cli.publish",
    "export": "bot.cli.export",
    "evidence": "bot.cli.evidence",
    "archive": "bot.cli.archive",
    "voice": "bot.cli.voice",
    "code": "bot.cli.code",
    "review": "bot.cli.review",
    "statements": "bot.cli.statements",
    "person": "bot.cli.person",
    "user": "bot.cli.user",
    "doctor": "bot.cli.doctor",
    "purge": "bot.cli.purge",
    "privacy": "bot.cli.privacy",
    "dpia": "bot.cli.dpia",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.restore",
}
"""Every command and the module that holds it, as `command` (a function) or `group` (a
`typer.Typer`)."""

WRONG = 1
"""Exit status: the thing looked at is wrong."""
MISUSE = 2
"""Exit status: the command was not used, or not set up, as it must be."""


# The base classes below hand over click's own command and context, of which typer keeps a private
# copy: `Any` is all that can be said of them from outside.


class _AsTyped:
    """Takes a text or a flag for what it is."""

    def coerce(self, value: Any, **_where: Any) -> Any:
        """The value itself."""
        return value


class Alone(TyperCommand):
    """A command of texts and flags. Typer would have pydantic make of each what it is already,
    and loading that takes longer than all else that `kotha chat` does."""

    def get_params(self, ctx: Any) -> Any:
        """As the base class, texts and flags taken as typed."""
        return _as_typed(super().get_params(ctx))


class Commands(TyperGroup):
    """The table above as a command group that imports what it is asked for."""

    def get_params(self, ctx: Any) -> Any:
        """As `Alone`."""
        return _as_typed(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the module of *cmd_name*; `None` where there is no such command."""
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As the base class, which looks for near misses among the commands it has loaded."""
        if args and args[0] not in COMMANDS:
            self.commands = {name: self.get_command(ctx, name) for name in COMMANDS}
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error of ours is a plain line, never a traceback."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            fail(str(error), MISUSE)
        except BotError as error:
            fail(str(error), WRONG)


def emit(data: object, *, as_json: bool, table: object | None = None) -> None:
    """Print a result on standard output.

    Args:
        data: the result itself, printed as one JSON document with *as_json*.
        table: what a person sees instead: a text, or anything rich can draw. Without it the
            data is printed as plain lines.
    """
    if as_json:
        print(json.dumps(data, ensure_ascii=False, default=_plain))
    elif table is None or isinstance(table, str):
        print(table if table is not None else "\n".join(_lines(data)))
    else:
        from rich.console import Console

        Console().print(table)


def fail(message: str, code: int = WRONG) -> NoReturn:
    """Say on standard error what went wrong, and end with *code*."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run *coroutine* to its end and return what it returns."""
    import asyncio

    return asyncio.run(coroutine)


def quiet_group(about: str) -> typer.Typer:
    """Several commands under one name, to be registered on it; alone it shows its help."""
    return _quiet_typer(no_args_is_help=True, help=about)


def _as_typed(parameters: list[Any]) -> list[Any]:
    for each in parameters:
        if each.type_descriptor.annotation in {str, bool}:
            each.get_runtime_param = _AsTyped
    return parameters


def _load(name: str) -> Any:
    module = import_module(COMMANDS[name])
    group: typer.Typer | None = getattr(module, "group", None)
    if group is not None:
        return get_group(group)
    alone = _quiet_typer()
    alone.command(name, cls=Alone)(module.command)
    return get_command(alone)


def _quiet_typer(**options: Any) -> typer.Typer:
    """A typer without boxes and colours: plain lines read the same to a pipe, a log and a
    screen reader."""
    return typer.Typer(
        add_completion=options.pop("add_completion", False),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **options,
    )


def _plain(value: object) -> object:
    """What JSON has no form for: a frozen value as an object, a mapping view, else its text."""
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _lines(data: object) -> list[str]:
    if isinstance(data, Mapping):
        return [f"{key}: {value}" for key, value in data.items()]
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [str(item) for item in data]
    return [str(data)]


def _show_version(*, wanted: bool) -> None:
    if wanted:
        print(f"kotha {__version__}")
        raise typer.Exit


app = _quiet_typer(
    name="kotha",
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    help="Consult residents by Telegram and SMS, and tell them what was decided and why.",
)


@app.callback()
def _kotha(
    version: bool = typer.Option(
        False,
        "--version",
        help="Print the version and exit.",
        callback=_show_version,
        is_eager=True,
    ),
) -> None:
    """Consult residents by Telegram and SMS, and tell them what was decided and why."""
