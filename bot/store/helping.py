"""Tables of what staff do: what was said in a case, a reminder with a line, whom to look for.

Rule: as in `tables`: a row of a person carries their bucket in its key; a profile is of nobody.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Text

from bot.store.columns import at, bucket, count, key, table, word

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
