"""What a launch will cost and take, from the real texts: nothing is guessed but the answers.

Rule: pure. The invitation and a typical conversation are played through the real engine and
rendered as each language and channel will see them; then it is multiplication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.engine import advance
from bot.flow.compiled import CompiledFlow
from bot.flow.hours import calendar_of
from bot.flow.structure import Plan, Step
from bot.model import (
    Accepted,
    Conversation,
    Limits,
    Media,
    Outcome,
    Reply,
    Say,
    Split,
    Start,
    Turn,
    Value,
)
from bot.questions.date import Date
from bot.questions.number import Number
from bot.questions.points import Points
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.render import Scene, reader_of, render
from bot.service.launch.pace import Pace
from bot.service.launch.people import Entry
from bot.shelf import Running

Price = Callable[[str, str], float]
"""Pence for one unit, by channel and country."""
Rate = Callable[[str], float]
"""Units a second of one sender, by channel."""

_LIMIT_TURNS = 200


class Line(Struct, frozen=True):
    """One language on one channel to one country."""

    language: str
    channel: str
    country: str
    people: int
    invitation_units: int
    """Segments of the invitation with its first question; messages where segments do not
    count."""
    conversation_units: int
    """The same for everything we say to someone who answers every question."""
    invitation_pence: float
    """For everyone."""
    most_pence: float
    """If everyone answers everything."""


class Forecast(Struct, frozen=True):
    """What will happen if this is sent."""

    people: int
    """Who will get an invitation, or a personal join link."""
    by_link: int
    """Of them, who get a link because the list has no address for them."""
    left_out: Mapping[str, int]
    """Why others of the list are not invited."""
    lines: tuple[Line, ...]
    starts: datetime
    """When the first invitation leaves; later than asked where it is night."""
    ends: datetime
    """When the last has left, at the sender's pace and inside waking hours."""
    is_held: bool
    """Whether quiet hours, or the opening still to come, hold it back now."""
    capped: int = 0
    """Who has had enough this week: their invitation waits, or is dropped if its time passes."""

    @property
    def invitation_pence(self) -> float:
        """All invitations together."""
        return sum(line.invitation_pence for line in self.lines)

    @property
    def most_pence(self) -> float:
        """If everybody answers everything."""
        return sum(line.most_pence for line in self.lines)


class Tariff(Struct, frozen=True):
    """What the operator set, and what the channels can show."""

    price: Price
    rate: Rate
    limits: Mapping[str, Limits]


def forecast(
    running: Running,
    invited: Sequence[Entry],
    left_out: Mapping[str, int],
    tariff: Tariff,
    now: datetime,
) -> Forecast:
    """Foretell a launch.

    Args:
        running: the consultation, its words ready.
        invited: whom it would invite.
        left_out: why others are not.
        tariff: prices, rates and channels.
        now: when it would be sent.
    """
    plan = running.launched.document.plan
    start = max(now, plan.opens or now)
    groups = Counter(
        (entry.language, entry.addresses[0].channel, entry.country)
        for entry in invited
        if entry.addresses
    )
    lines = tuple(_line(running, group, n, tariff) for group, n in sorted(groups.items()))
    paces = {line.channel: Pace(start, plan, tariff.rate(line.channel)) for line in lines}
    for line in lines:
        paces[line.channel].spend(line.people * line.invitation_units)
    awake = Pace(start, plan, 1).now
    ends = max((pace.now for pace in paces.values()), default=awake)
    return Forecast(
        people=len(invited),
        by_link=sum(1 for entry in invited if not entry.addresses),
        left_out=dict(left_out),
        lines=lines,
        starts=awake,
        ends=max([ends, *_own_times(invited, plan, ends)]),
        is_held=awake > now,
    )


def _own_times(invited: Sequence[Entry], plan: Plan, ends: datetime) -> set[datetime]:
    """When the last invitation reaches those who keep hours or a clock of their own."""
    kept = {(entry.timezone, entry.hours) for entry in invited if entry.timezone or entry.hours}
    return {calendar_of(plan, *each).earliest(ends) for each in kept}


def with_cap(foretold: Forecast, frees_at: Sequence[datetime], plan: Plan) -> Forecast:
    """The same, told who has had enough for this week and when they may be written to again."""
    calendar = calendar_of(plan)
    ends = max([foretold.ends, *map(calendar.earliest, frees_at)])
    return replace(foretold, capped=len(frees_at), ends=ends)


def _line(running: Running, group: tuple[str, str, str], people: int, tariff: Tariff) -> Line:
    language, channel, country = group
    scene = running.scene(tariff.limits[channel])
    invitation, conversation = typical_units(scene, running, language)
    pence = tariff.price(channel, country)
    return Line(
        language=language,
        channel=channel,
        country=country,
        people=people,
        invitation_units=invitation,
        conversation_units=conversation,
        invitation_pence=people * invitation * pence,
        most_pence=people * conversation * pence,
    )


# ── A typical conversation ────────────────────────────────────────────────────────────────────


def typical_units(scene: Scene, running: Running, language: str) -> tuple[int, int]:
    """Units of the invitation, and of a whole conversation that takes the first option of every
    question, invitation included."""
    now = running.launched.updated_at
    turn = advance(scene.flow, reader_of(language, running.slug), Start(), now=now)
    invitation = _units(turn, scene)
    total = invitation
    for _ in range(_LIMIT_TURNS):
        step = _outstanding(scene.flow, turn.conversation)
        if step is None:
            break
        given = Reply(Accepted(_typical(step, now), Outcome.ANSWERED))
        turn = advance(scene.flow, turn.conversation, given, now=now)
        total += _units(turn, scene)
    return invitation, total


def _outstanding(flow: CompiledFlow, conversation: Conversation) -> Step | None:
    if conversation.step is None or flow.is_ending(conversation.step):
        return None
    return flow.step(conversation.step)


def _units(turn: Turn, scene: Scene) -> int:
    says = [effect for effect in turn.effects if isinstance(effect, Say)]
    return sum(
        rendered.units for say in says for rendered in render(say, turn.conversation, scene)
    )


def _typical(step: Step, now: datetime) -> Value:
    """An answer that the question could have got."""
    question = step.question
    match question:
        case Scale():
            return question.from_
        case Number():
            return question.at_least if isinstance(question.at_least, int | float) else 1
        case Date():
            return now.date().isoformat()
        case Postcode():
            return "E1"
        case Points():
            return Split(((question.choices[0], question.points),))
        case Ranking():
            return question.options()[: question.at_most]
        case _:
            return _by_shape(step)


def _by_shape(step: Step) -> Value:
    question = step.question
    if question.type in {"yes_no", "consent"}:
        return True
    if question.options():
        first = question.options()[0]
        return (first,) if question.takes_many else first
    if question.media and question.type != "free_text":
        return Media(kind=question.type, file_id="")
    return "-"


def with_pence(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with pence to two places, for showing."""
    return [
        replace(
            line,
            invitation_pence=round(line.invitation_pence, 2),
            most_pence=round(line.most_pence, 2),
        )
        for line in lines
    ]
