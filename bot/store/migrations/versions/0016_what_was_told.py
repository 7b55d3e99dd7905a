"""The coded answers of each conversation in one text beside it, so that they are counted fast.

Rule: a copy of what `tables` gained, never changed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TELL = """
UPDATE conversation SET told = coalesce({line} || (SELECT {joined}(
    a.step || {field} || a.outcome || {field} || coalesce(a.value, '') || {field}
    || CASE WHEN a.is_late = 1 THEN 'l' ELSE '' END
    || CASE WHEN a."by" <> '' THEN 'h' ELSE '' END || {field} || a.channel, {line})
FROM answer a
WHERE a.bucket = conversation.bucket AND a.conversation = conversation.id
AND NOT EXISTS (SELECT 1 FROM answer b WHERE b.bucket = a.bucket
    AND b.conversation = a.conversation AND b.step = a.step AND b.n > a.n)), '')
"""


def upgrade() -> None:
    """Add the text, and write it for the answers that there are."""
    op.add_column("conversation", sa.Column("told", sa.Text, nullable=False, server_default=""))
    is_postgres = op.get_bind().dialect.name == "postgresql"
    sign, joined = ("chr", "string_agg") if is_postgres else ("char", "group_concat")
    op.execute(_TELL.format(joined=joined, field=f"{sign}(31)", line=f"{sign}(30)"))
