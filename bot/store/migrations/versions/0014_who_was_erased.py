"""Whoever was erased leaves a mark, and no list brings them back.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables, two columns; lists of people that have left are forgotten."""
    moment = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "erasure",
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("kept", sa.Text, nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("mark", name="pk_erasure"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "farewell",
        sa.Column("bucket", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "address", name="pk_farewell"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    reason = sa.Column("reason", sa.Text, nullable=False, server_default="")
    op.add_column("do_not_contact", reason)
    op.add_column("participant", sa.Column("merged_into", sa.Text, nullable=True))
    op.create_index("ix_participant_merged_into", "participant", ["merged_into"])
    op.execute("UPDATE request SET sealed = '' WHERE state IN ('sent', 'cancelled', 'failed')")
