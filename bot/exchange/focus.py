"""Which of a person's conversations is listening.

Rule: one conversation has the focus; typed words go to it, and another may take it only after
an hour's silence.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from bot.model import Conversation, Status
from bot.ports import Person, Rows

SILENCE_BEFORE_FOCUS = timedelta(hours=1)
"""A new invitation or reminder interrupts another conversation only after this much silence."""

AWAKE = frozenset({Status.ACTIVE, Status.INVITED})
"""Neither over nor waiting for another: at most one conversation of a person is."""


def focused(person: Person) -> Conversation | None:
    """The one that typed text goes to: the focus while it listens, else the newest that does,
    else the newest of all."""
    by_id = {conversation.id: conversation for conversation in person.conversations}
    focus = by_id.get(person.focus) if person.focus else None
    if focus is not None and (listens(focus) or not any(map(listens, by_id.values()))):
        return focus
    listening = [each for each in person.conversations if listens(each)]
    return next(iter(listening or person.conversations), None)


def listens(conversation: Conversation) -> bool:
    """Whether the conversation waits for something from this person."""
    is_talking = conversation.with_staff or conversation.pending is not None
    return conversation.status.is_open or conversation.changing or is_talking


def may_interrupt(person: Person, newcomer: UUID, now: datetime) -> bool:
    """Whether an invitation or reminder of `newcomer` may take the focus now."""
    return not any(
        conversation.heard_at and now - conversation.heard_at < SILENCE_BEFORE_FOCUS
        for conversation in person.conversations
        if conversation.id != newcomer and conversation.status.is_open
    )


def give_focus(person: Person, newcomer: Conversation, rows: Rows) -> Person:
    """Let `newcomer` have the typed words; the person's other open conversations wait. The
    person as they then stand."""
    rows.focus[person.participant.id] = (person.participant.bucket, newcomer.id)
    for other in person.conversations:
        if other.id == newcomer.id or other.status not in AWAKE:
            continue
        _let_wait(other, rows)
    return replace(_latest(person, rows), focus=newcomer.id)


def reopen(person: Person, returned: Conversation, running: Collection[str], rows: Rows) -> Person:
    """START undoes a STOP in every consultation that is still `running`: all but the one that it
    `returned` to wait their turn."""
    for other in person.conversations:
        is_left = other.status is Status.STOPPED and other.consultation in running
        if is_left and other.id != returned.id:
            _let_wait(other, rows)
    return _latest(person, rows)


def _let_wait(conversation: Conversation, rows: Rows) -> None:
    latest = rows.conversations.get(conversation.id, conversation)
    rows.read_revisions.setdefault(conversation.id, conversation.revision)
    rows.conversations[conversation.id] = replace(
        latest, status=Status.WAITING, revision=conversation.revision + 1
    )


def _latest(person: Person, rows: Rows) -> Person:
    return replace(
        person,
        conversations=tuple(rows.conversations.get(c.id, c) for c in person.conversations),
    )
