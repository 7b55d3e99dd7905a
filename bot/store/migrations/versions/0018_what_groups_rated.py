"""Rounds in which items were rated, as each was worked out when it ended.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "rating_round",
        sa.Column("consultation", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("at", big, nullable=False),
        sa.PrimaryKeyConstraint("consultation", "n", name="pk_rating_round"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
