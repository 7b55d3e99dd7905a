"""One piece of work at a service's desk, on the installation that the settings name.

Rule: nothing is received, sent or polled meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.cli import run
from bot.cli.actor import actor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.ports import Clock, Store

D = TypeVar("D")
T = TypeVar("T")


def at_desk(desk: Callable[[Store, Clock, str], D], work: Callable[[D], Awaitable[T]]) -> T:
    """Do it, in the name of whoever gives the command.

    Args:
        desk: a desk of the service, from the store, the clock and that name.
        work: what to do there.
    """
    return run(_at_desk(desk, work))


async def _at_desk(desk: Callable[[Store, Clock, str], D], work: Callable[[D], Awaitable[T]]) -> T:
    from bot import settings
    from bot.app import opened

    async with opened(settings.load()) as app:
        return await work(desk(app.store, app.clock, actor()))
