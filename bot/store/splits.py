"""What the people of a consultation can be split by.

Rule: nothing that people said of themselves; one value a person, empty where it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, literal, select

from bot.model import Status
from bot.store import tables

_t, _p, _a, _o = (
    tables.conversation.c,
    tables.participant.c,
    tables.answer.c,
    tables.outbox.c,
)
_place, _link = tables.address.c, tables.address_participant.c

CAME_BY: ColumnElement[str] = func.coalesce(func.nullif(_t.source, ""), _p.source)
"""The way into this consultation, else what the list of people said."""

WAVE: ColumnElement[str] = case((_t.wave == 0, ""), else_=cast(_t.wave, Text))
"""The launch that invited them."""


def _repeat() -> ColumnElement[str]:
    """Whether they took part in a consultation here before this one."""
    earlier = tables.conversation.alias("earlier")
    e = earlier.c
    before = (
        select(1)
        .select_from(earlier)
        .where(e.bucket == _t.bucket, e.participant == _t.participant)
        .where(e.consultation != _t.consultation, e.began_at < _t.began_at)
        .where(e.told != "", e.status.not_in((Status.DECLINED.value, Status.MERGED.value)))
        .correlate(tables.conversation)
    )
    return case((exists(before), "again"), else_="first")


REPEAT = _repeat()


def _channel() -> ColumnElement[str]:
    """Where they answered last, else where we wrote first, else where they can be reached."""
    answered = (
        select(_a.channel)
        .where(_a.bucket == _t.bucket, _a.conversation == _t.id)
        .order_by(_a.at.desc(), _a.step, _a.n.desc())
        .limit(1)
    )
    written = (
        select(_o.channel)
        .where(_o.consultation == _t.consultation, _o.conversation == _t.id, tables.OUTREACH)
        .order_by(_o.due, _o.id)
        .limit(1)
    )
    reachable = (
        select(func.min(_place.channel))
        .select_from(
            tables.address_participant.join(
                tables.address,
                and_(_place.bucket == _link.address_bucket, _place.id == _link.address),
            )
        )
        .where(_link.bucket == _p.bucket, _link.participant == _p.id)
    )
    known = (each.correlate(tables.conversation, tables.participant).scalar_subquery()
             for each in (answered, written, reachable))  # fmt: skip
    return func.coalesce(*known, "")


SPLITS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {
        "": literal(""),
        "language": _t.language,
        "channel": _channel(),
        "source": CAME_BY,
        "area": _p.area,
        "link_worker": _p.link_worker,
        "segment": _p.segment,
        "wave": WAVE,
        "repeat": REPEAT,
    }
)
"""By the name that a command, or a profile, gives it. `""` is everybody."""
