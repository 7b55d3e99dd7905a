"""Tables of what staff do for one person: what was said in a case, and a reminder with a line.

Rule: as in `tables`: a row carries the bucket of its person in its key.
"""

from __future__ import annotations

from sqlalchemy import Column, Text

from bot.store.columns import at, bucket, key, table, word

thread = table(
    "thread",
    bucket(),
    key("case"),
    key("id"),
    at("at"),
    word("by"),
    Column("sealed", Text, nullable=False),
    clustered=True,
)

nudge = table(
    "nudge",
    bucket(),
    key("conversation"),
    word("by"),
    Column("sealed", Text, nullable=False),
    clustered=True,
)
