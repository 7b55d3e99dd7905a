"""A link worker's people: lists, one person, and the numbers of those who want a call.

Rule: statuses only, of their own people only; a number is shown one at a time, and each is on
record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.exchange import nudging
from bot.exchange.marks import mark_of
from bot.language import formats
from bot.model import Button, CaseKind
from bot.ports import Charge, Person
from bot.service.receive.desk.counter import Counter
from bot.shelf import Running

LIMIT_SHOWN = 8
LIMIT_NUMBERS = 20
DAY = timedelta(days=1)
_GROUPS = (nudging.NEW, nudging.STUCK, nudging.DONE, nudging.CALLS)
REVEALED = "number.revealed"


async def charges(counter: Counter) -> list[Charge]:
    """Their people, in the consultations that still take answers."""
    found = await counter.transaction.caseload(counter.member.name)
    running = counter.given.desk.running
    open_slugs = {slug for slug, each in running.items() if each.is_open}
    return sorted(nudging.open_ones(found, open_slugs), key=name_of)


async def charge_of(counter: Counter, conversation: str) -> Charge | None:
    """One of their people, by conversation; `None`: not theirs, or not open any more."""
    found = await charges(counter)
    return next((each for each in found if each.conversation.hex == conversation), None)


async def lists(counter: Counter, _: str) -> None:
    """`My people`: how many stand where."""
    found = await charges(counter)
    buttons = [
        Button(f"desk.list.{group}.0", counter.words(f"list.{group}", n=counter.number(n)))
        for group in _GROUPS
        if (n := len(_of(found, group)))
    ]
    counter.tell("people" if buttons else "list.none", *buttons)


async def some(counter: Counter, rest: str) -> None:
    """One list, a page at a time."""
    group, _, place = rest.partition(".")
    start = int(place) if place.isdecimal() else 0
    found = _of(await charges(counter), group) if group in _GROUPS else []
    page = found[start : start + LIMIT_SHOWN]
    buttons = [Button(f"desk.person.{c.conversation.hex}", name_of(c)) for c in page]
    if len(found) > start + LIMIT_SHOWN:
        buttons.append(Button(f"desk.list.{group}.{start + LIMIT_SHOWN}", "..."))
    if not page:
        counter.tell("list.none")
        return
    counter.tell(f"list.{group}", *buttons, n=counter.number(len(found)))


async def calls(counter: Counter, _: str) -> None:
    """`Call list`: those who want one."""
    await some(counter, f"{nudging.CALLS}.0")


async def one(counter: Counter, conversation: str) -> None:
    """How one person stands, and what can be done."""
    charge = await charge_of(counter, conversation)
    if charge is None:
        counter.tell("refused")
        return
    running = counter.given.desk.running[charge.consultation]
    spoken = counter.given.desk.catalogue.languages.get(charge.language)
    head = f"{name_of(charge)}, {spoken.own_name if spoken else '?'}"
    n = counter.number(charge.reminded)
    reminded = counter.words("reminded", n=n, when=_when(counter, charge, running))
    buttons = [
        counter.button("remind", f"remind.{conversation}"),
        counter.button("assist", f"assist.{conversation}"),
        counter.button("number", f"number.{conversation}"),
    ]
    group = nudging.group_of(charge)
    shown = buttons if group in {nudging.NEW, nudging.STUCK} else buttons[2:]
    counter.say(f"{head}\n{title(counter, running)}\n{reminded}", *shown)


async def number(counter: Counter, conversation: str) -> None:
    """Show one number, note that it was shown, and show no more than so many a day."""
    charge = await charge_of(counter, conversation)
    person = await counter.doors.person(charge.bucket, charge.participant) if charge else None
    if charge is None or person is None:
        counter.tell("refused")
        return
    since = counter.given.now - DAY
    shown = await counter.transaction.deeds(str(counter.member.id), REVEALED, since)
    if shown >= LIMIT_NUMBERS:
        counter.tell("number.limit", n=counter.number(shown))
        return
    value = _phone(person) or "-"
    reason = "wants_call" if charge.wants_call else nudging.group_of(charge)
    counter.note(REVEALED, str(charge.participant), reason=reason)
    counter.say(f"{name_of(charge)}: {value}", *await _when_rung(counter, charge))


async def _when_rung(counter: Counter, charge: Charge) -> Sequence[Button]:
    """The button that closes the case for which they are rung."""
    owners = (str(counter.member.id), counter.member.name, "")
    kinds = (CaseKind.CALL_THEM, CaseKind.HANDOVER)
    for case in await counter.transaction.cases_of(owners, kinds):
        if case.conversation == charge.conversation:
            return (counter.button("done", f"done.{mark_of(case.id)}"),)
    return ()


def title(counter: Counter, running: Running) -> str:
    """What a consultation is called in their language, or in its own."""
    key = f"{running.slug}.title"
    found = running.wording.get(counter.member.language, key)
    return found or running.wording.get(running.launched.document.flow.language, key) or ""


def name_of(charge: Charge) -> str:
    """As a list shows somebody: by name, or by the beginning of an id where none was given."""
    return charge.name or charge.participant.hex[-6:]


def _of(found: Sequence[Charge], group: str) -> list[Charge]:
    if group == nudging.CALLS:
        return [charge for charge in found if charge.wants_call]
    return [charge for charge in found if nudging.group_of(charge) == group]


def _phone(person: Person) -> str:
    return next((a.value for a in person.addresses if a.channel == "sms"), "")


def _when(counter: Counter, charge: Charge, running: Running) -> str:
    language = counter.given.desk.catalogue.languages.get(counter.member.language)
    if charge.next_at is None or language is None:
        return "-"
    zone = ZoneInfo(running.launched.document.plan.timezone)
    return formats.literal(f"{charge.next_at.astimezone(zone):%Y-%m-%d %H:%M}", language)
