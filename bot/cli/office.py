"""One piece of work on the installation that the settings name.

Rule: nothing is received, sent or polled meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.cli import run
from bot.cli.actor import actor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.shelf.office import Office

T = TypeVar("T")


def in_office(work: Callable[[Office], Awaitable[T]]) -> T:
    """Do it, in the name of whoever gives the command."""
    return run(_in_office(work))


async def _in_office(work: Callable[[Office], Awaitable[T]]) -> T:
    from bot import settings
    from bot.app import opened

    async with opened(settings.load()) as app:
        return await work(app.office(actor()))
