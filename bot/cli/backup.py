"""`kotha backup`: a whole, consistent copy of the database while it is in use.

Rule: a copy that did not come out whole is never left under a name that looks like one.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, fail, run

if TYPE_CHECKING:
    from bot.settings import Settings

Target = Annotated[
    Path, typer.Argument(help="An existing folder; the copy is named by the time in UTC.")
]


def command(
    folder: Target = Path("backups"),
    keep: Annotated[
        int, typer.Option(min=0, help="Remove older copies beyond this many; 0 keeps all.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Copy the database. The keys are not in it: keep them elsewhere, or it cannot be read."""
    from bot import settings

    chosen = settings.load()
    if not chosen.database_url.startswith("sqlite"):
        fail("This installation runs on PostgreSQL: back it up with its own tools (pg_dump).")
    if not folder.is_dir():
        fail(f"{folder} is not a folder. Make it first, readable by this user alone.")
    copy = run(_copy(chosen, folder))
    _copy_log(chosen, folder)
    removed = _prune(folder, keep) if keep else []
    data = {"copy": str(copy), "bytes": copy.stat().st_size, "removed": [p.name for p in removed]}
    text = f"{copy} ({data['bytes']:,} bytes, checked)"
    emit(data, as_json=as_json, table=text)


async def _copy(settings: Settings, folder: Path) -> Path:
    """Copy beside the final name, check, then rename."""
    from bot.app import opened

    async with opened(settings) as app:
        copy = folder / _name(app.clock.now())
        part = copy.with_suffix(".part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        await app.store.backup(str(part))
        await app.store.journal()
    part.chmod(0o600)
    _check(part)
    return part.rename(copy)


def _copy_log(settings: Settings, folder: Path) -> None:
    """The log of erasures, without which a copy cannot be restored safely: always the newest."""
    import shutil

    from bot.store.ledger import SUFFIX

    beside = Path(f"{settings.database_url.removeprefix('sqlite+aiosqlite:///')}{SUFFIX}")
    log = settings.erasure_log or beside
    if log.is_file():
        part = folder / f"kotha{SUFFIX}.part"
        shutil.copyfile(log, part)
        part.chmod(0o600)
        part.rename(folder / f"kotha{SUFFIX}")


def _check(part: Path) -> None:
    """Ask SQLite whether the copy is sound; take it away where it is not."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(f"file:{part}?mode=ro", uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        part.unlink()
        fail("The copy is damaged, so it was removed. Check the disk, then try again.")


def _prune(folder: Path, keep: int) -> list[Path]:
    old = sorted(folder.glob("kotha-*.db"))[:-keep]
    for path in old:
        path.unlink()
    return old


def _name(now: datetime) -> str:
    return now.strftime("kotha-%Y%m%dT%H%M%SZ.db")
