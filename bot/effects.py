"""A `Turn`'s effects → the rows to write, once for all services.

Rule: pure. Whoever moves a conversation (a reply, a reminder, a launch) hands its turn to
`collect` and writes the `Rows` it gathered in one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.engine import PERSONAL
from bot.engine.ballots import is_asked
from bot.engine.handing import WHEN
from bot.engine.rights import OPENED, outlives_stop
from bot.engine.voting import proposal_of
from bot.flow.hours import Calendar, calendar_of
from bot.flow.keeping import a_month_after, kept_until
from bot.flow.reminding import reminds_at as reminds_at_of
from bot.flow.staffed import StaffHours, opening
from bot.flow.structure import Plan
from bot.model import (
    MEDIA,
    VOICE,
    Address,
    Alert,
    Conversation,
    DueKind,
    Effect,
    Finish,
    Forget,
    ForgetAbout,
    Media,
    MessageKind,
    Other,
    Phrase,
    Propose,
    Record,
    Remind,
    Say,
    Turn,
    Welcome,
    Wish,
)
from bot.ports import (
    NO_WISHES,
    AnswerRow,
    CaseRow,
    DueRow,
    Nudge,
    OutboxRow,
    Person,
    Rows,
    Wishes,
)
from bot.render import Rendered, Scene, render, spoken

MARK_CHARS = 8
"""Of an id, as people and staff name it."""
REMINDER_LIFE = timedelta(hours=36)
"""A reminder that could not leave by then is dropped: better none than one at the wrong moment."""
BROADCAST_LIFE = timedelta(days=7)
LIFE: Mapping[MessageKind, timedelta | None] = {
    MessageKind.REPLY: None,
    MessageKind.REMINDER: REMINDER_LIFE,
    MessageKind.BROADCAST: BROADCAST_LIFE,
}

_IDS = uuid.UUID("9f6f2a5e-6f0a-5c7e-9a51-6b1f6f2c7d10")
"""Namespace of ids derived from what they belong to, so that a replay makes the same ones."""


class TurnContext(Struct, frozen=True):
    """Who is spoken to, where, about what, and when."""

    person: Person
    address: Address
    scene: Scene
    now: datetime
    turn: UUID
    """Names this turn: a replayed batch derives the same outbox ids."""
    replaces: str = ""
    """Provider id of the message whose button was tapped."""
    message_id: str = ""
    """Provider id of what the person sent, so that an edit finds its answer."""
    kind: MessageKind | None = None
    """Overrides the kind of every message, for invitations."""
    not_before: datetime | None = None
    is_owed: bool = False
    """As in `OutboxRow`."""
    by: str = ""
    is_late: bool = False
    nudge: Nudge | None = None
    """Who asked for this reminder, and what they add."""
    until: datetime | None = None
    """What is unprompted, and has not left by then, never does."""
    hours: StaffHours = StaffHours()
    """When our staff answer."""
    wishes: Wishes = NO_WISHES
    """What this person asked for before, and has not got yet."""
    is_shown: bool = False
    """Somebody looks on (`kotha chat`): keep what can be chosen, tappable or not."""

    @property
    def keeps_buttons(self) -> bool:
        """Whether a queued message carries its buttons."""
        return self.is_shown or self.scene.limits.has_buttons


def collect(before: Conversation, turn: Turn, context: TurnContext, rows: Rows) -> None:
    """Add to `rows` all that this turn wants written. Turns of one conversation must be
    collected in order; a conversation that is already in `rows` keeps its first revision."""
    after = turn.conversation
    if after != before:
        if before.revision > 0:  # revision 0 was never stored, so this one is inserted
            rows.read_revisions.setdefault(after.id, before.revision)
        rows.conversations[after.id] = after
    if after.language != before.language:
        rows.languages[after.participant] = (after.bucket, after.language)
    for effect in turn.effects:
        _collect_one(effect, before, after, context, rows)


def _collect_one(  # noqa: C901 (an exhaustive match, a line or two an arm)
    effect: Effect, before: Conversation, after: Conversation, context: TurnContext, rows: Rows
) -> None:
    who = (after.bucket, context.person.addresses)
    match effect:
        case Say():
            speak_to(effect, after, context, rows)
        case Record():
            # What amends or drops an earlier answer was not given to the words that stand.
            wording = after.wording if is_asked(effect.step, before) else ""
            answered = replace(after, wording=wording)
            rows.answers.append(_answer(effect, answered, context))
        case Propose():
            rows.statements.append(proposal_of(effect, after, context.turn, context.now))
        case Remind(sent):
            rows.dues.extend(_wake_ups(sent, after, context))
        case Finish():
            pass  # the conversation's own row tells it
        case Alert():
            rows.cases.append(_case(effect, after, context))
        case Forget():
            rows.welcome.pop(after.participant, None)  # of STOP and START, the later wins
            rows.forget[after.participant] = who
        case ForgetAbout():
            rows.forget_about[after.participant] = after.bucket
        case Welcome():
            rows.forget.pop(after.participant, None)
            rows.welcome[after.participant] = who
        case _:
            assert_never(effect)


def speak_to(
    say: Say,
    conversation: Conversation,
    context: TurnContext,
    rows: Rows,
    bodies: Sequence[Rendered] = (),
) -> None:
    """Queue one message, of a turn or outside one (results, a notice); `bodies`: as it was
    rendered already for somebody who reads the same."""
    keys = {phrase.key for phrase in say.phrases}
    if not _FILLED.keys().isdisjoint(keys):
        say = replace(say, phrases=tuple(_filled(p, context) for p in say.phrases))
    handles = () if bodies else spoken(say, conversation, context.scene)
    for handle in handles:  # each a message before the words
        row = _next_row(say, conversation, context, rows)
        rows.outbox.append(replace(row, media=f"{VOICE}{handle}"))
    if not bodies:
        bodies = render(say, conversation, context.scene, with_buttons=context.keeps_buttons)
    for place, rendered in enumerate(bodies):
        rows.outbox.append(
            replace(
                _next_row(say, conversation, context, rows),
                body=rendered.body,
                buttons=rendered.buttons,
                edits=context.replaces if say.replaces else "",
                units=rendered.units,
                request_contact="bot.share_phone" in keys,
                outlives_stop=outlives_stop(keys, has_left=context.person.has_left),
                media=_file(say, context) if place == 0 else "",
            )
        )
        if say.ask is not None:
            _note_wording(rendered.wording, conversation, rows)


def _next_row(say: Say, conversation: Conversation, context: TurnContext, rows: Rows) -> OutboxRow:
    """The turn's next part, with nothing in it yet."""
    kind = context.kind if context.kind is not None else say.kind
    not_before, awake_until = _when(kind, context)
    part = rows.parts.get(context.turn, 0)
    rows.parts[context.turn] = part + 1
    return OutboxRow(
        id=_part_id(context.turn, part),
        bucket=conversation.bucket,
        turn=context.turn,
        part=part,
        participant=conversation.participant,
        conversation=conversation.id,
        consultation=conversation.consultation,
        address=context.address,
        body="",
        kind=kind,
        due=context.now,
        not_before=not_before,
        awake_until=awake_until,
        send_before=_until(kind, not_before, context),
        is_owed=context.is_owed,
    )


def _file(say: Say, context: TurnContext) -> str:
    """Where the file of a step lies, below the folder of the flows."""
    is_sent = say.media and not say.replaces
    return f"{context.scene.flow.flow.slug}/{MEDIA}/{say.media}" if is_sent else ""


def _part_id(turn: UUID, part: int) -> UUID:
    """A turn's id is a hash already, and nothing else stands near it: counting on from it names
    the parts as surely as hashing again, at a tenth of the price."""
    return UUID(int=(turn.int + 1 + part) % 2**128)


def _note_wording(wording: str, conversation: Conversation, rows: Rows) -> None:
    """The answer will cite the words in which its question was put."""
    if conversation.id not in rows.conversations:
        rows.read_revisions[conversation.id] = conversation.revision
    latest = rows.conversations.get(conversation.id, conversation)
    rows.conversations[conversation.id] = replace(latest, wording=wording)


def _when(kind: MessageKind, context: TurnContext) -> tuple[datetime, datetime | None]:
    """A reply leaves at once; anything unprompted waits for the person's waking hours, and must
    have left before they end."""
    at = max(context.not_before or context.now, context.now)
    if kind is MessageKind.REPLY:
        return at, None
    who = context.person.participant
    return _awake(context.scene, who.timezone, who.hours, at)


@lru_cache(maxsize=1024)
def _awake(scene: Scene, timezone: str, hours: str, at: datetime) -> tuple[datetime, datetime]:
    """When whoever keeps these hours may next be written to, and until when: the same for nearly
    everybody on a page of a broadcast."""
    return calendar_of(scene.plan, timezone, hours).window(at)


def calendar_for(person: Person, plan: Plan) -> Calendar:
    """When this person may be written to about this consultation."""
    return calendar_of(plan, person.participant.timezone, person.participant.hours)


def reach(person: Person) -> Address | None:
    """Where to write unprompted: where it costs nothing, else wherever they can be reached."""
    return min(person.addresses, key=lambda address: address.channel != "telegram", default=None)


def _until(kind: MessageKind, at: datetime, context: TurnContext) -> datetime | None:
    """Nothing unprompted outlives its moment, and no invitation or reminder the closing. What was
    promised stays owed, however long sending was paused or a provider was away."""
    life, ends = LIFE[kind], (context.until, context.scene.plan.closes)
    if life is None or context.is_owed:
        return None
    return min([at + life, *(end for end in ends if end is not None and at < end)])


def _filled(phrase: Phrase, context: TurnContext) -> Phrase:
    """Put in what the engine cannot know."""
    fill = _FILLED.get(phrase.key)
    return phrase if fill is None else fill(phrase, context)


def _who(phrase: Phrase, context: TurnContext) -> Phrase:
    """Put the plan's contact into WHO."""
    contact = context.scene.plan.contact
    if contact is None or not (contact.role and contact.phone):
        return replace(phrase, key="bot.who_plain")
    values = {"name": contact.name, "role": contact.role, "phone": contact.phone}
    return replace(phrase, values=values)


def _when_answered(phrase: Phrase, context: TurnContext) -> Phrase:
    """Say whether staff are here now, or from when."""
    at = opening(context.now, context.hours, context.scene.plan)
    if at is None:
        return replace(phrase, key="bot.call.soon")
    return replace(phrase, key="bot.call.later", values={"when": f"{at:%Y-%m-%d %H:%M}"})


def _whose(phrase: Phrase, context: TurnContext) -> Phrase:
    """Say who asks for a reminder, and what they add."""
    nudge = context.nudge or Nudge("")
    values = {"name": nudge.name, "line": nudge.line}
    key = "bot.reminder.personal" if nudge.line else "bot.reminder.from"
    return replace(phrase, key=key, values=values)


def _as_opened(phrase: Phrase, context: TurnContext) -> Phrase:
    """Name the case, and the day by which somebody deals with it."""
    key, deadline = _asked_for(Wish(phrase.values["wish"]), context)
    values = {"case": f"#{key.hex[:MARK_CHARS]}", "when": f"{deadline:%Y-%m-%d}"}
    return replace(phrase, values=values)


_FILLED: Mapping[str, Callable[[Phrase, TurnContext], Phrase]] = {
    OPENED: _as_opened,
    "bot.who": _who,
    WHEN: _when_answered,
    PERSONAL: _whose,
}


def _answer(effect: Record, conversation: Conversation, context: TurnContext) -> AnswerRow:
    value = effect.answer.value
    step = context.scene.flow.written(effect.step)
    is_open_text = step is not None and step.question.type == "free_text"
    return AnswerRow(
        bucket=conversation.bucket,
        conversation=conversation.id,
        participant=conversation.participant,
        consultation=conversation.consultation,
        step=effect.step,
        n=conversation.revision,
        answer=effect.answer,
        is_free_text=is_open_text and not isinstance(value, Media | Other),
        language=conversation.language,
        channel=context.address.channel,
        version=conversation.version,
        wording=conversation.wording,
        at=context.now,
        is_about=effect.is_about,
        by=context.by,
        is_late=context.is_late,
        message_id=context.message_id,
        delete_at=kept_until(context.scene.plan, context.now)
        if isinstance(value, Media)
        else None,
    )


def _wake_ups(
    sent: int | None, conversation: Conversation, context: TurnContext
) -> tuple[DueRow, ...]:
    """When silence is next answered: by a reminder, or by handing over to a link worker."""
    hand_over = context.scene.plan.reminders.then_ask_link_worker
    asked = max(filter(None, (conversation.asked_at, conversation.heard_at)), default=context.now)
    reminds_at = hands_over_at = None
    if sent is not None:
        reminds_at = reminds_at_of(context.scene.plan, sent, asked, context.now)
        if reminds_at is None and hand_over is not None:
            hands_over_at = asked + hand_over
    bucket, key, slug = conversation.bucket, conversation.id, conversation.consultation
    return (
        DueRow(bucket, key, slug, DueKind.REMINDER, reminds_at),
        DueRow(bucket, key, slug, DueKind.ASK_LINK_WORKER, hands_over_at),
    )


def _case(effect: Alert, conversation: Conversation, context: TurnContext) -> CaseRow:
    key, deadline = uuid.uuid5(_IDS, f"{context.turn}.{effect.kind}"), None
    if effect.wish is not None:
        key, deadline = _asked_for(effect.wish, context)
    return CaseRow(
        id=key,
        bucket=conversation.bucket,
        participant=conversation.participant,
        conversation=conversation.id,
        consultation=conversation.consultation,
        kind=effect.kind,
        opened_at=context.now,
        step=effect.step or "",
        owner="" if effect.wish else context.person.participant.link_worker,
        channel=context.address.channel,
        wish=effect.wish.value if effect.wish else "",
        is_confirmed=effect.is_confirmed,
        deadline=deadline,
    )


def _asked_for(wish: Wish, context: TurnContext) -> tuple[UUID, datetime]:
    """The case of a wish, and when it is due: the one that is open already, where there is one."""
    known = context.wishes.get((context.person.participant.id, wish))
    if known is not None:
        return known.case, known.deadline
    key = uuid.uuid5(_IDS, f"{context.turn}.{wish}")
    return key, a_month_after(context.now, context.scene.plan.timezone)
