"""What is said within a case, and what the link worker's desk keeps.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Make the tables `thread` and `nudge`, and the columns and indexes of the desk."""
    op.add_column("conversation", _count("with_staff"))
    op.add_column("staff", _word("task"))
    op.add_column("case", _word("channel"))
    _index("ix_case_open", "case", ["bucket", "conversation"], _OPEN)
    _index("ix_case_owner", "case", ["owner"], _OPEN)
    op.create_index("ix_participant_link_worker", "participant", ["link_worker"])
    op.create_table(
        "thread",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        _word("by"),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "case", "id", name="pk_thread"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nudge",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        _word("by"),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "conversation", name="pk_nudge"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
