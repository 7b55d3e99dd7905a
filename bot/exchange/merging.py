"""One person at two addresses: they count once.

Rule: pure. In each consultation what got furthest goes on; the other is `merged`, kept as history
and asked nothing more. Nobody is merged with somebody who has left: only START brings them back.
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from bot.exchange.desk import Exchange
from bot.exchange.focus import AWAKE
from bot.model import Conversation, DueKind, Participant, Status
from bot.ports import AuditRow, DueRow, Merge, Person, Rows

_DETAILS = ("name", "segment", "area", "link_worker", "source", "hours", "timezone", "language")
_EVER = datetime.min.replace(tzinfo=UTC)


def may_merge(one: Person, other: Person) -> bool:
    """Whether neither has left."""
    people = (one, other)
    return not any(each.has_left for each in people)


def merge(given: Exchange, one: Person, other: Person) -> Person:
    """Make two people one, adding to `given.rows`; the person as they now stand.

    Args:
        given: what proved that they are one: written by `one`.
        one: whoever has just written.
        other: who they are elsewhere.
    """
    rows = given.rows
    kept, left = (other, one) if _is_listed(other) and not _is_listed(one) else (one, other)
    pairs = _pairs(kept, left)
    lost = [_merged(min(pair, key=_far)) for pair in pairs]
    gone = {talk.id for talk in lost}
    for talk in lost:
        _keep(talk, rows)
        rows.dues += [
            DueRow(talk.bucket, talk.id, talk.consultation, kind, None) for kind in DueKind
        ]
    stays = [each for each in (*kept.conversations, *left.conversations) if each.id not in gone]
    talks = _one_awake(stays, rows)
    who = _completed(kept.participant, left.participant)
    rows.details[who.id] = who
    rows.merges.append(
        Merge(
            kept=(who.id, who.bucket),
            left=(left.participant.id, left.participant.bucket),
            gained=tuple(each.id for each in left.conversations if each.id not in gone),
            lost=tuple(each.id for each in kept.conversations if each.id in gone),
            dropped=tuple(each.id for each in left.conversations if each.id in gone),
            addresses=left.addresses,
        )
    )
    rows.audit.append(AuditRow(given.now, "resident", "person.merged", str(who.id)))
    here = given.message.address
    addresses = dict.fromkeys((here, *kept.addresses, *left.addresses))
    focus = next(
        (each.id for each in talks if each.status in AWAKE), talks[0].id if talks else None
    )
    if focus is not None:
        rows.focus[who.id] = (who.bucket, focus)
    rows.focus.pop(left.participant.id, None)
    return Person(who, tuple(addresses), tuple(talks), focus)


def _is_listed(person: Person) -> bool:
    """Whether a list told of them: then they keep their link worker and their name."""
    return bool(person.participant.link_worker or person.participant.name)


def _pairs(kept: Person, left: Person) -> list[tuple[Conversation, Conversation]]:
    theirs = {talk.consultation: talk for talk in left.conversations}
    return [
        (talk, theirs[talk.consultation])
        for talk in kept.conversations
        if talk.consultation in theirs
    ]


def _far(talk: Conversation) -> tuple[bool, bool, int, bool, datetime]:
    """How far it got."""
    return (
        talk.status is Status.COMPLETED,
        talk.with_staff,
        len(talk.answers),
        talk.heard_at is not None,
        talk.heard_at or _EVER,
    )


def _merged(talk: Conversation) -> Conversation:
    plain = replace(talk, pending=None, changing=False, with_staff=False)
    return replace(plain, status=Status.MERGED, revision=talk.revision + 1)


def _one_awake(talks: list[Conversation], rows: Rows) -> list[Conversation]:
    """The one that was heard last goes on, the others wait their turn."""
    awake = [each for each in talks if each.status in AWAKE]
    first = max(awake, key=lambda each: each.heard_at or _EVER, default=None)
    after = []
    for talk in sorted(talks, key=lambda each: each.heard_at or _EVER, reverse=True):
        if talk in awake and talk is not first:
            waits = replace(talk, status=Status.WAITING, revision=talk.revision + 1)
            _keep(waits, rows)
            after.append(waits)
        else:
            after.append(talk)
    return after


def _keep(talk: Conversation, rows: Rows) -> None:
    if talk.id not in rows.conversations:  # else it is in hand already, or still to be inserted
        rows.read_revisions.setdefault(talk.id, talk.revision - 1)
    rows.conversations[talk.id] = talk


def _completed(kept: Participant, left: Participant) -> Participant:
    """What is not known of the one may be known of the other."""
    blank = [name for name in _DETAILS if not getattr(kept, name)]
    return replace(kept, **{name: getattr(left, name) for name in blank})
