"""The tables.

Rule: every row of a participant carries the participant's bucket in its key, so that tables
partition by it. An address's id is its blind index, so the primary key already makes channel
and value unique. Moments and ids are as `moments` says; `sealed` is always `sealing`'s text.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.schema import ForeignKeyConstraint

from bot.store.answering import decision, news, promise, slip
from bot.store.columns import Big as _Big
from bot.store.columns import at as _at
from bot.store.columns import bucket as _bucket
from bot.store.columns import count as _count
from bot.store.columns import key as _key
from bot.store.columns import maybe as _maybe
from bot.store.columns import metadata
from bot.store.columns import table as _table
from bot.store.columns import word as _word
from bot.store.columns import words as _words
from bot.store.helping import note, nudge, profile, snapshot, staff, thread
from bot.store.reaching import contact, guest, link_code, pause, request, traffic

__all__ = [
    "OPEN", "OUTREACH", "PENDING", "QUARANTINED", "QUEUED", "UNCERTAIN", "UNFINISHED", "UNSETTLED",
    "VOTES", "about", "address", "address_participant", "answer", "audit", "campaign", "case",
    "consultation", "contact", "conversation", "decision", "do_not_contact", "due",
    "flow_version", "guest", "inbound", "installation", "link_code", "media", "metadata", "news",
    "note", "nudge", "outbox", "participant", "pause", "profile", "promise", "request",
    "sender_rate", "slip", "snapshot", "staff", "thread", "traffic",
]  # fmt: skip

installation = _table("installation", _key("name"), Column("value", Text, nullable=False))

consultation = _table(
    "consultation",
    _key("id"),
    Column("slug", Text, nullable=False, unique=True),
    Column("lifecycle", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", Text, nullable=False),
    _at("opens", is_required=False),
    _at("closes", is_required=False),
    _at("updated_at"),
)

flow_version = _table(
    "flow_version",
    _key("hash"),
    Column("slug", Text, nullable=False),
    Column("document", Text, nullable=False),
    _at("frozen_at"),
)

participant = _table(
    "participant",
    _bucket(),
    _key("id"),
    *_words("sealed", "language", "segment", "area", "link_worker", "source"),
    *_words("hours", "timezone"),
    _maybe("token"),
    _count("stopped"),
    _at("stopped_at", is_required=False),
    _maybe("merged_into"),
    Index("ix_participant_token", "token"),
    Index("ix_participant_merged_into", "merged_into"),
    Index("ix_participant_link_worker", "link_worker"),
)

address = _table(
    "address",
    _bucket(),
    _key("id"),
    Column("channel", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("is_active", Integer, nullable=False, server_default="1"),
    Column("paced_until", _Big, nullable=False, server_default="0"),
)

address_participant = _table(
    "address_participant",
    _key("address_bucket", Integer),
    _key("address"),
    _bucket(),
    _key("participant"),
    _word("label"),
    _maybe("focus"),
    Index("ix_address_participant_participant", "bucket", "participant"),
    ForeignKeyConstraint(["address_bucket", "address"], ["address.bucket", "address.id"]),
    ForeignKeyConstraint(["bucket", "participant"], ["participant.bucket", "participant.id"]),
    clustered=True,
)

UNFINISHED = text("status IN ('invited', 'active', 'waiting', 'parked')")

conversation = _table(
    "conversation",
    _bucket(),
    _key("id"),
    Column("participant", Text, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("version", Text, nullable=False),
    _word("language"),
    Column("status", Text, nullable=False),
    _maybe("step"),
    Column("visited", Text, nullable=False, server_default="[]"),
    _count("misses"),
    Column("shown", Text, nullable=False, server_default="[]"),
    _maybe("pending"),
    _count("revision"),
    _word("wording"),
    _count("reminded"),
    _at("asked_at", is_required=False),
    _at("heard_at", is_required=False),
    _count("changing"),
    _at("began_at"),
    Column("offered", Text, nullable=False, server_default="[]"),
    _count("with_staff"),
    _word("source"),
    _count("wave"),
    _word("told"),
    UniqueConstraint("bucket", "participant", "consultation"),
    Index("ix_conversation_consultation", "consultation", "participant"),
    Index(
        "ix_conversation_unfinished",
        "consultation",
        "began_at",
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    ),
    ForeignKeyConstraint(["bucket", "participant"], ["participant.bucket", "participant.id"]),
)

VOTES = text("step LIKE '%.%'")
"""The id of a vote is that of its step, a point, and that of the statement."""

answer = _table(
    "answer",
    _bucket(),
    _key("conversation"),
    _key("step"),
    _key("n", Integer),
    Column("participant", Text, nullable=False),
    Column("consultation", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    _maybe("value"),
    *_words("sealed", "language", "channel", "version", "wording"),
    _at("at"),
    _word("by"),
    _count("is_late"),
    _word("message_id"),
    Index("ix_answer_votes", "consultation", "step", sqlite_where=VOTES, postgresql_where=VOTES),
    ForeignKeyConstraint(["bucket", "conversation"], ["conversation.bucket", "conversation.id"]),
    clustered=True,
)

about = _table(
    "about",
    _bucket(),
    _key("about"),
    _key("consultation"),
    _key("step"),
    Column("n", Integer, nullable=False),
    Column("sealed", Text, nullable=False),
    Index("ix_about_consultation", "consultation"),
    clustered=True,
)

QUARANTINED = text("state = 'quarantined'")
PENDING = text("is_fetched = 0")

inbound = _table(
    "inbound",
    _bucket(),
    _key("channel"),
    _key("account"),
    _key("provider_id"),
    _maybe("participant"),
    _at("received_at"),
    _word("sealed"),
    Column("state", Text, nullable=False),
    _count("tries"),
    _word("reason"),
    Index(
        "ix_inbound_quarantined", "received_at",
        sqlite_where=QUARANTINED, postgresql_where=QUARANTINED,
    ),
)  # fmt: skip

OUTREACH = text("kind > 0")
QUEUED = text("status = 'queued'")
UNSETTLED = text("status IN ('queued', 'claimed')")
UNCERTAIN = text("status IN ('claimed', 'unknown')")

outbox = _table(
    "outbox",
    # The id first, because a delivery report knows nothing else.
    _key("id"),
    _bucket(),
    Column("turn", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("participant", Text, nullable=False),
    _maybe("conversation"),
    _word("consultation"),
    Column("channel", Text, nullable=False),
    Column("address_bucket", Integer, nullable=False),
    Column("address", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    _at("due"),
    Column("seq", Integer, nullable=False),
    _at("not_before"),
    _at("awake_until", is_required=False),
    _at("send_before", is_required=False),
    _count("outlives_stop"),
    _count("is_owed"),
    Column("status", Text, nullable=False),
    _count("attempts"),
    _at("lease", is_required=False),
    *_words("provider_id", "code"),
    _at("changed_at"),
    UniqueConstraint("bucket", "turn", "part"),
    Index(
        "ix_outbox_queue", "channel", "kind", "not_before", "seq",
        sqlite_where=QUEUED, postgresql_where=QUEUED,
    ),
    Index(
        "ix_outbox_unsettled", "bucket", "participant",
        sqlite_where=UNSETTLED, postgresql_where=UNSETTLED,
    ),
    Index(
        "ix_outbox_uncertain", "channel", "status", "lease",
        sqlite_where=UNCERTAIN, postgresql_where=UNCERTAIN,
    ),
    Index(
        "ix_outbox_outreach", "consultation", "conversation",
        sqlite_where=OUTREACH, postgresql_where=OUTREACH,
    ),
)  # fmt: skip

due = _table(
    "due",
    _bucket(),
    _key("conversation"),
    _key("kind"),
    Column("consultation", Text, nullable=False),
    _at("at"),
    Index("ix_due_at", "at"),
    clustered=True,
)

OPEN = text("closed_at IS NULL")

case = _table(
    "case",
    _bucket(),
    _key("id"),
    Column("participant", Text, nullable=False),
    _maybe("conversation"),
    Column("consultation", Text, nullable=False),
    Column("kind", Text, nullable=False),
    *_words("step", "owner"),
    _at("opened_at"),
    _at("deadline", is_required=False),
    _at("closed_at", is_required=False),
    *_words("thread", "outcome", "channel", "wish", "decided_by"),
    *map(_count, ("is_confirmed", "answers")),
    _at("paused_at", is_required=False),
    Index("ix_case_consultation", "consultation", "opened_at"),
    Index("ix_case_open", "bucket", "conversation", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_case_owner", "owner", sqlite_where=OPEN, postgresql_where=OPEN),
)

media = _table(
    "media",
    _key("id"),
    _bucket(),
    Column("conversation", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("body", LargeBinary, nullable=True),
    _count("is_fetched"),
    _word("step"),
    _count("n"),
    _count("seconds"),
    _at("taken_at", is_required=False),
    _at("delete_at", is_required=False),
    Index("ix_media_delete_at", "delete_at"),
    Index("ix_media_pending", "id", sqlite_where=PENDING, postgresql_where=PENDING),
)

do_not_contact = _table(
    "do_not_contact",
    _bucket(),
    _key("address"),
    _at("since"),
    _word("reason"),
    clustered=True,
)

sender_rate = _table(
    "sender_rate",
    _key("channel"),
    Column("tokens", _Big, nullable=False),
    _at("at"),
)

campaign = _table("campaign", _key("digest"), _word("slug"), _at("at"))

audit = _table(
    "audit",
    _key("id"),
    _at("at"),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    _word("subject"),
    Column("detail", Text, nullable=False, server_default="{}"),
)
