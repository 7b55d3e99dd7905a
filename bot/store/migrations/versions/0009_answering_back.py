"""What was decided, what happened next, promises that were kept and those that slip.

Rule: a copy of what `tables` gained, never changed again. Whoever was told what was heard before
this had that promise kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables `decision`, `news`, `promise` and `slip`."""
    for name in ("decision", "news"):
        _make(
            name,
            ("number",),
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("recorded_at", _BIG, nullable=False),
            sa.Column("published_at", _BIG, nullable=True),
        )
    _make("promise", ("kind", "number"), sa.Column("kept_at", _BIG, nullable=False))
    _make(
        "slip",
        ("kind", "number", "n"),
        sa.Column("until", _BIG, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False, server_default=""),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("told_at", _BIG, nullable=True),
    )
    op.execute(
        "INSERT INTO promise (consultation, kind, number, kept_at) "
        "SELECT slug, 'heard', 0, updated_at FROM consultation "
        "WHERE lifecycle IN ('reported', 'archived')"
    )


def _make(name: str, keys: tuple[str, ...], *columns: sa.Column[object]) -> None:
    of_key = [
        sa.Column(each, sa.Text if each == "kind" else sa.Integer, nullable=False) for each in keys
    ]
    op.create_table(
        name,
        sa.Column("consultation", sa.Text, nullable=False),
        *of_key,
        *columns,
        sa.PrimaryKeyConstraint("consultation", *keys, name=f"pk_{name}"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
