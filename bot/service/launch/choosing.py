"""Of a list, who is to be invited: everyone once, nobody who asked to be left alone.

Rule: what it finds is asked again, page by page, in the transaction that invites; whoever stops
in between is not invited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct, field

from bot.model import Address
from bot.ports import Person, Store, Transaction
from bot.service.launch.people import Entry

LIMIT_PAGE = 1000
"""Rows of one transaction: a thousand stall the writer for milliseconds, a whole list would for
a good part of a second."""

STOPPED = "asked us to stop"
INVITED = "already invited"
TWICE = "the same person as another row"
LATER = "left for a later wave"


class Chosen(Struct, frozen=True):
    """Someone to invite, and who they are if we know them."""

    entry: Entry
    person: Person | None = None


class Choice(Struct):
    """The outcome for a list or a page of it."""

    chosen: list[Chosen] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[UUID] = field(default_factory=set)
    """People already chosen: one person is one voice, whatever their addresses."""


async def choose(store: Store, slug: str, entries: Sequence[Entry], wave: int | None) -> Choice:
    """Look a whole list up, a page at a time.

    Args:
        store: where known people stand.
        slug: the consultation.
        entries: the list.
        wave: how many at most, from the top; `None`: all.
    """
    choice = Choice()
    for page in pages(entries):
        async with store.begin() as transaction:
            await choose_page(transaction, slug, page, choice)
    if wave is not None and len(choice.chosen) > wave:
        choice.left_out[LATER] = len(choice.chosen) - wave
        del choice.chosen[wave:]
    return choice


async def choose_page(
    transaction: Transaction, slug: str, entries: Sequence[Entry], choice: Choice
) -> None:
    """Add one page to `choice`."""
    addresses = [address for entry in entries for address in entry.addresses]
    known = await transaction.people(addresses) if addresses else {}
    states = await transaction.addresses_known(addresses) if addresses else {}
    for entry in entries:
        _choose_one(entry, slug, (known, states), choice)


def pages(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    """The list in pieces small enough for one transaction."""
    return [entries[n : n + LIMIT_PAGE] for n in range(0, len(entries), LIMIT_PAGE)]


def _choose_one(
    entry: Entry,
    slug: str,
    found: tuple[Mapping[Address, Sequence[Person]], Mapping[Address, str]],
    choice: Choice,
) -> None:
    known, states = found
    people = [person for address in entry.addresses for person in known.get(address, ())]
    reason = _reason(entry, people, slug, states)
    person = people[0] if people else None
    if not reason and person is not None and person.participant.id in choice.seen:
        reason = TWICE
    if reason:
        choice.left_out[reason] += 1
        return
    choice.chosen.append(Chosen(entry, person))
    if person is not None:
        choice.seen.add(person.participant.id)


def _reason(
    entry: Entry, people: Sequence[Person], slug: str, states: Mapping[Address, str]
) -> str:
    """Why not to invite; empty: no reason."""
    if any(states.get(address) == "do_not_contact" for address in entry.addresses):
        return STOPPED
    if any(person.is_do_not_contact or person.participant.stopped for person in people):
        return STOPPED
    if any(each.consultation == slug for person in people for each in person.conversations):
        return INVITED
    return ""
