"""A list that names somebody again: what it tells of them now is kept.

Rule: pure. An empty cell changes nothing, what somebody chose themselves stands, and nobody who
left is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.model import Address, Conversation, Participant, Status
from bot.ports import Person, Rows
from bot.service.launch.people import Entry

_DETAILS = ("name", "segment", "area", "link_worker", "source", "hours", "timezone")


class Update(Struct, frozen=True):
    """What a list changes of somebody we know."""

    after: Participant
    changed: tuple[str, ...]
    """Names of columns."""
    talks: tuple[Conversation, ...] = ()
    """Conversations that nobody has said a word in yet: they go on in the new language."""
    links: tuple[Address, ...] = ()
    """Addresses that lead to them from now on."""


def the_one(entry: Entry, people: Collection[Person]) -> Person | None:
    """Whom a row means: the only person at its addresses, on a shared phone the one of that
    name."""
    found = list({person.participant.id: person for person in people}.values())
    if len(found) <= 1 and not entry.is_shared:
        return next(iter(found), None)
    wanted = entry.name.casefold()
    named = [each for each in found if wanted and each.participant.name.casefold() == wanted]
    return named[0] if len(named) == 1 else None


def update_of(
    entry: Entry, person: Person, slug: str, known: Mapping[Address, object]
) -> Update | None:
    """What a row changes of its person; `None`: nothing.

    Args:
        entry: the row.
        person: whom it means.
        slug: of the consultation that the list is for.
        known: addresses that lead to somebody.
    """
    was = person.participant
    told = {name: getattr(entry, name) for name in _DETAILS if getattr(entry, name)}
    changes = {name: text for name, text in told.items() if text != getattr(was, name)}
    if entry.language != was.language and not _has_written(person):
        changes["language"] = entry.language
    links = tuple(address for address in entry.addresses if address not in known)
    names = [*changes, *(link.channel for link in links)]
    if not names:
        return None
    talks = _untouched(person, slug, changes.get("language", ""))
    return Update(replace(was, **changes), tuple(names), talks, links)


def _has_written(person: Person) -> bool:
    """Then the language is the one that they chose, or did not mind."""
    return any(talk.heard_at is not None for talk in person.conversations)


def _untouched(person: Person, slug: str, language: str) -> tuple[Conversation, ...]:
    if not language:
        return ()
    return tuple(
        talk
        for talk in person.conversations
        if talk.consultation == slug and talk.status is Status.INVITED and talk.step is not None
    )


def collect_updates(updates: Sequence[Update], rows: Rows) -> None:
    """Add to `rows` all that they want written."""
    for update in updates:
        who = update.after
        rows.details[who.id] = who
        rows.links += [(who.id, who.bucket, address) for address in update.links]
        for talk in update.talks:
            rows.read_revisions[talk.id] = talk.revision
            moved = replace(talk, language=who.language, revision=talk.revision + 1)
            rows.conversations[talk.id] = moved
