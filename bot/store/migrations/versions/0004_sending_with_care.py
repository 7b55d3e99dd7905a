"""Pauses, guests, launches that wait for a second person, what each person was sent, and when
each person may be texted.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and columns. An installation that has launched something is live."""
    _make_small_tables()
    _make_personal_tables()
    op.add_column("participant", _word("hours"))
    op.add_column("participant", _word("timezone"))
    op.add_column("outbox", sa.Column("awake_until", _BIG, nullable=True))
    op.add_column("outbox", _count("is_owed"))
    op.execute(
        "INSERT INTO installation (name, value) "
        "SELECT 'live', 'upgrade' WHERE EXISTS (SELECT 1 FROM consultation)"
    )


def _make_small_tables() -> None:
    op.create_table(
        "pause",
        sa.Column("consultation", sa.Text, nullable=False),
        sa.Column("since", _BIG, nullable=False),
        _word("by"),
        sa.PrimaryKeyConstraint("consultation", name="pk_pause"),
        sqlite_strict=True,
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", _BIG, nullable=False),
        _word("decided_by"),
        sa.Column("decided_at", _BIG, nullable=True),
        sa.Column("leaves_at", _BIG, nullable=True),
        sa.Column("lease", _BIG, nullable=False, server_default="0"),
        _word("reason"),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request"),
        sqlite_strict=True,
    )


def _make_personal_tables() -> None:
    op.create_table(
        "guest",
        sa.Column("bucket", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("since", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("bucket", "address", name="pk_guest"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact",
        sa.Column("bucket", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("participant", sa.Text, nullable=False),
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        _count("is_owed"),
        sa.PrimaryKeyConstraint("bucket", "participant", "turn", name="pk_contact"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")
