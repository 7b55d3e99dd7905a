"""The evidence pack: what was asked, of whom, told what, heard what, decided what, who did what.

Rule: from the record alone, no clock among it, so that it can be made again and be the same; no
name, number or word of anybody who took part, for what they let us print they may take back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, json
from msgspec.structs import replace

from bot.flow.structure import Document
from bot.model import Ledger
from bot.ports import AuditRow, Cited, Sent
from bot.results.tables import SmallNumbers
from bot.shelf.office import Office
from bot.shelf.publication import Publication, before_deciding

MADE = "evidence.made"
"""In the audit; left out of the pack itself, which would else differ each time it is made."""
SUMS = "SHA256SUMS"
_SENT = ("kind", "language", "channel", "status", "messages", "first_day", "last_day")
_DEEDS = ("at", "actor", "action", "detail")


class Evidence(Struct, frozen=True):
    """What the pack is made of."""

    shown: Publication
    versions: tuple[Document, ...]
    """Of the questions that anybody was asked, the newest first."""
    sent: tuple[Sent, ...]
    deeds: tuple[AuditRow, ...]
    ledger: Ledger
    small: SmallNumbers
    """What is too small to show."""
    cited: tuple[Cited, ...] = ()
    """The wordings that answers were given to."""


async def gather(office: Office, slug: str) -> Evidence:
    """Read it all.

    Raises:
        Refused: it is unknown or open.
    """
    shown = replace(await before_deciding(office, slug), quotes=())
    newest = shown.running.launched.document
    async with office.store.read() as reader:
        older = [await reader.document(v) for v in await reader.versions(slug)]
        sent = tuple(await reader.sent(slug))
        deeds = tuple(each for each in await reader.deeds_on(slug) if each.action != MADE)
        ledger = await reader.ledger(slug)
        cited = tuple(await reader.wordings(slug))
    others = [each for each in older if each is not None and each.version != newest.version]
    figures = [shown.figures.limits] if shown.figures is not None else []
    small = office.small.strictest(figures)
    return Evidence(shown, (newest, *others), sent, deeds, ledger, small, cited)


def versions(found: Evidence) -> Iterator[tuple[str, bytes]]:
    """The structure of every version that was asked, by its hash."""
    for each in found.versions:
        body = json.format(_encoder.encode(each.flow), indent=1)
        yield f"asked/version-{each.version}.json", body


def told(found: Evidence) -> Sequence[Sequence[str]]:
    """Messages by kind, language, channel and fate, small numbers as such."""
    few = f"1 to {found.small.star}"
    return [
        _SENT,
        *(
            (
                each.kind.name.lower(),
                each.language,
                each.channel,
                each.status.value,
                few if found.small.is_small(each.messages) else str(each.messages),
                _day(each.first.date()),
                _day(each.last.date()),
            )
            for each in found.sent
        ),
    ]


def deeds(found: Evidence) -> Sequence[Sequence[str]]:
    """Who did what, and when."""
    return [
        _DEEDS,
        *(
            (each.at.isoformat(), each.actor, each.action, _encoder.encode(each.detail).decode())
            for each in found.deeds
        ),
    ]


def decided(found: Evidence) -> bytes:
    """Decisions, news, promises kept and slips, as recorded."""
    return json.format(_encoder.encode(found.ledger), indent=1)


def sums(files: Mapping[str, bytes]) -> bytes:
    """A line a file, as `sha256sum --check` reads it."""
    lines = (f"{hashlib.sha256(body).hexdigest()}  {name}" for name, body in sorted(files.items()))
    return "".join(f"{line}\n" for line in lines).encode()


def _day(value: date) -> str:
    return value.isoformat()


_encoder = json.Encoder(order="deterministic")
