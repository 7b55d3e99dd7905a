"""`kotha restore`: a copy becomes the database again, and forgets whoever was erased since.

Rule: nothing is overwritten unless told so, and the copy is put in place only when it has been
checked and has forgotten again; a crash before leaves everything as it was.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from bot.cli import emit, fail, run
from bot.errors import Refused, SettingsError
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.ports import Entry, Replayed
    from bot.settings import Settings

REPLACED = ".replaced"
Copy = Annotated[
    Path | None,
    typer.Argument(help="A file that `kotha backup` made. With PostgreSQL none: see --replay."),
]
Log = Annotated[
    list[Path] | None,
    typer.Option(help="A log of erasures, besides those beside the database and the copy."),
]


def command(
    file: Copy = None,
    log: Log = None,
    over: Annotated[bool, typer.Option(help="Put it in place of the present database.")] = False,
    without_log: Annotated[
        bool, typer.Option(help="There is no log of erasures: whoever was erased since is back.")
    ] = False,
    replay: Annotated[
        bool, typer.Option(help="Restore nothing: hold the log against the present database.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put a copy in place, check it, and erase and stop again whom the log names."""
    from bot import settings

    chosen = settings.load()
    if replay == (file is not None):
        fail("Give a copy, or --replay to hold the log against the present database.", 2)
    if file is None:
        done = run(_replay(chosen, _read(_logs(chosen, None, log or ()), without_log=False)))
        emit(asdict(done), as_json=as_json, table=_text(done))
        return
    if not chosen.database_url.startswith("sqlite"):
        fail(
            "This installation runs on PostgreSQL: restore it with its own tools (pg_restore), "
            "then `kotha restore --replay --log FILE` before it is used."
        )
    done = _restore(chosen, file, (tuple(log or ()), over, without_log))
    emit(asdict(done), as_json=as_json, table=f"{_text(done)}\nThe copy is in place: {file.name}.")


def _restore(settings: Settings, file: Path, asked: tuple[Sequence[Path], bool, bool]) -> Replayed:
    from bot.store.restoring import judge

    logs, over, without_log = asked
    target = _path(settings)
    judge(file)
    if target.exists() and not over:
        raise Refused(
            f"{target.name} is there already, and nothing was done. Add --over to put the copy in "
            "its place; it is then kept beside it, until you delete it."
        )
    if target.exists():
        _refuse_in_use(target)
        _bring_up_to_date(settings)
    entries = _read(_logs(settings, file, logs), without_log=without_log)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(file, part)
    part.chmod(0o600)
    try:
        done = run(_replay(_at(settings, part), entries))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for suffix in ("-wal", "-shm"):
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)
    if target.exists():
        target.rename(target.with_name(f"{target.name}{REPLACED}"))
    part.rename(target)
    return done


async def _replay(settings: Settings, entries: Sequence[Entry]) -> Replayed:
    """Told whom to forget, and scrubbed; its keys and its schema are looked at on the way."""
    from bot.app import opened

    async with opened(settings) as app:
        done = await app.store.replay(entries)
        if not await app.store.scrub():
            raise Refused("Somebody reads this database. Stop `kotha serve` first.")
        return done


def _bring_up_to_date(settings: Settings) -> None:
    """What the present database still knows of erasures goes to the log, if it can be read."""
    try:
        run(_journal(settings))
    except SettingsError as error:  # a database that is broken is what is replaced
        lacks = (
            "The present database cannot be read: the log of erasures may lack its last minute."
        )
        typer.echo(f"{lacks} {error}", err=True)


async def _journal(settings: Settings) -> None:
    from bot.app import opened

    async with opened(settings) as app:
        await app.store.journal()


def _read(paths: Sequence[Path], *, without_log: bool) -> Sequence[Entry]:
    from bot.store.ledger import read

    found = [path for path in paths if path.is_file()]
    if not found and not without_log:
        raise Refused(
            "There is no log of erasures, beside the database or beside the copy: whoever was "
            "erased, or said STOP, since the copy was made would be back; nobody can tell who. "
            "Find the log (it ends in .erased) and give it with --log; or, knowing that, add "
            "--without-log and erase again by hand whom the requests since name."
        )
    return list(dict.fromkeys(entry for path in found for entry in read(path)))


def _logs(settings: Settings, file: Path | None, others: Sequence[Path]) -> Sequence[Path]:
    """Beside the database, as set, and beside the copy."""
    from bot.store.ledger import SUFFIX

    found = list(others)
    if settings.erasure_log is not None:
        found.append(settings.erasure_log)
    elif settings.database_url.startswith("sqlite"):
        found.append(_path(settings).with_name(f"{_path(settings).name}{SUFFIX}"))
    if file is not None:
        found += sorted(file.parent.glob(f"*{SUFFIX}"))
    missing = [path for path in others if not path.is_file()]
    if missing:
        raise Refused(f"{missing[0].name} is no file.")
    return list(dict.fromkeys(path.absolute() for path in found))


def _refuse_in_use(target: Path) -> None:
    with closing(sqlite3.connect(target, timeout=0.2, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise Refused(
                f"{target.name} is in use. Stop `kotha serve` first; nothing was done."
            ) from error
        except sqlite3.DatabaseError:
            return  # broken: that is why it is replaced


def _path(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite+aiosqlite:///")).absolute()


def _at(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{path}"})


def _text(done: Replayed) -> str:
    made = f"{done.made_at:%d %B %Y %H:%M} UTC" if done.made_at else "before anything happened"
    erased = counted(done.erased, "person", "people")
    stopped = counted(done.stopped, "number")
    about = counted(done.forgotten, "person", "people")
    return (
        f"Its newest moment is {made}. By the log {erased} erased again, {stopped} not to be "
        f"contacted; of {about} what they said about themselves, and {done.purged} rows that were "
        "kept no longer."
    )
