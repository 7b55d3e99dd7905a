"""`kotha doctor`: whether this installation is set up, and what is missing before going live.

Rule: each line is proved by the machine, or says that it is not; no secret is ever printed but by
`--make-keys`, which makes new ones.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import asdict

from bot.cli import WRONG, emit, run
from bot.errors import BotError, FlowError, SettingsError
from bot.language.english import counted

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings

_LEAST_FREE_BYTES = 500 * 2**20
_LEAST_SQLITE = (3, 38)
_MARKS = {"ok": "ok ", "off": "off", "warning": "!  ", "wrong": "NO ", "unproved": "?  "}


class Finding(Struct, frozen=True):
    """One thing looked at. `state` is `ok`, `off`, `warning`, `wrong` or `unproved`."""

    name: str
    state: str
    detail: str

    def __str__(self) -> str:
        return f"{_MARKS[self.state]} {self.name}: {self.detail}"


def command(
    go_live: Annotated[
        bool, typer.Option("--go-live", help="Add what must hold before residents are texted.")
    ] = False,
    make_keys: Annotated[
        bool, typer.Option("--make-keys", help="Print fresh keys for the environment file.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check the settings, the keys, the channels and the database. Exit 1 if one is wrong."""
    if make_keys:
        _print_keys(as_json=as_json)
        return
    findings = _examine(go_live=go_live)
    emit(
        {"findings": [asdict(finding) for finding in findings]},
        as_json=as_json,
        table="\n".join(map(str, findings)),
    )
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(WRONG)


def _print_keys(*, as_json: bool) -> None:
    from bot.settings import make_keys

    keys = make_keys()
    emit(dict(keys), as_json=as_json, table="\n".join(f"{k}={v}" for k, v in keys.items()))


def _examine(*, go_live: bool) -> Sequence[Finding]:
    from bot.settings import read, unknown

    settings, problems = read()
    findings = [
        Finding(problem.name, state, f"{problem.problem}. {problem.remedy}")
        for state, found in (("wrong", problems), ("warning", unknown()))
        for problem in found
    ]
    if settings is None:
        return findings
    for look in (_settings, _keys, _channels, _words, _store):
        findings += look(settings)
    if go_live:
        findings += [finding for prove in GO_LIVE for finding in prove(settings)]
    return findings


# ── What is looked at ─────────────────────────────────────────────────────────────────────────


def _settings(settings: Settings) -> Iterable[Finding]:
    yield Finding("settings", "ok", f"listens on {settings.host}, port {settings.port}")
    small = settings.small_numbers()
    yield Finding(
        "small numbers",
        "ok",
        f"questions that fewer than {small.base} people answered are hidden, counts of 1 to "
        f"{small.star} starred, others rounded to {small.to}",
    )


def _keys(settings: Settings) -> Iterable[Finding]:
    try:
        settings.keys()
    except SettingsError as error:
        yield Finding("keys", "wrong", str(error))
    else:
        yield Finding("keys", "ok", "all four are set; keep a copy away from the database")


def _channels(settings: Settings) -> Iterable[Finding]:
    for channel, why_off in settings.channels().items():
        yield Finding(channel, "off" if why_off else "ok", why_off or "has credentials")


def _words(settings: Settings) -> Iterable[Finding]:
    """Whether the catalogues and every flow can be read at all; `flow check` says more."""
    from bot.flow.folder import BLOCKS, folders
    from bot.flow.load import load
    from bot.language.catalogue import Catalogue

    flows = [each for each in folders(settings.flows_dir) if each.match("[a-z0-9]*")]
    blocks = settings.flows_dir / BLOCKS
    readings: list[tuple[str, Callable[[], object]]] = [
        ("languages", partial(Catalogue.load, settings.locales_dir))
    ]
    readings += [(f"flow {each.name}", partial(load, each, blocks)) for each in flows]
    for name, reading in readings:
        try:
            reading()
        except FlowError as error:
            first = error.problems[0] if error.problems else error
            yield Finding(
                name, "wrong", f"{counted(len(error.problems), 'problem')}; the first: {first}"
            )
        except OSError as error:
            yield Finding(name, "wrong", f"cannot be read ({error.strerror})")
        else:
            yield Finding(name, "ok", "can be read")


def _store(settings: Settings) -> Iterable[Finding]:
    if settings.database_url.startswith("sqlite"):
        yield from _sqlite(settings.database_url)
    if any(getattr(settings, name) is None for name in ("data_key", "index_key", "about_key")):
        yield Finding("database", "unproved", "cannot be opened without the keys")
        return
    try:
        is_writable = run(_is_writable(settings))
    except SettingsError as error:
        yield Finding("database", "wrong", str(error))
        return
    except (BotError, OSError) as error:
        yield Finding("database", "wrong", f"cannot be opened ({type(error).__name__})")
        return
    if is_writable:
        yield Finding("database", "ok", "can be written")
    else:
        yield Finding("database", "wrong", "cannot be written: check its folder's owner and space")


def _sqlite(url: str) -> Iterable[Finding]:
    folder = Path(url.removeprefix("sqlite+aiosqlite:///")).absolute().parent
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        yield Finding("sqlite", "wrong", f"{sqlite3.sqlite_version} is too old: 3.38 or newer")
    if folder.is_dir() and shutil.disk_usage(folder).free < _LEAST_FREE_BYTES:
        yield Finding("disk", "warning", "less than 500 MB are free beside the database")


async def _is_writable(settings: Settings) -> bool:
    from bot.app import opened

    async with opened(settings) as app:
        return await app.store.is_writable()


# ── Before going live ─────────────────────────────────────────────────────────────────────────


def _public_address(settings: Settings) -> Iterable[Finding]:
    """Ask the public address for a sign of life: proves name, certificate and route at once."""
    if not settings.public_url:
        yield Finding("public address", "wrong", "KOTHA_PUBLIC_URL is not set")
        return
    import httpx

    try:
        answer = httpx.get(f"{settings.public_url}/livez", timeout=10)
    except httpx.HTTPError as error:
        detail = f"does not reach us ({type(error).__name__}): is `kotha serve` running?"
        yield Finding("public address", "wrong", detail)
        return
    if answer.status_code == httpx.codes.OK and answer.text == "ok":
        yield Finding("public address", "ok", "reaches us, and its certificate is valid")
    else:
        yield Finding("public address", "wrong", f"answers {answer.status_code}, but not as us")


def _a_channel(settings: Settings) -> Iterable[Finding]:
    if all(settings.channels().values()):
        yield Finding("a channel", "wrong", "none has credentials, so nobody can be reached")


def _dpia(settings: Settings) -> Iterable[Finding]:
    """Whether somebody has signed for the risk that is left."""
    if any(getattr(settings, name) is None for name in ("data_key", "index_key", "about_key")):
        yield Finding("dpia", "unproved", "the record cannot be opened without the keys")
        return
    from bot.flow.folder import folders

    slugs = [each.name for each in folders(settings.flows_dir)]
    signed = run(_signed(settings, slugs))
    if not signed:
        yield Finding(
            "dpia",
            "wrong",
            "nobody has signed one, and `kotha launch` waits for it: `kotha dpia FLOW`",
        )
    for slug, at in signed.items():
        yield Finding("dpia", "ok", f"{slug} was signed on {at:%d %B %Y}")


async def _signed(settings: Settings, slugs: Sequence[str]) -> Mapping[str, datetime]:
    from bot.app import opened
    from bot.shelf.signed import SIGNED

    async with opened(settings) as app, app.store.read() as reader:
        found = {slug: await reader.deed_at(SIGNED, slug) for slug in slugs}
    return {slug: at for slug, at in found.items() if at is not None}


def _by_hand(_: Settings) -> Iterable[Finding]:
    for name, how in BY_HAND.items():
        yield Finding(name, "unproved", how)


BY_HAND = {
    "languages": "each is checked by `kotha launch`, which refuses what is unreviewed",
    "numbers in and out": "text your own phone in each language, and answer",
    "stop": "send STOP from a phone on each channel, then try to launch to it",
    "keys kept": "restore last night's copy elsewhere, with the kept keys",
    "clock": "the machine must keep time by NTP",
    "telegram groups": "BotFather: /setjoingroups, Disable",
}
"""What this version cannot prove, and how a person does."""

GO_LIVE: tuple[Callable[[Settings], Iterable[Finding]], ...] = (
    _a_channel,
    _public_address,
    _dpia,
    _by_hand,
)
