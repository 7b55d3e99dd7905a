"""What tables are made of.

Rule: every column of the schema is made here, so that a kind of column is stored in one way.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)

Big = BigInteger().with_variant(Integer(), "sqlite")


def table(name: str, *parts: Any, clustered: bool = False) -> Table:  # Any: SQLAlchemy's own
    """A table of strict types; `clustered`: SQLite keeps it in the order of its key."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=not clustered)


def key(name: str, kind: Any = Text) -> Column[Any]:
    """A part of the primary key."""
    return Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def word(name: str) -> Column[str]:
    """A text, empty at first."""
    return Column(name, Text, nullable=False, server_default="")


def words(*names: str) -> tuple[Column[str], ...]:
    """Several of them."""
    return tuple(map(word, names))


def count(name: str) -> Column[int]:
    """A number, nought at first."""
    return Column(name, Integer, nullable=False, server_default="0")


def bucket() -> Column[int]:
    """The bucket of the person, a part of the key."""
    return key("bucket", Integer)


def at(name: str, *, is_required: bool = True) -> Column[int]:
    """A moment, as `moments` says."""
    return Column(name, Big, nullable=not is_required)


def maybe(name: str) -> Column[str]:
    """A text that may be absent."""
    return Column(name, Text, nullable=True)
