"""Where work on the installation is done, whoever asks for it.

Rule: holds what the work needs and does nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bot.model import Limits
from bot.ports import Clock, Store
from bot.results.tables import USUAL, SmallNumbers
from bot.shelf.shelf import Shelf


class Office(Struct, frozen=True):
    """What a piece of work is done with, and in whose name."""

    store: Store
    shelf: Shelf
    clock: Clock
    limits: Mapping[str, Limits]
    """What a message may hold, by channel."""
    actor: str
    """Who asks: an operating system's account, or `kotha` itself."""
    small: SmallNumbers = USUAL
    """What is too small to show."""
