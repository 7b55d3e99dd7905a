"""`/desk`: the menu.

Rule: opening it ends whatever was begun and not finished.
"""

from __future__ import annotations

from bot.service.receive.desk.counter import Counter

ENTRIES = ("people", "calls", "stuck", "missing", "add", "voice", "mend", "note", "cases")
"""In this order, each a phrase and a button of its own."""


async def show(counter: Counter, _: str) -> None:
    """What can be done."""
    await counter.begin("")
    open_here = [entry for entry in ENTRIES if entry != "mend" or counter.doors.mender]
    counter.tell("menu", *(counter.button(entry, entry) for entry in open_here))


async def cancel(counter: Counter, _: str) -> None:
    """Nothing comes of what was begun."""
    await counter.begin("")
    counter.tell("cancelled")
