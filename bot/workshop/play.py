"""Play a conversation without a store, a network or a clock: `kotha chat` and the transcripts.

Rule: everything goes through `bot.exchange`, as it does live; `Rows` are simply kept in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from bot.effects import TurnContext, collect
from bot.engine import advance
from bot.exchange import Desk, Exchange, exchange
from bot.flow.hours import calendar_of
from bot.flow.rounds import ends, rated
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import (
    Address,
    Ballot,
    Close,
    Content,
    Conversation,
    DueKind,
    InboundMessage,
    Input,
    Lifecycle,
    Limits,
    Media,
    MessageKind,
    NextRound,
    Outcome,
    Participant,
    Sent,
    Silence,
    Split,
    Start,
    SwitchLanguage,
    Tap,
    Text,
    Value,
)
from bot.ports import Launched, OutboxRow, Person, Rows
from bot.questions.statements import step_of
from bot.results.counting import Told, fresh_round, group_ratings
from bot.shelf import Running, place
from bot.workshop import neighbours

_PARTICIPANT = uuid.UUID("018f3a5e-0000-7000-8000-000000000001")
_CONVERSATION = uuid.UUID("018f3a5e-0000-7000-8000-000000000002")
"""Fixed, so that a shuffle is the same each time a transcript is played."""
_ADDRESSES = {"sms": "+447700900001", "telegram": "700900001"}
_UNPLANNED = datetime(2027, 3, 1, 9, tzinfo=UTC)
"""When play begins, where a flow has no opening date yet."""

UNASKED = "unasked"
"""Outcome of a question that was not put to this person, or not yet."""


class Setting(Struct, frozen=True):
    """What is played: a flow in a catalogue, on one channel."""

    document: Document
    catalogue: Catalogue
    channel: str
    limits: Limits
    others: int = 0
    """Made-up people who rate too, where items are rated in rounds: see `neighbours`."""


class Shown(Struct, frozen=True):
    """A message as it arrived on the phone."""

    row: OutboxRow
    step: str | None
    """The step whose question was outstanding then; `None`: nothing was asked."""


class Phone(Struct):
    """One resident's phone, and the whole service behind it."""

    setting: Setting
    running: Running
    person: Person
    now: datetime
    dues: dict[DueKind, datetime] = field(default_factory=dict)
    sent: list[Shown] = field(default_factory=list)
    """Every message so far; what a call returns is the newest of these."""
    count: int = 0

    @property
    def conversation(self) -> Conversation:
        """The one conversation played."""
        return self.person.conversations[0]

    @property
    def asking(self) -> str | None:
        """The step whose question is outstanding."""
        conversation = self.conversation
        is_asking = conversation.status.is_open or conversation.changing
        is_step = conversation.step and not self.running.compiled.is_ending(conversation.step)
        return conversation.step if is_asking and is_step else None

    def begin(self) -> Sequence[Shown]:
        """Send the invitation, or (language not chosen) the picker."""
        offered = self.running.languages
        what: Input = Start() if self.conversation.language else SwitchLanguage("", offered)
        return self._advance(what, MessageKind.BROADCAST)

    def hear(self, content: Content) -> Sequence[Shown]:
        """The resident sends something; what the bot answers."""
        rows = Rows()
        given = Exchange(self._message(content), self._desk(), self.now, rows)
        self.person = exchange(given, self.person)
        return self._keep(rows)

    def type(self, line: str) -> Sequence[Shown]:
        """One line of a resident: text, `[id]` a tap on that button, `[voice]` a note."""
        return self.hear(self._content(line))

    def wait(self, length: timedelta) -> Sequence[Shown]:
        """Let time pass: reminders and the closing fall when they fall due."""
        until = self.now + length
        said: list[Shown] = []
        while (due := self._next_due(until)) is not None:
            kind, at = due
            plan = self.setting.document.plan
            self.now = max(self.now, calendar_of(plan).earliest(at))
            del self.dues[kind]
            said += self._fall_due(kind)
        self.now = max(until, self.now)
        return said

    def answers(self) -> dict[str, Value]:
        """What was answered, by step, in the order of the flow."""
        found = {
            step.id: answer.value
            for step in self.running.compiled.flow.steps
            if (answer := self.conversation.answers.get(step.id)) is not None
            and answer.outcome is Outcome.ANSWERED
            and answer.value is not None
        }
        return found | self._votes()

    def _votes(self) -> dict[str, Value]:
        """Each vote, under `step.statement`."""
        return {
            key: answer.value
            for key, answer in self.conversation.answers.items()
            if step_of(key)[1] and answer.outcome is Outcome.ANSWERED and answer.value is not None
        }

    def outcomes(self) -> dict[str, str]:
        """What became of the questions without an answer: skipped, dropped, unasked…"""
        given = self.conversation.answers
        return {
            step.id: str(given[step.id].outcome) if step.id in given else UNASKED
            for step in self.running.compiled.flow.steps
            if not step.question.is_silent and step.id not in self.answers()
        }

    def _next_due(self, until: datetime) -> tuple[DueKind, datetime] | None:
        waiting = sorted(self.dues.items(), key=lambda item: item[1])
        return waiting[0] if waiting and waiting[0][1] <= until else None

    def _fall_due(self, kind: DueKind) -> Sequence[Shown]:
        if kind is DueKind.CLOSING:
            self._close()
            return self._advance(Close())
        if kind is DueKind.ROUND:
            self._end_round()
            has_left = self.person.participant.stopped
            return () if has_left else self._advance(NextRound())
        return self._advance(Silence(is_final=kind is DueKind.ASK_LINK_WORKER))

    def _end_round(self) -> None:
        """The group's answer, counted as it is live; then the next round begins."""
        found, document = rated(self.setting.document.flow), self.setting.document
        if found is None:
            return
        step, question = found
        known, given = self.running.ballot.rounds, self.conversation.answers
        rating = neighbours.tallies(step.id, question, len(known) + 1, self.setting.others, given)
        ended = fresh_round(known, group_ratings(Told(rating, {}), document))
        launched, catalogue = self.running.launched, self.setting.catalogue
        self.running = place(launched, catalogue, Ballot(rounds=(*known, ended)))
        self.await_round()

    def await_round(self) -> None:
        """Note when the round that is running ends, if one is."""
        found, known = rated(self.setting.document.flow), self.running.ballot.rounds
        if found is None or not found[1].after(known).pool():
            return
        at = ends(found[1], self.setting.document.plan, len(known) + 1)
        if at is not None:
            self.dues[DueKind.ROUND] = at.astimezone(UTC)

    def _close(self) -> None:
        closed = replace(self.running.launched, lifecycle=Lifecycle.CLOSED)
        self.running = replace(self.running, launched=closed)

    def _advance(self, what: Input, kind: MessageKind | None = None) -> Sequence[Shown]:
        self.count += 1
        rows = Rows()
        flow = self.running.compiled.on(self.setting.limits)
        before = self.conversation
        turn = advance(flow, before, what, now=self.now)
        context = TurnContext(
            person=self.person,
            address=self.person.addresses[0],
            scene=self.running.scene(self.setting.limits),
            now=self.now,
            turn=uuid.UUID(int=self.count),
            kind=kind,
            is_shown=True,
        )
        collect(before, turn, context, rows)
        kept = rows.conversations.get(before.id, turn.conversation)
        self.person = replace(self.person, conversations=(kept,))
        return self._keep(rows)

    def _keep(self, rows: Rows) -> Sequence[Shown]:
        for due in rows.dues:
            self.dues.pop(due.kind, None)
            if due.at is not None:
                self.dues[due.kind] = due.at
        if rows.forget or rows.welcome:
            participant = replace(self.person.participant, stopped=bool(rows.forget))
            self.person = replace(self.person, participant=participant)
        said = [Shown(row, self.asking) for row in rows.outbox if row.buttons or not row.edits]
        self.sent += said
        return said

    def _desk(self) -> Desk:
        return Desk(
            running={self.running.slug: self.running},
            flows={self.conversation.version: self.running.compiled},
            catalogue=self.setting.catalogue,
            limits=self.setting.limits,
            is_shown=True,
        )

    def _message(self, content: Content) -> InboundMessage:
        self.count += 1
        address = self.person.addresses[0]
        return InboundMessage(
            channel=address.channel,
            account="play",
            provider_id=str(self.count),
            sender=address.value,
            content=content,
            received_at=self.now,
        )

    def _content(self, line: str) -> Content:
        if not (line.startswith("[") and line.endswith("]")):
            return Text(line)
        name = line[1:-1]
        if name in {"voice", "photo"}:
            return Sent(Media(name, f"play-{self.count}"))
        return self._tap(name) or Text(name)

    def _tap(self, name: str) -> Tap | None:
        """The newest button that carries this id or shows this label."""
        for row in (shown.row for shown in reversed(self.sent)):
            for button in row.buttons:
                if name in {shown_id(button.data), button.label}:
                    return Tap(button.data, message_id=str(row.id))
        return None


def phone(setting: Setting, language: str = "") -> Phone:
    """A phone that has not yet heard from us, at the first waking moment after opening.

    Args:
        setting: what is played.
        language: the resident's; empty: the picker is shown first.
    """
    document = setting.document
    start = document.plan.opens or _UNPLANNED
    now = calendar_of(document.plan).earliest(start)
    launched = Launched(document.flow.slug, Lifecycle.OPEN, document, now)
    participant = Participant(_PARTICIPANT, 0, language)
    running = place(launched, setting.catalogue)
    conversation = running.conversation(_CONVERSATION, participant, language)
    address = Address(setting.channel, _ADDRESSES.get(setting.channel, "play"))
    person = Person(participant, (address,), (conversation,), conversation.id)
    played = Phone(setting, running, person, now)
    if document.plan.closes is not None:
        played.dues[DueKind.CLOSING] = document.plan.closes.astimezone(UTC)
    played.await_round()
    return played


def shown_id(data: str) -> str:
    """The id of a button as a person names it: an option's own, a language's tag, `yes`."""
    option = data.partition(".")[2]
    if not option.startswith("+"):
        return option
    name, _, rest = option[1:].partition(".")
    return {"lang": rest, "step": rest, "yes": "yes", "no": "no"}.get(name, option)


def values(answers: Mapping[str, Value]) -> dict[str, object]:
    """Answers as the commands print them (`chat --json`): of a step that puts several statements
    each vote, by statement."""
    votes: dict[str, dict[str, object]] = {}
    for key, value in answers.items():
        step, statement = step_of(key)
        if statement:
            votes.setdefault(step, {})[statement] = plain(value)
    return {key: plain(value) for key, value in answers.items() if not step_of(key)[1]} | votes


def plain(value: object) -> object:
    """One value as JSON has it: an id, `{"other": text}`, `{"media": id}`, points by id, a list, a
    scalar."""
    match value:
        case tuple():
            return [plain(each) for each in value]
        case Split(given):
            return dict(given)
        case Media(file_id=file_id):
            return {"media": file_id}
        case str() | bool() | int() | float():
            return value
        case _:
            return {"other": getattr(value, "text", "")}
