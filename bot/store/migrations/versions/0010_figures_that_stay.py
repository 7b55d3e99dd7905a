"""Figures counted at a set time, and the launch by which each person was invited.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table `snapshot`, and give conversations their wave."""
    op.create_table(
        "snapshot",
        sa.Column("consultation", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("consultation", "n", name="pk_snapshot"),
        sqlite_strict=True,
    )
    op.add_column(
        "conversation", sa.Column("wave", sa.Integer, nullable=False, server_default="0")
    )
