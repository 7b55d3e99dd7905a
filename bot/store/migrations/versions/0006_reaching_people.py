"""By which way in somebody came to a consultation.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column `source` of conversations."""
    source = sa.Column("source", sa.Text, nullable=False, server_default="")
    op.add_column("conversation", source)
