"""Reminding one person, or all who are stuck: shown first, then now or tomorrow at ten.

Rule: what leaves is what was shown, in the language of who gets it, with the link worker's first
name on it; a line of their own holds no link and makes no SMS of three parts.
"""

from __future__ import annotations

from msgspec import Struct

from bot.exchange import handing, nudging
from bot.exchange.nudging import Shown
from bot.model import Limits
from bot.ports import Charge, Nudge
from bot.service.receive.desk.counter import Counter
from bot.service.receive.desk.people import charge_of, charges
from bot.shelf import Running

ALL = "stuck"
LIMIT_SHOWN = 4


class _Plan(Struct, frozen=True):
    """Whom to remind, and with what line."""

    target: str
    """`ALL`, or a conversation."""
    line: str
    people: tuple[Charge, ...]


async def ask(counter: Counter, target: str) -> None:
    """The button Remind: show what they would get."""
    await _show(counter, await _plan(counter, target or ALL, ""))


async def ask_all(counter: Counter, _: str) -> None:
    """`Remind all who are stuck`."""
    await ask(counter, ALL)


async def line(counter: Counter, rest: str) -> None:
    """A line of their own: refused, or shown as people would get it."""
    target, _, _ = rest.partition(" ")
    said = " ".join(counter.typed.split())
    if nudging.has_link(said):
        counter.tell("line.link")
    elif len(said) > nudging.LIMIT_LINE_CHARS:
        counter.tell("too_long", n=str(nudging.LIMIT_LINE_CHARS))
    else:
        await _show(counter, await _plan(counter, target, said))


async def send(counter: Counter, when: str) -> None:
    """The buttons below what was shown: now, or tomorrow at ten."""
    name, _, rest = counter.member.task.partition(" ")
    target, _, said = rest.partition(" ")
    if name != "remind":
        counter.tell("refused")
        return
    await counter.begin("")
    plan = await _plan(counter, target, said)
    nudge = _nudge(counter, plan.line)
    for charge in plan.people:
        zone = _running(counter, charge).launched.document.plan.timezone
        now = counter.given.now
        at = nudging.tomorrow(now, zone) if when == "tomorrow" else now
        nudging.order(counter.given.rows, charge, nudge, at)
        counter.note("person.reminded", str(charge.conversation), when=when)
    if plan.people:
        counter.tell("remind.set", n=counter.number(len(plan.people)))
    else:
        counter.tell("remind.none")


async def _plan(counter: Counter, target: str, said: str) -> _Plan:
    now = counter.given.now
    if target == ALL:
        wanted = [c for c in await charges(counter) if nudging.group_of(c) == nudging.STUCK]
    else:
        charge = await charge_of(counter, target)
        wanted = [charge] if charge else []
    fit = nudging.once_each(c for c in wanted if nudging.may_be_reminded(c, now))
    return _Plan(target, said, tuple(fit))


async def _show(counter: Counter, plan: _Plan) -> None:
    """One preview for each language and channel, and what can be done with it."""
    shown: dict[tuple[str, int], Shown] = {}
    for charge in plan.people:
        found = await _previews(counter, charge, plan.line)
        if found is None:
            continue
        with_line, without = found
        if plan.line and nudging.is_too_long(with_line, without):
            counter.tell("line.long", n=counter.number(with_line.units))
            return
        shown.setdefault((charge.language, with_line.units), with_line)
    if not shown:
        await counter.begin("")
        counter.tell("remind.none")
        return
    for preview in list(shown.values())[:LIMIT_SHOWN]:
        counter.say("\n".join(preview.bodies))
    await counter.begin(f"remind {plan.target} {plan.line}")
    buttons = (
        counter.button("remind.now", "send.now"),
        counter.button("remind.tomorrow", "send.tomorrow"),
        counter.button("cancel", "cancel"),
    )
    counter.tell("remind.ready", *buttons, n=counter.number(len(plan.people)))


async def _previews(counter: Counter, charge: Charge, said: str) -> tuple[Shown, Shown] | None:
    """With the line and without, as this person would get it."""
    person = await counter.doors.person(charge.bucket, charge.participant)
    if person is None:
        return None
    running = _running(counter, charge)
    talk = next(c for c in person.conversations if c.id == charge.conversation)
    flow = counter.given.desk.flows.get(talk.version, running.compiled)
    at = (_limits(counter), counter.given.now)
    place = (running, flow)
    without = nudging.preview(person, charge, place, _nudge(counter, ""), at)
    with_line = nudging.preview(person, charge, place, _nudge(counter, said), at)
    return (with_line, without) if with_line and without else None


def _limits(counter: Counter) -> dict[str, Limits]:
    return {channel: counter.doors.desk(channel).limits for channel in ("sms", "telegram")}


def _running(counter: Counter, charge: Charge) -> Running:
    return counter.given.desk.running[charge.consultation]


def _nudge(counter: Counter, said: str) -> Nudge:
    name = handing.first_name(counter.member.name)
    return Nudge(name, said, str(counter.member.id), counter.given.now)
