"""Set-based statements: a whole batch in one round trip, whatever its size.

Rule: the two engines differ here and nowhere else. What costs is round trips, not rows, so
every function here is one statement. Measured per row of an 18-column table: SQLite takes many
parameter sets in one call faster (20 to 30 µs) than one JSON parameter (54 to 84 µs);
PostgreSQL takes one JSON parameter faster than many parameter sets. SQLAlchemy writes every
statement; those of a batch go to SQLite's driver directly, which is one change of threads each,
where a cursor of SQLAlchemy's makes it three or four.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from msgspec import Struct, json
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    FromClause,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.driver import as_sqlalchemy, driver_of

Scalar: TypeAlias = str | int | None
Row: TypeAlias = Mapping[str, Scalar]
Keys: TypeAlias = Mapping[str, int]
"""Row id to bucket: the keys of the rows of one table."""

BATCH = "batch"
MARK = "\x1d"
"""Set before a text that was added to though it held already what was looked for."""
_MORE, _SEEN = "more_", "seen_"
_BOUND = "b_"


class Bulk(Struct, frozen=True):
    """One connection inside one transaction, for statements on whole batches."""

    connection: AsyncConnection
    is_postgres: bool

    async def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert every row; all name the same columns."""
        if rows:
            await self._many(_insert(table, tuple(rows[0]), self.is_postgres), rows)

    async def insert_absent(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert those whose key is not there yet."""
        if rows:
            await self._many(_absent(table, tuple(rows[0]), self.is_postgres), rows)

    async def upsert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert, or replace what stands under the same key. No key may come twice."""
        if rows:
            await self._many(_upsert(table, tuple(rows[0]), self.is_postgres), rows)

    async def update(self, table: Table, key: tuple[str, ...], rows: Sequence[Row]) -> int:
        """Set the other columns of the rows that match on `key` (a `was_x` in the key matches
        column `x` against its old value); how many matched. A `more_x` is added at the end of
        column `x`, and a mark at its beginning where `seen_x` stands in it already."""
        if not rows:
            return 0
        return await self._many(_update(table, key, tuple(rows[0]), self.is_postgres), rows)

    async def delete(self, table: Table, rows: Sequence[Row]) -> None:
        """Delete the rows whose columns equal these."""
        if rows:
            await self._many(_delete(table, tuple(rows[0]), self.is_postgres), rows)

    async def put(self, statement: Any, rows: Sequence[Row]) -> Sequence[Any]:
        """Run an `inserting_into` statement that returns columns; what it returned."""
        return await self.fetch(statement, _json(rows))

    async def _many(self, statement: Any, rows: Sequence[Row]) -> int:
        if self.is_postgres:
            return _count(await self.connection.execute(statement, {BATCH: _json(rows)}))
        text, values = _driver_text(statement, tuple(rows[0]))
        with as_sqlalchemy(text):
            given = [values(row) for row in rows]
            return (await driver_of(self._sync).executemany(text, given)).rowcount

    async def fetch(self, statement: Any, batch: str) -> Sequence[Sequence[Any]]:
        """Every row, as a plain tuple, of a statement that is made once and is given nothing but
        its batch."""
        if self.is_postgres:
            return (await self.connection.execute(statement, {BATCH: batch})).all()
        text, names, values = _driver_query(statement)
        with as_sqlalchemy(text):
            given = [batch if name == BATCH else values[name] for name in names]
            return tuple(await driver_of(self._sync).execute_fetchall(text, given))

    @property
    def _sync(self) -> Connection:
        sync = self.connection.sync_connection
        assert sync is not None  # noqa: S101 (inside a transaction it is open)
        return sync

    async def all(self, statement: Any, /, **parameters: Any) -> Sequence[Any]:
        """Every row of a statement."""
        return (await self.connection.execute(statement, parameters)).all()

    async def run(self, statement: Any, /, **parameters: Any) -> int:
        """Run a statement; how many rows it changed."""
        return _count(await self.connection.execute(statement, parameters))

    def keyed(self, name: str = BATCH) -> FromClause:
        """Keys given as one JSON parameter, a table of `key` and `value`: pass `keys_json`."""
        return _keyed(name, self.is_postgres)

    def records(self, **columns: type[Text] | type[Integer]) -> FromClause:
        """Rows given as one JSON parameter `batch`: pass `rows_json`."""
        return _records(tuple(columns.items()), self.is_postgres)


def rows_json(rows: Sequence[Row]) -> str:
    """What `Bulk.records` reads."""
    return _json(rows)


def keys_json(keys: Keys) -> str:
    """What `Bulk.keyed` reads, in the order of the keys: locks are then taken in one order."""
    return _sorted(keys).decode()


_sorted = json.Encoder(order="sorted").encode


def _json(rows: Sequence[Row]) -> str:
    return json.encode(rows).decode()


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0


def _given(name: str) -> Any:  # Any: SQLAlchemy's bind parameter
    """A JSON parameter. Until it is given it is none, so that a statement may be written before,
    and fails if it never is."""
    return bindparam(name, "", type_=Text)


@lru_cache
def _keyed(name: str, is_postgres: bool) -> FromClause:  # noqa: FBT001 (a cache key)
    if is_postgres:
        source = func.jsonb_each_text(cast(_given(name), postgresql.JSONB))
    else:
        source = func.json_each(_given(name))
    table = source.table_valued(column("key", Text), column("value", Text), name=f"{name}_each")
    return select(table.c.key, cast(table.c.value, Integer).label("value")).subquery(name)


@lru_cache
def _records(
    columns: tuple[tuple[str, type[Text] | type[Integer]], ...],
    is_postgres: bool,  # noqa: FBT001 (a cache key)
) -> FromClause:
    batch = _given(BATCH)
    if is_postgres:
        wide = {Text: Text, Integer: BigInteger}  # a moment does not fit 32 bits
        typed: list[Any] = [column(name, wide[kind]) for name, kind in columns]
        source = func.jsonb_to_recordset(cast(batch, postgresql.JSONB)).table_valued(*typed)
        return source.render_derived(name="given", with_types=True)
    each = func.json_each(batch).table_valued(column("value", Text), name="given_each")
    fields = [func.json_extract(each.c.value, f"$.{n}", type_=k).label(n) for n, k in columns]
    return select(*fields).subquery("given")


def _of(table: Table, names: tuple[str, ...], *, is_postgres: bool) -> FromClause:
    return _records(tuple((name, _kind(table, name)) for name in names), is_postgres)


def _dialect_insert(table: Table, is_postgres: bool) -> Any:  # noqa: FBT001 (Any: two kinds)
    return postgresql.insert(table) if is_postgres else sqlite.insert(table)


def inserting_into(table: Table, names: tuple[str, ...], *, is_postgres: bool) -> Any:
    """The start of an insert of many rows, for `Bulk.put`: it takes `on_conflict_do_update`,
    `excluded` and `returning` on either engine.

    With RETURNING one JSON parameter is the fast way on SQLite too: its driver returns nothing
    from many parameter sets, and SQLAlchemy would write a statement with a place for every value.
    """
    given = _of(table, names, is_postgres=is_postgres)
    rows = select(*(given.c[name] for name in names))
    if not is_postgres:
        rows = rows.where(true())  # or SQLite reads ON CONFLICT as a join's ON
    return _dialect_insert(table, is_postgres).from_select(names, rows)


def _inserting(table: Table, names: tuple[str, ...], *, is_postgres: bool) -> Any:
    """The same for `Bulk._many`, which gives SQLite a parameter set a row."""
    if is_postgres:
        return inserting_into(table, names, is_postgres=True)
    return _dialect_insert(table, is_postgres)


@lru_cache
def _insert(table: Table, names: tuple[str, ...], is_postgres: bool) -> Any:  # noqa: FBT001 (a cache key)
    return inserting_into(table, names, is_postgres=is_postgres) if is_postgres else insert(table)


@lru_cache
def _absent(table: Table, names: tuple[str, ...], is_postgres: bool) -> Any:  # noqa: FBT001 (a cache key)
    return _inserting(table, names, is_postgres=is_postgres).on_conflict_do_nothing()


@lru_cache
def _upsert(table: Table, names: tuple[str, ...], is_postgres: bool) -> Any:  # noqa: FBT001 (a cache key)
    statement = _inserting(table, names, is_postgres=is_postgres)
    keys = [part.name for part in table.primary_key]
    fresh = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh)


@lru_cache
def _delete(table: Table, names: tuple[str, ...], is_postgres: bool) -> Any:  # noqa: FBT001 (a cache key)
    given = (
        _of(table, names, is_postgres=True).c
        if is_postgres
        else {name: _bound(table, name) for name in names}
    )
    return delete(table).where(and_(*(table.c[name] == given[name] for name in names)))


@lru_cache
def _driver_text(
    statement: Any, names: tuple[str, ...]
) -> tuple[str, Callable[[Row], tuple[Scalar, ...]]]:
    """A statement as SQLite's driver takes it, and the values it wants of a row, in order."""
    keys = list(names) if statement.is_insert else None
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=keys)
    wanted = [name.removeprefix(_BOUND) for name in compiled.positiontup]
    if len(wanted) == 1:
        return str(compiled), lambda row: (row[wanted[0]],)
    return str(compiled), itemgetter(*wanted)


@lru_cache
def _driver_query(statement: Any) -> tuple[str, Sequence[str], Mapping[str, Any]]:
    """A statement as SQLite's driver takes it, the names of its values in order, and those of
    them that it brings with it."""
    compiled = statement.compile(
        dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
    )
    return str(compiled), tuple(compiled.positiontup), compiled.params


def _bound(table: Table, name: str) -> Any:
    # Prefixed, because SQLAlchemy keeps the names of columns for what it sets.
    return bindparam(f"{_BOUND}{name}", type_=_kind(table, name)())


@lru_cache
def _update(
    table: Table,
    key: tuple[str, ...],
    names: tuple[str, ...],
    is_postgres: bool,  # noqa: FBT001 (a cache key)
) -> Any:
    values = [name for name in names if name not in key]
    if is_postgres:
        kinds = [(n, _kind(table, n)) for n in names]
        given = _records(tuple(kinds), is_postgres=True)
        parts = {name: given.c[name] for name in names}
    else:
        parts = {name: _bound(table, name) for name in names}
    matches = [table.c[name.removeprefix("was_")] == parts[name] for name in key]
    fresh: dict[str, Any] = {
        name: parts[name] for name in values if not name.startswith((_MORE, _SEEN))
    }
    for name in values:
        if name.startswith(_MORE):
            grown = name.removeprefix(_MORE)
            old, seen = table.c[grown], parts[_SEEN + grown]
            place = func.strpos(old, seen) if is_postgres else func.instr(old, seen)
            mark = case((place > literal_column("0"), _marked(is_postgres)), else_=_NOTHING)
            fresh[grown] = mark.concat(old).concat(parts[name])
    return update(table).where(*matches).values(fresh)


def _marked(is_postgres: bool) -> ColumnElement[str]:  # noqa: FBT001 (as its caller)
    """`MARK` as a statement writes it: no value of ours may stand among those of a row."""
    return literal_column(f"{'chr' if is_postgres else 'char'}({ord(MARK)})", Text)


_NOTHING: ColumnElement[str] = literal_column("''", Text)


def _kind(table: Table, name: str) -> type[Text] | type[Integer]:
    for prefix in ("was_", _MORE, _SEEN):
        name = name.removeprefix(prefix)
    stored = table.c[name].type
    return Integer if isinstance(stored, Integer) else Text


def in_keys(table: Table, keys: FromClause, key: str = "id") -> Any:
    """Whether a row of *table* is among *keys* (column *key*, and its bucket).

    The key stands first: SQLite looks the first column of a pair up, and every bucket has a good
    share of the rows.
    """
    pairs = select(keys.c.key, keys.c.value)
    return tuple_(table.c[key], table.c.bucket).in_(pairs)
