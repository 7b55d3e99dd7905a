"""The log of erasures also tells of equality answers that were forgotten, and of purges.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What kind of erasure a mark is of; so far each was of a whole person."""
    op.add_column("erasure", sa.Column("what", sa.Text, nullable=False, server_default=""))
