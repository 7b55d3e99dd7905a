"""What people were told, kept in the words in which it left.

Rule: kept before the first message of a telling is queued, and never again: catalogues change,
what was said does not. As somebody reads it of whom nothing is known, so it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import json

from bot.model import Ledger, Lifecycle, PromiseKind, Slip
from bot.ports import Reader
from bot.render import Scene
from bot.service.feedback.saying import Preview, Said, previews
from bot.shelf import Running
from bot.shelf.office import Office

_TOLD = frozenset({Lifecycle.REPORTED, Lifecycle.ARCHIVED})


async def remember(
    office: Office, running: Running, name: str, say: Callable[[Scene, str], Said]
) -> None:
    """Keep how a telling reads in every language on every channel, if it is not kept yet."""
    note = _note(name, running.slug)
    async with office.store.begin() as transaction:
        if not await transaction.kept(note):
            found = list(previews(running, office.limits, say))
            await transaction.keep(note, json.encode(found).decode())


async def recall(reader: Reader, slug: str, name: str) -> Sequence[Preview]:
    """How a telling read when it left; empty: nobody kept it then."""
    kept = await reader.kept(_note(name, slug))
    return json.decode(kept, type=list[Preview]) if kept else []


def tellings(lifecycle: Lifecycle, ledger: Ledger) -> Iterator[str]:
    """Everything that people of a consultation were told, by name."""
    if lifecycle in _TOLD:
        yield PromiseKind.HEARD.value
    yield from (decided(each.number) for each in ledger.decisions if each.published_at)
    yield from (next_(each.number) for each in ledger.news if each.published_at)
    yield from (late(each) for each in ledger.slips if each.told_at)


def decided(number: int) -> str:
    """Name of the telling of a decision."""
    return f"{PromiseKind.DECIDED}.{number}"


def next_(number: int) -> str:
    """Name of the telling of what happened next."""
    return f"{PromiseKind.NEXT}.{number}"


def late(slip: Slip) -> str:
    """Name of the telling of an apology."""
    return f"late.{slip.kind}.{slip.number}.{slip.n}"


def _note(name: str, slug: str) -> str:
    return f"words.{name}.{slug}"
