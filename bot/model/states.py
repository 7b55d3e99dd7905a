"""Words for states: where each thing stands, why somebody must look, and who may do what.

Rule: the words are the stored ones; one that was used once keeps its meaning.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Lifecycle(StrEnum):
    """Where a consultation stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    ARCHIVED = "archived"


class Status(StrEnum):
    """Where one person's conversation stands."""

    INVITED = "invited"
    ACTIVE = "active"
    WAITING = "waiting"
    """Another consultation of the same person has the focus."""
    PARKED = "parked"
    """A person on our side must look before it goes on."""
    COMPLETED = "completed"
    DECLINED = "declined"
    STOPPED = "stopped"
    EXPIRED = "expired"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        """Whether the person may still be asked something in it."""
        return self in _OPEN


_OPEN = (Status.INVITED, Status.ACTIVE, Status.WAITING, Status.PARKED)
"""A tuple, found in by identity: an enum's hash is a function in Python."""


class Outcome(StrEnum):
    """What became of a question that was asked."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    DROPPED = "dropped"
    """Answered, but an earlier answer changed and the question no longer applies."""


class Command(StrEnum):
    """A word that works at any time, in every language."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    BACK = "back"
    SKIP = "skip"
    REPEAT = "repeat"
    LANGUAGE = "language"
    RESTART = "restart"
    CHANGE = "change"
    MORE = "more"
    WHO = "who"
    PRIVACY = "privacy"
    MYDATA = "mydata"
    DELETE = "delete"
    FORGET_ABOUT = "forget_about"
    """Erases only what a person said about themselves: see the `about-you` block."""
    CALL = "call"
    REVIEW = "review"
    LINK = "link"
    """A code by which SMS and Telegram count as one person."""


class OutboxStatus(StrEnum):
    """The life of one provider message."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The provider may or may not have it."""


class MessageKind(IntEnum):
    """Why a message is sent; the lower leaves first."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


class DueKind(StrEnum):
    """What a waiting row in `due` is for."""

    REMINDER = "reminder"
    EXPIRY = "expiry"
    OPENING = "opening"
    CLOSING = "closing"
    RESULTS = "results"
    ASK_LINK_WORKER = "ask_link_worker"
    NUDGE = "nudge"
    """A reminder that a link worker, or an officer, has asked for."""
    ROUND = "round"
    """A round of ratings has ended, and the next has begun."""


class CaseKind(StrEnum):
    """Why a person on our side must look."""

    HANDOVER = "handover"
    URGENT = "urgent"
    PARKED = "parked"
    REQUEST = "request"
    REVIEW = "review"
    CALL_THEM = "call_them"
    TRANSCRIPTION = "transcription"
    """A voice note that a person must listen to and write down."""
    NOTE = "note"
    """A link worker tells the officers something."""
    GAP = "gap"
    """Too few of a group have taken part: somebody should look for them."""


class Wish(StrEnum):
    """What a person wants done with what we hold of them."""

    COPY = "copy"
    ERASURE = "erasure"


class Stands(StrEnum):
    """How somebody's review stands as they send REVIEW."""

    NONE = "none"
    """They took no part, so there is nothing of theirs to look at again."""
    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    """With new words it is opened again."""


TALKS = frozenset({CaseKind.HANDOVER, CaseKind.URGENT})
"""Kinds of case in which a person and our staff talk."""


class Role(StrEnum):
    """What a member of staff may do."""

    OFFICER = "officer"
    APPROVER = "approver"
    LINK_WORKER = "link_worker"
    ANALYST = "analyst"
    DATA_LEAD = "data_lead"
    SCRUTINY = "scrutiny"
