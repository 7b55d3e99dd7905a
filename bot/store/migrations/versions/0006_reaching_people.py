"""By which way in somebody came to a consultation, and the community's profile.

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
    """Make the column `source` of conversations, and the table `profile`."""
    source = sa.Column("source", sa.Text, nullable=False, server_default="")
    op.add_column("conversation", source)
    op.create_table(
        "profile",
        sa.Column("consultation", sa.Text, nullable=False),
        sa.Column("facet", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("target", sa.Integer, nullable=True),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("place", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("consultation", "facet", "value", name="pk_profile"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
