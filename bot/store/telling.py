"""What each conversation has come to, in one text beside it: coded answers, to be counted.

Rule: written in the statement that moves the conversation, and holds only what may stand in the
clear. To count a hundred thousand people is to read as many rows, not two million.

A text is lines, each begun by `LINE`, in the order of their answers: step, outcome, coded value,
how it came, channel. Where a step was answered again, the text begins with `AGAIN`, and the later
line counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, update

from bot.model import Outcome
from bot.ports import AnswerRow
from bot.store import tables
from bot.store.bulk import MARK
from bot.store.session import Session
from bot.store.values import coded

LINE, FIELD, AGAIN = "\x1e", "\x1f", MARK
"""No coded value holds them: JSON writes them otherwise."""
LATE, HELPED = "l", "h"
CONSENT = "consent__"
"""Ids of the steps of the consent block begin so: agreeing to be asked is no answer yet."""
_HELPED, _LATE_HELPED = FIELD + HELPED + FIELD, FIELD + LATE + HELPED + FIELD
_NEVER = FIELD + LINE
"""Stands in no text."""
_DROPPED = FIELD + Outcome.DROPPED.value + FIELD

_a, _t = tables.answer.c, tables.conversation.c


def told(rows: Sequence[AnswerRow]) -> tuple[str, str]:
    """What a turn adds to the text, and what would stand there already if it answers a step
    again. Where a turn gives several answers, one may well be of the same step as another: the
    empty text stands anywhere."""
    seen = {0: _NEVER, 1: f"{LINE}{rows[0].step}{FIELD}" if rows else ""}
    return "".join(LINE + _line(row) for row in rows), seen.get(len(rows), "")


def begun(rows: Sequence[AnswerRow]) -> str:
    """The text of a conversation that begins with these."""
    lines, _ = told(rows)
    return AGAIN + lines if len(rows) > 1 else lines


def _line(row: AnswerRow) -> str:
    value = row.answer.value
    words = None if value is None else coded(value, is_free_text=row.is_free_text)
    how = LATE * row.is_late + HELPED * bool(row.by)
    return FIELD.join((row.step, row.answer.outcome.value, words or "", how, row.channel))


def latest(text: str) -> str:
    """The text without the lines that a later one replaces."""
    if not text.startswith(AGAIN):
        return text
    lines = {line.partition(FIELD)[0]: line for line in text.lstrip(AGAIN).split(LINE) if line}
    return "".join(LINE + line for line in lines.values())


def with_codes(text: str, codes: Mapping[str, str]) -> str:
    """The text with codes (JSON, by step) in place of the words that nobody may count."""
    if not codes:
        return text
    lines = []
    for line in text.split(LINE):
        step, *rest = line.split(FIELD)
        if step in codes and rest[0] == Outcome.ANSWERED.value:
            rest[1] = codes[step]
        lines.append(FIELD.join((step, *rest)))
    return LINE.join(lines)


def took_part(text: str) -> bool:
    """Whether anything but consent stands in it, most often in its last line."""
    if _counts(text.rpartition(LINE)[2]):
        return True
    return any(_counts(line) for line in text.split(LINE))


def _counts(line: str) -> bool:
    return bool(line) and not line.startswith(CONSENT) and _DROPPED not in line


def channel(text: str) -> str:
    """Where the last answer came from."""
    return text.rpartition(FIELD)[2]


def is_helped(text: str) -> bool:
    """Whether somebody of the staff entered any of it."""
    return _HELPED in text or _LATE_HELPED in text


def lines(text: str) -> list[str]:
    """The lines of a text, or of several, one after another."""
    return [line for line in text.split(LINE) if line]


def counted(texts: Iterable[str]) -> Counter[str]:
    """How many of these have each line."""
    found = Counter("".join(texts).split(LINE))
    found.pop("", None)
    return found


def read(line: str) -> tuple[str, Outcome, str, bool, bool]:
    """Step, outcome, coded value, whether late, whether entered for the person."""
    step, outcome, value, how, _ = line.split(FIELD)
    return step, Outcome(outcome), value, LATE in how, HELPED in how


# ── Again from the answers ────────────────────────────────────────────────────────────────────


async def retell(session: Session, conversations: Mapping[str, int]) -> None:
    """Write the texts of these conversations (and their buckets) anew, after their answers were
    changed or deleted otherwise than by a turn."""
    for key, bucket in conversations.items():
        its = and_(_t.bucket == bucket, _t.id == key)
        await session.bulk.run(_retelling().where(its))


@lru_cache
def _retelling() -> Any:  # Any: SQLAlchemy's update
    later = tables.answer.alias("later")
    is_former = exists(
        select(1).where(
            later.c.bucket == _a.bucket, later.c.conversation == _a.conversation,
            later.c.step == _a.step, later.c.n > _a.n,
        )
    )  # fmt: skip
    how = case((_a.is_late == 1, LATE), else_="").concat(case((_a.by != "", HELPED), else_=""))
    line: ColumnElement[str] = _a.step
    for each in (_a.outcome, func.coalesce(_a.value, ""), how, _a.channel):
        line = line.concat(FIELD).concat(each)
    text = (
        select(func.aggregate_strings(line, LINE))
        .where(_a.bucket == _t.bucket, _a.conversation == _t.id, ~is_former)
        .scalar_subquery()
    )
    return update(tables.conversation).values(told=func.coalesce(literal(LINE).concat(text), ""))
