"""The community's profile of a consultation: read from a file, kept, and watched over.

Rule: a profile is taken whole or not at all; it is never by what people said of themselves. A gap
is a task for a link worker: it opens and closes by itself, and what a person closed stays closed.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import CaseKind, Lifecycle, Role
from bot.ports import (
    AuditRow,
    CaseRow,
    Launched,
    Rows,
    StaffMember,
    Store,
    Task,
    Transaction,
)
from bot.results.profile import (
    FACETS,
    OTHER,
    WHOLE,
    Group,
    Reached,
    gaps,
)
from bot.shelf.community import compared
from bot.shelf.office import Office

COLUMNS = ("group", "share", "target", "source")
LIMIT_ROWS = 500
LIMIT_CHARS = 100
ROUNDING = 5
"""Hundredths of a percent by which each share may have been rounded."""
FILLED, CLOSED = "filled", "closed"
"""How a task ends by itself: its group has come, or the consultation closed."""
_BY_ITSELF = frozenset({FILLED, CLOSED})
_IDS = uuid.UUID("5c0e5e0e-6d0e-5b7c-9d6b-2f3a1c4d5e6f")
_NOBODY = uuid.UUID(int=0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


# ── The file ──────────────────────────────────────────────────────────────────────────────────


class _Page:
    """Problems found so far, with their rows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, row: int, code: str, message: str, column: int = 1) -> None:
        self.problems.append(Problem(self.file, row, column, code, message))


def read_profile(
    text: str, file: str, document: Document, known: Mapping[str, Collection[str]]
) -> tuple[Group, ...]:
    """Read a profile.

    Args:
        text: the CSV.
        file: its name, for messages.
        document: the consultation that it is for.
        known: the groups that there are, of facets of which that can be said.

    Raises:
        FlowError: every problem of the file; nothing may be used of it.
    """
    page = _Page(file)
    header, *rows = _rows(text, page) or [(1, [])]
    names = _header(*header, page)
    found: dict[str, tuple[int, Group]] = {}
    for row, cells in rows if names else ():
        cell = dict(zip(names, (each.strip() for each in cells), strict=False))
        group = _group(row, cell, (page, document, known))
        if group is None:
            continue
        first, _ = found.setdefault(group.name.casefold(), (row, group))
        if first != row:
            page.add(row, "P-205", f'"{group.name}" stands in row {first} already. Keep one.')
    _judge_sums(tuple(found.values()), page)
    if page.problems:
        raise FlowError(sorted(page.problems))
    return tuple(group for _, group in found.values())


def _rows(text: str, page: _Page) -> list[tuple[int, list[str]]]:
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(n, row) for n, row in enumerate(table, start=1) if any(map(str.strip, row))]
    if len(rows) < 2:
        page.add(1, "P-201", "No group stands in this file. Add a row for each.")
    if len(rows) > LIMIT_ROWS:
        page.add(LIMIT_ROWS, "P-201", f"The file has over {LIMIT_ROWS} rows. Join small groups.")
    return rows


def _header(row: int, cells: Sequence[str], page: _Page) -> Sequence[str]:
    names = [cell.strip().lower() for cell in cells]
    strange = [name for name in names if name not in COLUMNS]
    missing = [name for name in COLUMNS[:2] if name not in names]
    if strange or missing or len(set(names)) < len(names):
        page.add(
            row,
            "P-202",
            "The first row must name each column once: group and share, and if you like target "
            "and source.",
        )
        return ()
    return names


def _group(
    row: int,
    cell: Mapping[str, str],
    given: tuple[_Page, Document, Mapping[str, Collection[str]]],
) -> Group | None:
    page, document, known = given
    before = len(page.problems)
    facet, _, value = (part.strip() for part in cell.get("group", "").partition(":"))
    facet = facet.lower().replace(" ", "_")
    _judge_facet(row, facet, document, page)
    if facet in FACETS:
        value = _judge_value(row, facet, value, (page, known))
    share = _share(row, cell.get("share", ""), page)
    target = _target(row, cell.get("target", ""), page)
    source = cell.get("source", "")
    if len(source) > LIMIT_CHARS or source.startswith(_FORMULA):
        page.add(row, "P-207", f"source: write at most {LIMIT_CHARS} plain characters.")
    if len(page.problems) > before or share is None:
        return None
    return Group(facet, value, share, target, source)


def _judge_facet(row: int, facet: str, document: Document, page: _Page) -> None:
    if facet in FACETS:
        return
    asked = {step.id.rpartition("__")[2] for step in document.flow.steps if step.about}
    one_of = f"Groups are by {', '.join(FACETS)}; write them like language: bn."
    if facet in asked or facet == "about_you":
        page.add(
            row,
            "P-203",
            f'"{facet}" is what people say of themselves under about-you. Those answers are kept '
            f"apart, and nobody is ever looked for by them. {one_of}",
        )
    else:
        shown = f'"{facet}" is nothing' if facet and len(facet) <= LIMIT_CHARS else "Nothing"
        page.add(row, "P-203", f"{shown} that groups can be by. {one_of}")


def _judge_value(
    row: int, facet: str, value: str, given: tuple[_Page, Mapping[str, Collection[str]]]
) -> str:
    """The group as it is kept."""
    page, known = given
    there = {each.casefold(): each for each in known.get(facet, ())}
    if value.casefold() == OTHER:
        return OTHER
    if not value or len(value) > LIMIT_CHARS or value.startswith(_FORMULA):
        page.add(row, "P-204", f"{facet}: write the group after the colon, like language: bn.")
    elif facet in known and value.casefold() not in there:
        listed = ", ".join(sorted(there.values())) or "none"
        page.add(row, "P-204", f'{facet}: there is no "{value}" here. Known: {listed}, {OTHER}.')
    return there.get(value.casefold(), value)


def _share(row: int, text: str, page: _Page) -> int | None:
    try:
        share = Decimal(text.removesuffix("%").strip().replace(",", ".")) * 100
    except InvalidOperation:
        share = Decimal(-1)
    if share.is_finite() and 0 <= share <= WHOLE:
        return round(share)
    page.add(row, "P-206", "share: write a percentage of the community, from 0 to 100.")
    return None


def _target(row: int, text: str, page: _Page) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text[:8]) < 1_000_000:
        return int(text)
    page.add(row, "P-208", "target: write a whole number of people, or leave it empty.")
    return None


def _judge_sums(found: Sequence[tuple[int, Group]], page: _Page) -> None:
    """The shares of a facet are the whole community; a row that is wrong is left out of no sum."""
    if page.problems:
        return
    for facet in FACETS:
        shares = [(row, group.share) for row, group in found if group.facet == facet]
        total = sum(share for _, share in shares)
        if shares and abs(total - WHOLE) > ROUNDING * len(shares):
            page.add(
                shares[-1][0],
                "P-209",
                f"The shares by {facet} sum to {total / 100:g}, not to 100. Put right what is "
                f"wrong, or give the rest to {facet}: {OTHER}.",
            )


# ── Keeping it ────────────────────────────────────────────────────────────────────────────────


async def known_groups(store: Store, document: Document) -> Mapping[str, Collection[str]]:
    """The groups that there are: languages offered, venues and what lists said, link workers."""
    slug = document.flow.slug
    async with store.read() as reader:
        here = await reader.took_part(slug, ("source",), is_everybody=True)
        staff = [each for each in await reader.staff() if each.is_active]
    return {
        "language": document.plan.languages,
        "source": {*document.plan.keywords.values(), *here["source"]} - {""},
        "link_worker": {each.name for each in staff if each.role is Role.LINK_WORKER},
    }


async def upload(office: Office, slug: str, groups: Sequence[Group]) -> int:
    """Keep a profile in place of the one before; empty: there is none any more. What follows of
    it for link workers follows at once: how many tasks opened or closed."""
    async with office.store.begin() as transaction:
        await transaction.save_profile(slug, groups)
        deed = AuditRow(
            office.clock.now(), office.actor, "profile.uploaded", slug, {"groups": len(groups)}
        )
        await transaction.write(Rows(audit=[deed]))
    return await review(office, slug)


# ── Watching over it ──────────────────────────────────────────────────────────────────────────


class _Watch(Struct, frozen=True):
    """One consultation, while its gaps are looked at."""

    slug: str
    now: datetime
    staff: Sequence[StaffMember]
    catalogue: Catalogue
    helpers: Mapping[str, Mapping[str, str]]
    """By facet and value, the name of the link worker who has most people of it."""


async def review(office: Office, slug: str = "") -> int:
    """Open a task for each gap that has none, and close those whose gap is gone; how many."""
    async with office.store.read() as reader:
        launched = [each for each in await reader.launched() if slug in {"", each.slug}]
        watched = [
            each
            for each in launched
            if await reader.profile(each.slug) or await reader.tasks(each.slug)
        ]
    changed = 0
    for each in watched:
        async with office.store.begin() as transaction:
            rows = await _moved(office, transaction, each)
            if rows.cases or rows.closed or rows.owners:
                await transaction.write(rows)
            changed += len(rows.cases) + len(rows.closed)
    return changed


async def _moved(office: Office, transaction: Transaction, launched: Launched) -> Rows:
    slug, is_open = launched.slug, launched.lifecycle is Lifecycle.OPEN
    tasks = await transaction.tasks(slug)
    found = gaps(await compared(transaction, slug)) if is_open else ()
    facets = tuple(dict.fromkeys(each.group.facet for each in found))
    staff = [each for each in await transaction.staff() if each.is_active]
    helpers = await transaction.helpers(slug, facets)
    watch = _Watch(slug, office.clock.now(), staff, office.shelf.catalogue, helpers)
    rows = Rows()
    _close(watch, {each.group.name for each in found}, tasks, rows, FILLED if is_open else CLOSED)
    for gap in found:
        _open(watch, gap, [task for task in tasks if task.group == gap.group.name], rows)
    return rows


def _close(
    watch: _Watch, wanted: Collection[str], tasks: Sequence[Task], rows: Rows, outcome: str
) -> None:
    for task in tasks:
        if task.closed_at is None and task.group not in wanted:
            rows.closed[task.id] = (watch.now, outcome)


def _open(watch: _Watch, gap: Reached, before: Sequence[Task], rows: Rows) -> None:
    """A task, unless one is open or a person has closed one; whoever left hands it on."""
    group = gap.group
    current = next((task for task in before if task.closed_at is None), None)
    owner = _owner(watch, group)
    if current is not None:
        is_theirs = any(str(each.id) == current.owner for each in watch.staff)
        if not is_theirs and owner != current.owner:
            rows.owners[current.id] = owner
        return
    if any(task.outcome not in _BY_ITSELF for task in before):
        return
    # Named by how many went before, so that two workers at once open one.
    key = uuid.uuid5(_IDS, f"{watch.slug}.{group.name}.{len(before)}")
    rows.cases.append(
        CaseRow(key, 0, _NOBODY, None, watch.slug, CaseKind.GAP, watch.now, group.name, owner)
    )


def _owner(watch: _Watch, group: Group) -> str:
    """Whoever has the language, or is named, or has most people of the group; else nobody: then
    every link worker sees it."""
    workers = [each for each in watch.staff if each.role is Role.LINK_WORKER]
    chosen = _speakers(watch, workers, group.value) if group.facet == "language" else []
    helper = watch.helpers.get(group.facet, {}).get(group.value, "")
    name = group.value if group.facet == "link_worker" else helper
    chosen = chosen or [each for each in workers if each.name == name]
    return str(chosen[0].id) if chosen else ""


def _speakers(watch: _Watch, workers: Sequence[StaffMember], tag: str) -> Sequence[StaffMember]:
    """Those who have a language, or the one that its readers also read; on Telegram first."""
    language = watch.catalogue.languages.get(tag)
    read = (tag, *(language.chain if language else ()))[:2]
    return sorted(
        (each for each in workers if each.language in read),
        key=lambda each: (not each.telegram, read.index(each.language), each.id),
    )
