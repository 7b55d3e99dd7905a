"""What is to be launched, with what, and what came of it.

Rule: a list and its words have one keyed digest, by which the same is not sent twice.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from bot.model import (
    Limits,
)
from bot.ports import (
    Clock,
    Store,
)
from bot.service.launch.forecast import Rate
from bot.service.launch.people import Entry
from bot.shelf import Running


class Link(Struct, frozen=True):
    """A personal join link for someone without an address."""

    row: int
    name: str
    link_worker: str
    token: str


KeepLinks: TypeAlias = Callable[[Sequence[Link]], None]


class Desk(Struct, frozen=True):
    """What a launch works with."""

    store: Store
    clock: Clock
    limits: Mapping[str, Limits]
    rate: Rate
    key: bytes
    """Keys the digest of a list: without one, a list of few could be found by trying numbers."""
    keep_links: KeepLinks
    """Puts links away just before they are committed: only their blind index is stored, so what
    is not kept then is lost."""


class Order(Struct, frozen=True):
    """What is to be launched, to whom, by whom."""

    running: Running
    entries: tuple[Entry, ...]
    actor: str
    accepted_by: str = ""
    """Who stands for languages that are not ready."""
    again: str = ""
    """Why people who were invited, and have not begun, are invited once more."""


class Opened(Struct):
    """What was done."""

    invited: int = 0
    links: list[Link] = field(default_factory=list)
    left_out: Mapping[str, int] = field(default_factory=dict)


def digest_of(order: Order, key: bytes) -> str:
    """What is sent to whom, as one keyed hash."""
    document = order.running.launched.document
    parts = [document.flow.slug, document.version, *filter(None, [order.again])]
    parts += [f"{name}={text}" for name, text in sorted(document.texts.items())]
    parts += sorted(map(entry_text, order.entries))
    found = hmac.new(key, digestmod=hashlib.sha256)
    for n, part in enumerate(parts):
        found.update(("\0" if n else "").encode() + part.encode())
    return found.hexdigest()


def entry_text(entry: Entry) -> str:
    """What one row says, as the digest of a list holds it."""
    addresses = ",".join(f"{a.channel}:{a.value}" for a in entry.addresses)
    return f"{addresses}|{entry.language}|{entry.name}|{entry.link_worker}|{entry.source}"
