"""Tables of answering back: what was decided, what happened next, promises kept and late.

Rule: of no person; all of it is published, so nothing is sealed.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Text

from bot.store.columns import at, key, table, word

decision = table(
    "decision",
    key("consultation"),
    key("number", Integer),
    Column("body", Text, nullable=False),
    at("recorded_at"),
    at("published_at", is_required=False),
    clustered=True,
)

news = table(
    "news",
    key("consultation"),
    key("number", Integer),
    Column("body", Text, nullable=False),
    at("recorded_at"),
    at("published_at", is_required=False),
    clustered=True,
)

promise = table(
    "promise",
    key("consultation"),
    key("kind"),
    key("number", Integer),
    at("kept_at"),
    clustered=True,
)

slip = table(
    "slip",
    key("consultation"),
    key("kind"),
    key("number", Integer),
    key("n", Integer),
    at("until"),
    Column("because", Text, nullable=False),
    word("by"),
    at("at"),
    at("told_at", is_required=False),
    clustered=True,
)
