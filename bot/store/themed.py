"""Tables of what people said in words: the codebook, who coded what, translations, quotes, and
whether we heard them right.

Rule: as in `tables`: what belongs to a person's answer carries their bucket in its key, and goes
with their conversation; words are sealed.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from bot.store.columns import at, bucket, count, key, table, word, words

codebook = table(
    "codebook",
    key("consultation"),
    key("step"),
    key("code"),
    *words("label", "definition"),
    count("place"),
    clustered=True,
)

coding = table(
    "coding",
    bucket(),
    key("conversation"),
    key("step"),
    key("place", Integer),
    Column("n", Integer, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("codes", Text, nullable=False),
    word("by"),
    at("at"),
    Index("ix_coding_consultation", "consultation", "step"),
    clustered=True,
)

translation = table(
    "translation",
    bucket(),
    key("conversation"),
    key("step"),
    Column("n", Integer, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    word("by"),
    at("at"),
    Index("ix_translation_consultation", "consultation", "step"),
    clustered=True,
)

quote = table(
    "quote",
    bucket(),
    key("conversation"),
    key("step"),
    Column("n", Integer, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    *words("facet", "by"),
    at("at"),
    Index("ix_quote_consultation", "consultation", "step"),
    clustered=True,
)

echo = table(
    "echo",
    bucket(),
    key("conversation"),
    Column("consultation", Text, nullable=False),
    count("agrees"),
    word("sealed"),
    at("at"),
    Index("ix_echo_consultation", "consultation"),
    clustered=True,
)
