"""Residents' own statements, as they were sent in and as they are put to others.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables `proposal` and `statement`, and an index of votes."""
    op.create_table(
        "proposal",
        sa.Column("bucket", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("participant", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("consultation", sa.Text, nullable=False),
        _word("step"),
        _word("language"),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        _word("because"),
        _word("by"),
        sa.Column("decided_at", _BIG, nullable=True),
        sa.Column("n", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("bucket", "id", name="pk_proposal"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_proposal_consultation", "proposal", ["consultation", "at"])
    op.create_table(
        "statement",
        sa.Column("consultation", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("texts", sa.Text, nullable=False),
        sa.Column("is_open", sa.Integer, nullable=False, server_default="1"),
        sa.Column("at", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("consultation", "step", "id", name="pk_statement"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    votes = sa.text("step LIKE '%.%'")
    op.create_index(
        "ix_answer_votes",
        "answer",
        ["consultation", "step"],
        sqlite_where=votes,
        postgresql_where=votes,
    )


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")
