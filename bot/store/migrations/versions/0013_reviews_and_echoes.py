"""A review knows who answered it and how often; people say whether we heard them right.

Rule: a copy of what `tables` and `themed` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two columns of `case`, and the table `echo`."""
    op.add_column("case", _word("decided_by"))
    op.add_column("case", _count("answers"))
    op.create_table(
        "echo",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("consultation", sa.Text, nullable=False),
        _count("agrees"),
        _word("sealed"),
        sa.Column("at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "conversation", name="pk_echo"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_echo_consultation", "echo", ["consultation"])


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")
