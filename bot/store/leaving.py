"""Tables of what was erased: the mark that outlives it, the number that waits for a last word.

Rule: a mark is a blind index; nothing here leads from a person to their number or back.
"""

from __future__ import annotations

from sqlalchemy import Column, Text

from bot.store.columns import at, bucket, key, table, word

erasure = table(
    "erasure",
    key("mark"),
    at("at"),
    Column("kept", Text, nullable=False, server_default="[]"),
    word("what"),
    clustered=True,
)

farewell = table("farewell", bucket(), key("address"), at("since"), clustered=True)
