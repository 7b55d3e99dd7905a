"""What people said in words is coded, translated and quoted.

Rule: a copy of what `themed` declares, never changed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the four tables."""
    _make(
        "codebook",
        ("consultation", "step", "code"),
        _key("consultation"),
        _key("step"),
        _key("code"),
        _word("label"),
        _word("definition"),
        sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
    )
    answer = ("bucket", "conversation", "step")
    _make_of_answers("coding", (*answer, "place"), _key("place", sa.Integer()), _text("codes"))
    _make_of_answers("translation", answer, _text("sealed"))
    _make_of_answers("quote", answer, _text("sealed"), _word("facet"))


def _make_of_answers(name: str, keys: Sequence[str], *columns: Any) -> None:
    _make(
        name,
        keys,
        _key("bucket", sa.Integer()),
        _key("conversation"),
        _key("step"),
        sa.Column("n", sa.Integer(), nullable=False),
        _text("consultation"),
        *columns,
        _word("by"),
        sa.Column("at", _BIG, nullable=False),
    )
    op.create_index(f"ix_{name}_consultation", name, ["consultation", "step"])


def _make(name: str, keys: Sequence[str], *columns: Any) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _key(name: str, kind: Any = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")
