"""What is to be launched, with what, and what came of it.

Rule: holds what a launch is told and tells, and does nothing.
"""

from __future__ import annotations

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
    known: tuple[Entry, ...] = ()
    """Rows of people who are not invited, of whom the list now tells something else."""
    origin: str = ""
    """Where the list comes from; empty: nobody said."""
    data_lead: str = ""
    """The data-protection lead who allowed a list from a clinical record."""
    undertaken_by: str = ""
    """Who stands for inviting residents without a signed DPIA."""


class Opened(Struct):
    """What was done."""

    invited: int = 0
    updated: int = 0
    links: list[Link] = field(default_factory=list)
    left_out: Mapping[str, int] = field(default_factory=dict)
