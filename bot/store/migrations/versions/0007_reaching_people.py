"""What comes from each address, and codes that make two addresses one person's.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables `traffic` and `link_code`."""
    op.create_table(
        "traffic",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("began_at", _BIG, nullable=False),
        _count("heard"),
        _count("fruitless"),
        _word("mark"),
        _word("flag"),
        sa.Column("marked_at", _BIG, nullable=True),
        sa.Column("next_at", _BIG, nullable=True),
        sa.Column("flagged_at", _BIG, nullable=True),
        sa.PrimaryKeyConstraint("bucket", "address", name="pk_traffic"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_code",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("participant", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("until", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "participant", name="pk_link_code"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_code_code", "link_code", ["code"])
    op.create_index("ix_traffic_flagged_at", "traffic", ["flagged_at"])


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")
