"""Ethnic groups counted again by a scheme of codes, from what is published and nothing else.

Rule: only shown counts are added up, and a sum with a starred one in it is starred, so that the
two tables side by side say no more than the first. True counts never come here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.errors import Refused
from bot.flow.schemes import FILE, UNANSWERED, Scheme, answers, asked, finer, lack
from bot.flow.structure import Document
from bot.results.summary import Aside, Cell, Counts, Figures
from bot.results.tables import USUAL, SmallNumbers, percent

_NOTE = (
    "Added up from the published table, whose counts are rounded to {to}; percentages come from "
    "the rounded counts, of the base. * stands for a sum in which at least one part is starred or "
    "not shown. Not stated counts also those who were asked and gave no answer, and those who "
    "gave a broad group and no finer one, so it has no percentage."
)
_GAVE_NONE = (Aside.SKIPPED, Aside.DONT_KNOW, Aside.REFUSED)
_Parts = Mapping[str, int | None]


class Recount(Struct, frozen=True):
    """The ethnic groups of a consultation by one scheme; safe to publish as it stands."""

    scheme: Scheme
    base: int | None
    """People who gave an answer, rounded; `None`: too few, so nothing is shown."""
    cells: tuple[Cell, ...] = ()
    """By code, in the order of the scheme; those that the consultation did not offer left out."""
    not_offered: tuple[str, ...] = ()
    """Codes of groups for which the consultation had no answer."""
    limits: SmallNumbers = USUAL
    """Of the figures."""


def recounted(figures: Figures, document: Document, scheme: Scheme) -> Recount:
    """Published figures, by another scheme.

    Raises:
        Refused: the consultation does not ask for the ethnic group, or has answers for which the
            scheme has no place.
    """
    if not asked(document):
        raise Refused(f"{figures.slug} does not ask for the ethnic group: it has no about-you.")
    if why := lack(document, scheme):
        raise Refused(f"{why} in flows/_blocks/{FILE}.")
    shown = {each.step: each for each in figures.questions if isinstance(each, Counts)}
    root, *_ = asked(document).values()
    base = shown[root.id].base if root.id in shown else None
    if base is None:
        return Recount(scheme, None, limits=figures.limits)
    parts = _published(shown, document)
    offered = set(answers(document))
    kept = [group for group in scheme.groups if offered & set(group.answers)]
    return Recount(
        scheme,
        base,
        tuple(_cell(group.code, [each for each in group.answers if each in offered], parts, base)
              for group in kept),
        tuple(group.code for group in scheme.groups if group not in kept),
        figures.limits,
    )  # fmt: skip


def as_data(found: Recount) -> dict[str, object]:
    """For JSON. A count of `null` is starred; a `base` of `null` means too few to show."""
    labels = {group.code: group.label for group in found.scheme.groups}
    return {
        "scheme": found.scheme.id,
        "title": found.scheme.title,
        "base": found.base,
        "cells": [
            {"code": cell.id, "label": labels[cell.id], "n": cell.n, "percent": cell.percent}
            for cell in found.cells
        ],
        "not_offered": list(found.not_offered),
        "note": _NOTE.format(to=found.limits.to),
    }


def as_text(found: Recount) -> str:
    """For a terminal, a line a group."""
    return "\n".join(_lines(found))


def _lines(found: Recount) -> Iterator[str]:
    yield f"Ethnic group by: {found.scheme.title}"
    if found.base is None:
        yield f"  fewer than {found.limits.base} people answered, so nothing is shown."
        return
    yield f"  base: {found.base} people"
    labels = {group.code: group.label for group in found.scheme.groups}
    for cell in found.cells:
        share = "" if cell.percent is None else f"{cell.percent}%"
        n = "*" if cell.n is None else str(cell.n)
        yield f"  {n:>7} {share:>5}  {cell.id:>2}  {labels[cell.id]}"
    if found.not_offered:
        gone = ", ".join(f"{code} {labels[code]}" for code in found.not_offered)
        yield f"  (no answer of this consultation belongs to: {gone})"
    yield ""
    yield _NOTE.format(to=found.limits.to)


def _cell(code: str, answers_: list[str], parts: _Parts, base: int) -> Cell:
    counts = [parts[each] for each in answers_]
    known = [n for n in counts if n is not None]
    if len(known) < len(counts):
        return Cell(code, None)
    if UNANSWERED in answers_:
        return Cell(code, sum(known))
    n = min(sum(known), base)  # each part was rounded by itself: the sum can pass everybody
    return Cell(code, n, percent(n, base))


def _published(shown: Mapping[str, Counts], document: Document) -> _Parts:
    """By answer, what is shown of it; of a finer step after an answer that nobody gave, nobody."""
    found: dict[str, int | None] = {}
    silent: list[int | None] = []
    broad = finer(document)
    for name, step in asked(document).items():
        table = shown.get(step.id)
        if table is not None and table.base is not None:
            found |= {f"{name}.{cell.id}": cell.n for cell in table.cells}
            silent += [table.aside.get(why, 0) for why in _GAVE_NONE]
            continue
        is_nobody = name in broad and all(found.get(each) == 0 for each in broad[name])
        unseen = 0 if is_nobody else None
        found |= dict.fromkeys((f"{name}.{each}" for each in step.question.options()), unseen)
        silent.append(unseen)
    hidden = any(n is None for n in silent)
    return found | {UNANSWERED: None if hidden else sum(n or 0 for n in silent)}
