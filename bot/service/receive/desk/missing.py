"""Who is missing: the groups of which too few have taken part, for those who may find them.

Rule: counts of groups only, of their own tasks and nobody's; whoever closes one is on record.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.exchange.handing import case_mark
from bot.exchange.marks import names, read_mark
from bot.ports import Task
from bot.results.profile import Reached
from bot.service.receive.desk.counter import Counter
from bot.service.receive.desk.people import title
from bot.shelf import Running
from bot.shelf.community import compared

LIMIT_SHOWN = 8
DONE = "done"


class _Gap(Struct, frozen=True):
    """A task, and how its group stands now."""

    task: Task
    running: Running
    reached: Reached


async def show(counter: Counter, _: str) -> None:
    """`Who is missing`: each group, with the button that ends its task."""
    found = await _theirs(counter)
    if not found:
        counter.tell("missing.none")
    for each in found[:LIMIT_SHOWN]:
        counter.tell(
            "missing.item",
            counter.button("missing.done", f"found.{each.task.id.hex}"),
            case=case_mark(each.task.id),
            title=title(counter, each.running),
            group=_named(counter, each.reached),
            n=counter.number(each.reached.people),
            wanted=counter.number(each.reached.wanted),
        )


async def close(counter: Counter, mark: str) -> None:
    """The button below one: it is dealt with, and does not come back."""
    meant = read_mark(mark)
    found = [each for each in await _theirs(counter) if names(meant, each.task.id)]
    if len(found) != 1:
        counter.tell("refused")
        return
    task = found[0].task
    counter.given.rows.closed[task.id] = (counter.given.now, DONE)
    counter.note("task.closed", str(task.id), group=task.group)
    counter.tell("done.closed", case=case_mark(task.id))


async def _theirs(counter: Counter) -> Sequence[_Gap]:
    """Open tasks: their own, then nobody's; an officer's is every one."""
    mine = {"", str(counter.member.id)}
    found: list[_Gap] = []
    for slug, running in sorted(counter.given.desk.running.items()):
        tasks = [t for t in await counter.transaction.tasks(slug) if t.closed_at is None]
        theirs = [task for task in tasks if counter.is_officer or task.owner in mine]
        if theirs and running.is_open:
            facets = await compared(counter.transaction, slug)
            standing = {row.group.name: row for each in facets for row in each.reached}
            found += [_Gap(t, running, standing[t.group]) for t in theirs if t.group in standing]
    return sorted(found, key=lambda gap: gap.task.owner != str(counter.member.id))


def _named(counter: Counter, reached: Reached) -> str:
    """A language by its own name, anything else as the profile has it."""
    group = reached.group
    languages = counter.given.desk.catalogue.languages
    known = languages.get(group.value) if group.facet == "language" else None
    return known.own_name if known else group.value
