"""Voice notes, both ways, and which languages were offered.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table `note`, and the columns that voice notes and offers need."""
    _add("conversation", sa.Column("offered", sa.Text, nullable=False, server_default="[]"))
    _add("staff", sa.Column("recording", sa.Text, nullable=False, server_default=""))
    _add("media", sa.Column("step", sa.Text, nullable=False, server_default=""))
    _add("media", sa.Column("n", sa.Integer, nullable=False, server_default="0"))
    _add("media", sa.Column("seconds", sa.Integer, nullable=False, server_default="0"))
    _add("media", sa.Column("taken_at", _BIG, nullable=True))
    _add("media", sa.Column("delete_at", _BIG, nullable=True))
    op.create_index("ix_media_delete_at", "media", ["delete_at"])
    op.create_table(
        "note",
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("media", sa.Text, nullable=False, server_default=""),
        sa.Column("says", sa.Text, nullable=False, server_default=""),
        sa.Column("speaker", sa.Text, nullable=False, server_default=""),
        sa.Column("recorded_at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("language", "key", name="pk_note"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _add(table: str, column: sa.Column[object]) -> None:
    op.add_column(table, column)
