"""Tables of what residents say that changes what others are asked: statements, and ratings.

Rule: as in `tables`: what was sent in is sealed, and goes with the person; what others read is of
nobody.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from bot.store.columns import at, bucket, count, key, table, words

proposal = table(
    "proposal",
    bucket(),
    key("id"),
    Column("participant", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("consultation", Text, nullable=False),
    *words("step", "language"),
    Column("sealed", Text, nullable=False),
    at("at"),
    Column("state", Text, nullable=False),
    *words("because", "by"),
    at("decided_at", is_required=False),
    count("n"),
    Index("ix_proposal_consultation", "consultation", "at"),
    clustered=True,
)

statement = table(
    "statement",
    key("consultation"),
    key("step"),
    key("id"),
    Column("texts", Text, nullable=False),
    Column("is_open", Integer, nullable=False, server_default="1"),
    at("at"),
    clustered=True,
)

rating_round = table(
    "rating_round",
    key("consultation"),
    key("n", Integer),
    Column("found", Text, nullable=False),
    at("at"),
    clustered=True,
)
