"""Of a list, who is to be invited: everyone once, nobody who asked to be left alone.

Rule: what it finds is asked again, page by page, in the transaction that invites; whoever stops
in between is not invited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct, field

from bot.model import Address, Conversation, Status, one_of
from bot.ports import Person, Store, Transaction
from bot.service.launch.people import Entry
from bot.service.launch.updating import Update, the_one, update_of

LIMIT_PAGE = 1000
"""Rows of one transaction: a thousand stall the writer for milliseconds, a whole list would for
a good part of a second."""

STOPPED = "asked us to stop"
FORGOTTEN = "asked us to erase them"
INVITED = "already invited"
BEGUN = "already answering, or done"
TWICE = "the same person as another row"
LATER = "left for a later wave"


class Chosen(Struct, frozen=True):
    """Someone to invite, and who they are if we know them."""

    entry: Entry
    person: Person | None = None
    invited: Conversation | None = None
    """The invitation that they have not answered, where they are to be invited once more."""


class Choice(Struct):
    """The outcome for a list or a page of it."""

    chosen: list[Chosen] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[UUID] = field(default_factory=set)
    """People already chosen: one person is one voice, whatever their addresses."""
    updates: dict[UUID, Update] = field(default_factory=dict)
    """What the list now tells of people we know, by participant."""
    known: list[Entry] = field(default_factory=list)
    """Rows that do so."""
    is_again: bool = False
    """Whether those who were invited, and have not begun, are invited once more."""

    @property
    def only_known(self) -> tuple[Entry, ...]:
        """Rows that tell something of people whom they do not invite."""
        invited = {chosen.entry.row for chosen in self.chosen}
        return tuple(entry for entry in self.known if entry.row not in invited)


async def choose(
    store: Store,
    slug: str,
    entries: Sequence[Entry],
    wave: int | None,
    *,
    is_again: bool = False,
) -> Choice:
    """Look a whole list up, a page at a time.

    Args:
        store: where known people stand.
        slug: the consultation.
        entries: the list.
        wave: how many at most, from the top; `None`: all.
        is_again: invite those once more who have not begun.
    """
    choice = Choice(is_again=is_again)
    for page in pages(entries):
        async with store.begin() as transaction:
            await choose_page(transaction, slug, page, choice)
    if wave is not None and len(choice.chosen) > wave:
        choice.left_out[LATER] = len(choice.chosen) - wave
        del choice.chosen[wave:]
    return choice


async def sated(store: Store, choice: Choice, now: datetime) -> Sequence[datetime]:
    """When those of a choice who have had enough this week may be written to again."""
    people = {
        chosen.person.participant.id: chosen.person.participant.bucket
        for chosen in choice.chosen
        if chosen.person is not None
    }
    async with store.read() as reader:
        return tuple((await reader.sated(people, now)).values())


async def choose_page(
    transaction: Transaction, slug: str, entries: Sequence[Entry], choice: Choice
) -> None:
    """Add one page to `choice`."""
    addresses = [address for entry in entries for address in entry.addresses]
    known = await transaction.people(addresses) if addresses else {}
    marks = [one_of(address, entry.name) for entry in entries for address in entry.addresses]
    states = await transaction.addresses_known([*addresses, *marks]) if addresses else {}
    for entry in entries:
        _choose_one(entry, slug, (known, states), choice)
        _note_update(entry, slug, (known, states), choice)


_Found: TypeAlias = tuple[Mapping[Address, Sequence[Person]], Mapping[Address, str]]
"""People by address, and the addresses that are known or not to be contacted."""


def _note_update(entry: Entry, slug: str, found: _Found, choice: Choice) -> None:
    """What a row tells of somebody we know: once a list, and never of anyone who left."""
    known, states = found
    people = [person for address in entry.addresses for person in known.get(address, ())]
    person = the_one(entry, people)
    if person is None or _reason(entry, people, states):
        return
    update = update_of(entry, person, slug, known)
    if update is not None and person.participant.id not in choice.updates:
        choice.updates[person.participant.id] = update
        choice.known.append(entry)


def pages(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    """The list in pieces small enough for one transaction."""
    return [entries[n : n + LIMIT_PAGE] for n in range(0, len(entries), LIMIT_PAGE)]


def _choose_one(entry: Entry, slug: str, found: _Found, choice: Choice) -> None:
    known, states = found
    people = [person for address in entry.addresses for person in known.get(address, ())]
    reason = _reason(entry, people, states)
    if entry.is_shared:  # on one phone, a name tells who is meant; a new name is a new person
        person = the_one(entry, people)
        people = [person] if person is not None else []
    invited = [each for p in people for each in p.conversations if each.consultation == slug]
    if not reason and invited:
        reason = _reason_against_another(invited, choice)
    person = people[0] if people else None
    if not reason and person is not None and person.participant.id in choice.seen:
        reason = TWICE
    if reason:
        choice.left_out[reason] += 1
        return
    if person is None:
        choice.chosen.append(Chosen(entry))
        return
    theirs = (each for each in invited if each.participant == person.participant.id)
    choice.chosen.append(Chosen(entry, person, next(theirs, None)))
    choice.seen.add(person.participant.id)


def _reason_against_another(invited: Sequence[Conversation], choice: Choice) -> str:
    """Why not to invite someone again; empty: no reason."""
    if not choice.is_again:
        return INVITED
    has_begun = any(
        each.status is not Status.INVITED or each.heard_at is not None for each in invited
    )
    return BEGUN if has_begun else ""


def _reason(entry: Entry, people: Sequence[Person], states: Mapping[Address, str]) -> str:
    """Why not to invite; empty: no reason."""
    marks = [one_of(address, entry.name) for address in entry.addresses]
    found = {states.get(address) for address in (*entry.addresses, *marks)}
    if "do_not_contact" in found:
        return STOPPED
    if "erased" in found:
        return FORGOTTEN
    if any(person.has_left for person in people):
        return STOPPED
    return ""
