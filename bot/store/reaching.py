"""The tables that hold us back: pauses, guests, launches that wait, what each person was sent, and
what each address sends.

Rule: whoever sends looks here, in the transaction that sends.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from bot.store.columns import Big, at, bucket, count, key, table, word, words

guest = table(
    "guest",
    bucket(),
    key("address"),
    Column("channel", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    at("since"),
    clustered=True,
)

contact = table(
    "contact",
    bucket(),
    key("participant"),
    key("turn"),
    at("at"),
    count("is_owed"),
    clustered=True,
)

pause = table("pause", key("consultation"), at("since"), word("by"))

request = table(
    "request",
    key("id"),
    Column("slug", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    at("asked_at"),
    word("decided_by"),
    at("decided_at", is_required=False),
    at("leaves_at", is_required=False),
    Column("lease", Big, nullable=False, server_default="0"),
    word("reason"),
    Column("sealed", Text, nullable=False),
)

traffic = table(
    "traffic",
    bucket(),
    key("address"),
    Column("channel", Text, nullable=False),
    at("began_at"),
    count("heard"),
    count("fruitless"),
    *words("mark", "flag"),
    at("marked_at", is_required=False),
    at("next_at", is_required=False),
    at("flagged_at", is_required=False),
    Index("ix_traffic_flagged_at", "flagged_at"),
    clustered=True,
)

link_code = table(
    "link_code",
    bucket(),
    key("participant"),
    Column("code", Text, nullable=False),
    at("until"),
    Index("ix_link_code_code", "code"),
    clustered=True,
)
