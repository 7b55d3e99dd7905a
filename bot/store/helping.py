"""Tables of what staff do, and of what they read: cases, reminders with a line, whom to look
for, the figures.

Rule: as in `tables`: a row of a person carries their bucket in its key; the rest is of
nobody.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from bot.store.columns import at, bucket, count, key, maybe, table, word, words

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

profile = table(
    "profile",
    key("consultation"),
    key("facet"),
    key("value"),
    Column("share", Integer, nullable=False),
    Column("target", Integer, nullable=True),
    word("source"),
    count("place"),
    clustered=True,
)

snapshot = table(
    "snapshot",
    key("consultation"),
    key("n", Integer),
    Column("kind", Text, nullable=False),
    at("at"),
    Column("figures", Text, nullable=False),
    Column("digest", Text, nullable=False),
    word("sealed"),
)

note = table(
    "note",
    key("language"),
    key("key"),
    *words("media", "says", "speaker"),
    at("recorded_at"),
    clustered=True,
)

staff = table(
    "staff",
    key("id"),
    Column("sealed", Text, nullable=False),
    Column("role", Text, nullable=False),
    word("language"),
    maybe("telegram"),
    maybe("code"),
    at("code_expires", is_required=False),
    Column("is_active", Integer, nullable=False, server_default="1"),
    *words("recording", "task"),
    Index("ix_staff_telegram", "telegram", unique=True),
    Index("ix_staff_code", "code", unique=True),
)
