"""A request says what is wanted, whether the phone confirmed it, and since when its clock stands.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns of the cases."""
    moment = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("case", sa.Column("wish", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "case", sa.Column("is_confirmed", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("case", sa.Column("paused_at", moment, nullable=True))
