"""Erasing somebody, and telling them so before their number is forgotten.

Rule: only for a request that they made, or a reason on record; a dry run shows what would go. What
was published in totals stays, led to by nobody, and they are told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from msgspec import Struct

from bot.effects import calendar_for, reach
from bot.errors import Refused
from bot.language import segments
from bot.model import Address, Lifecycle, MessageKind, Wish
from bot.ports import (
    AuditRow,
    Erase,
    OutboxRow,
    Person,
    StaffMember,
    Transaction,
)
from bot.service.rights.meant import Meant, find, staff_named
from bot.shelf.office import Office

PUBLISHED = frozenset({Lifecycle.REPORTED, Lifecycle.ARCHIVED})
"""People were told the figures: they cannot be taken back."""
LIMIT_REASON_CHARS = 200
_NOBODY = UUID(int=0)
_WHOLE_PLACE = frozenset({"postcode", "location"})


class Erased(Struct, frozen=True):
    """What goes, or went."""

    rows: Mapping[str, int]
    """By table."""
    kept: tuple[str, ...]
    """Consultations whose totals stay."""
    says: str
    """The last word they get; empty: they can be told nothing by text."""
    why_silent: str = ""


async def erase(
    office: Office, who: str, by: str, reason: str = "", *, send: bool = False
) -> Erased:
    """Erase somebody.

    Args:
        office: what it works with.
        who: a case in which they asked for it, or a number like +44 and ten digits.
        by: the member of staff who answers for it.
        reason: why, where they did not ask by text.
        send: do it. Else what would go is counted and nothing changes.

    Raises:
        Refused: nobody or more than one is meant, they did not ask and no reason is given, or
            nobody of that name works here.
    """
    reason = " ".join(reason.split())
    async with office.store.begin() as transaction:
        member = staff_named(await transaction.staff(), by)
        meant = await find(transaction, who)
        case = meant.case
        is_asked = case is not None and case.wish == Wish.ERASURE and case.is_confirmed
        if not is_asked and not 0 < len(reason) <= LIMIT_REASON_CHARS:
            raise Refused(
                "They have not asked for it from their phone, and confirmed it there (after STOP: "
                "by sending the same again within a day). Say why "
                f"on record: --reason, in 1 to {LIMIT_REASON_CHARS} characters, without a name."
            )
        order, done = await _ordered(office, transaction, meant)
        if not send:
            return Erased(await transaction.holdings(order), *done)
        rows = await transaction.erase(order)
        await _note(office, transaction, meant, (member, reason, rows))
    await office.store.journal()
    await office.store.scrub()
    return Erased(rows, *done)


async def part(office: Office) -> int:
    """Forget the numbers whose last word has left; how many."""
    async with office.store.begin() as transaction:
        parted = await transaction.part(office.clock.now())
    if parted:
        await office.store.scrub()
    return parted


# ── What is ordered ───────────────────────────────────────────────────────────────────────────


async def _ordered(
    office: Office, transaction: Transaction, meant: Meant
) -> tuple[Erase, tuple[tuple[str, ...], str, str]]:
    person = meant.person
    shelf = office.shelf.by_slug()
    slugs = {talk.consultation for talk in person.conversations}
    published = tuple(
        sorted(s for s in slugs & shelf.keys() if shelf[s].launched.lifecycle in PUBLISHED)
    )
    parting = await transaction.parting(person.participant.bucket, person.participant.id)
    key = "bot.erased.kept" if published else "bot.erased.all"
    tongue = person.participant.language
    catalogue = office.shelf.catalogue
    words = catalogue.own_words.get(tongue if tongue in catalogue.languages else "en", key) or ""
    to, silent = _last_word_to(person, parting.shared)
    farewell = _farewell(office, transaction, (person, to), words) if to is not None else None
    order = Erase(
        person.participant.id,
        person.participant.bucket,
        published,
        {slug: _places_asked(office, slug) for slug in published},
        farewell,
    )
    return order, (published, words if farewell is not None else "", silent)


def _last_word_to(person: Person, shared: frozenset[Address]) -> tuple[Address | None, str]:
    """Where they are told, and why not where they are not."""
    if person.has_left:
        return None, "They have said STOP, so they are told nothing by text."
    address = reach(person)
    if address is None:
        return None, "They can be written to nowhere."
    if address in shared:
        return None, "Somebody else has that phone, too, so it is told nothing."
    return address, ""


def _farewell(
    office: Office, transaction: Transaction, to: tuple[Person, Address], words: str
) -> OutboxRow:
    """In their waking hours, unless they have just written."""
    (person, address), now = to, office.clock.now()
    turn = uuid5(person.participant.id, f"erased.{now.isoformat()}")
    talk = next(iter(person.conversations), None)
    running = office.shelf.by_slug().get(talk.consultation) if talk else None
    plan = running.launched.document.plan if running else None
    at = calendar_for(person, plan).earliest(now) if plan else now
    is_billed = office.limits[address.channel].is_billed_by_segment
    return OutboxRow(
        id=uuid5(turn, "0"),
        bucket=transaction.bucket_of(address),
        turn=turn,
        part=0,
        participant=_NOBODY,
        conversation=None,
        consultation="",
        address=address,
        body=words,
        kind=MessageKind.REPLY,
        due=now,
        not_before=at,
        units=segments.count(words).segments if is_billed else 1,
        outlives_stop=True,
    )


def _places_asked(office: Office, slug: str) -> tuple[str, ...]:
    """Questions of a consultation whose coded answer may be a whole postcode."""
    steps = office.shelf.by_slug()[slug].launched.document.flow.steps
    return tuple(
        step.id
        for step in steps
        if step.question.type in _WHOLE_PLACE and getattr(step.question, "keep", "") == "full"
    )


# ── On record ─────────────────────────────────────────────────────────────────────────────────


async def _note(
    office: Office,
    transaction: Transaction,
    meant: Meant,
    done: tuple[StaffMember, str, Mapping[str, int]],
) -> None:
    """Who did it, why, and how many rows: never whose."""
    (member, reason, rows), now = done, office.clock.now()
    detail: dict[str, str | int] = {"by": str(member.id), "rows": sum(rows.values())}
    if reason:
        detail["reason"] = reason
    subject = str(meant.case.id) if meant.case is not None else ""
    await transaction.audit(AuditRow(now, office.actor, "person.erased", subject, detail))
