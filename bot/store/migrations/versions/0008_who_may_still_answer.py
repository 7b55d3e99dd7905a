"""Whoever may still answer is found without reading past those who have finished.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNFINISHED = sa.text("status IN ('invited', 'active', 'waiting', 'parked')")


def upgrade() -> None:
    """Index the conversations that are open."""
    op.create_index(
        "ix_conversation_unfinished",
        "conversation",
        ["consultation", "began_at"],
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )
