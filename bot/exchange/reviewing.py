"""REVIEW: which consultation is challenged, the case that it opens, and the words that go into it.

Rule: pure. One person has one review of a consultation, under one reference; with new words after
an answer it is opened again. A stranger and whoever took no part open nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from bot.engine.reviewing import MORE, REVIEW
from bot.exchange.desk import Exchange, turn_id
from bot.exchange.focus import focused
from bot.exchange.handing import Words, case_mark
from bot.exchange.meaning import lexicon_of
from bot.exchange.turns import take
from bot.flow.structure import Plan
from bot.intents import hear
from bot.language.folding import loosen, squeeze
from bot.model import (
    CaseKind,
    Command,
    Conversation,
    Evidence,
    Lifecycle,
    Outcome,
    Review,
    Stands,
    Text,
)
from bot.ports import CaseRow, Person, ThreadRow

ANSWERED_WITHIN = timedelta(days=28)
"""Of a review: from when it was asked for, or from the promised decision if that is later."""
LISTENS_ON = timedelta(hours=1)
"""Whoever has said what to look at may add to it so long, where nothing else is asked."""
_LONGEST_WORD = 40
_REVIEWS = UUID("4f0b7f0e-0d53-5a3e-9d43-5d9d0a2f7c10")
_TOLD = frozenset({Lifecycle.REPORTED, Lifecycle.ARCHIVED})


def review_of(conversation: UUID) -> UUID:
    """The id of somebody's review of a consultation, whether there is one or not."""
    return uuid5(_REVIEWS, conversation.hex)


def is_asked(given: Exchange, person: Person) -> bool:
    """Whether they ask for one: a cheap look."""
    content = given.message.content
    if not isinstance(content, Text) or len(content.body) > _LONGEST_WORD:
        return False
    lexicon, key = lexicon_of(given, (person,)), squeeze(loosen(hear(content.body).key))
    words = (lexicon.commands.get(key), lexicon.loose_commands.get(key))
    return Command.REVIEW in words


def challenged(given: Exchange, person: Person) -> Conversation | None:
    """What they must mean: the consultation whose answer was promised last, of those they took
    part in and were told of; else what they are in. `None`: they took part in none."""
    mine = [talk for talk in person.conversations if _took_part(given, talk)]
    told = newest_told(given, person)
    if told is not None:
        return told
    now = focused(person)
    return now if now in mine else next(iter(mine), None)


def newest_told(given: Exchange, person: Person) -> Conversation | None:
    """The consultation whose answer was promised last, of those that they took part in and were
    told of."""
    told = [
        talk
        for talk in person.conversations
        if _took_part(given, talk) and _stands(given, talk) in _TOLD
    ]
    return max(told, key=lambda talk: _promised(_plan(given, talk), given.now), default=None)


def ask(given: Exchange, person: Person) -> Person:
    """Open their review, or say how it stands; and listen to what should be looked at."""
    talk, now = challenged(given, person), focused(person)
    if talk is None:
        return take(given, person, now, Review(Stands.NONE))
    stands = given.desk.reviews.setdefault(talk.id, Stands.NEW)
    if stands is Stands.NEW:
        given.rows.cases.append(_case(given, talk))
        given.desk.reviews[talk.id] = Stands.OPEN
    return take(given, person, talk, Review(stands, _values(given, talk)))


def listens(given: Exchange, conversation: Conversation) -> bool:
    """Whether words go to the person's review."""
    pending, heard = conversation.pending, conversation.heard_at
    if pending is None or pending.kind != REVIEW:
        return False
    return MORE not in pending.values or (
        heard is not None and given.now - heard <= LISTENS_ON
    )  # fmt: skip


def tell(given: Exchange, person: Person, conversation: Conversation, words: Words) -> Person:
    """Keep their words with the case; one that was answered is open again."""
    case = review_of(conversation.id)
    voice = words.media.file_id if words.media and words.media.kind == "voice" else ""
    row = ThreadRow(
        id=uuid5(turn_id(given.message, conversation.id), "evidence"),
        bucket=conversation.bucket,
        case=case,
        at=given.now,
        text=words.body,
        voice=voice,
    )
    given.rows.thread.append(row)
    given.rows.reopened[case] = _due(_plan(given, conversation), given.now)
    given.desk.reviews[conversation.id] = Stands.OPEN
    pending = conversation.pending
    is_reopening = pending is not None and Stands.ANSWERED in pending.values
    is_busy = any(c.status.is_open for c in person.conversations)
    what = Evidence(_values(given, conversation), is_reopening, is_last=is_busy)
    return take(given, person, conversation, what)


def _took_part(given: Exchange, talk: Conversation) -> bool:
    """Consent alone is no answer."""
    if not given.can_speak(talk):
        return False
    flow = given.desk.flows[talk.version]
    said = (flow.written(s) for s, a in talk.answers.items() if a.outcome is Outcome.ANSWERED)
    return any(step is not None and step.question.type != "consent" for step in said)


def _stands(given: Exchange, talk: Conversation) -> Lifecycle:
    return given.desk.running[talk.consultation].launched.lifecycle


def _plan(given: Exchange, talk: Conversation) -> Plan:
    return given.desk.running[talk.consultation].launched.document.plan


def _promised(plan: Plan, now: datetime) -> tuple[bool, datetime]:
    decided = plan.feedback.decided if plan.feedback else now
    return decided <= now, decided


def _due(plan: Plan, now: datetime) -> datetime:
    """By when it is answered: nobody can look at a decision again before there is one."""
    decided = plan.feedback.decided if plan.feedback else now
    return max(now, decided) + ANSWERED_WITHIN


def _values(given: Exchange, talk: Conversation) -> Mapping[str, str]:
    running, plan = given.desk.running[talk.consultation], _plan(given, talk)
    texts = running.launched.document.texts
    maker = plan.decision.maker if plan.decision else texts.get(f"{talk.consultation}.run_by", "")
    by = _due(plan, given.now).astimezone(ZoneInfo(plan.timezone)).date()
    return {"reference": case_mark(review_of(talk.id)), "who": maker, "by": by.isoformat()}


def _case(given: Exchange, talk: Conversation) -> CaseRow:
    plan = _plan(given, talk)
    owner = plan.contact.name if plan.contact else plan.decision.maker if plan.decision else ""
    return CaseRow(
        id=review_of(talk.id),
        bucket=talk.bucket,
        participant=talk.participant,
        conversation=talk.id,
        consultation=talk.consultation,
        kind=CaseKind.REVIEW,
        opened_at=given.now,
        step=talk.step or "",
        owner=owner,
        channel=given.message.channel,
        deadline=_due(plan, given.now),
    )
