"""Figures as plain data and as a table of text, with the words of the source language.

Rule: arranges what `Figures` holds; counts nothing and hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import asdict

from bot.flow.structure import Document, Step
from bot.results.ground import SHARED, Ground, shared_ground
from bot.results.names import label_of
from bot.results.summary import (
    Aside,
    CaveatKind,
    Cell,
    Consensus,
    Counting,
    Counts,
    Figures,
    Group,
    Numbers,
    Summary,
)
from bot.results.tables import SmallNumbers

STAR = "*"
HIDDEN = "not shown"
"""Of a group: too few, or hidden so that another's few cannot be worked out."""
_ASIDE_WORDS: Mapping[Aside, str] = {
    Aside.SKIPPED: "skipped",
    Aside.DONT_KNOW: "did not know",
    Aside.REFUSED: "preferred not to say",
    Aside.NOT_ASKED: "not asked",
}
_COUNTING_WORDS: Mapping[Counting, str] = {
    Counting.PEOPLE: "",
    Counting.PICKS: ", of people; each could pick several",
    Counting.FIRST_CHOICES: ", first choices",
}
_HELPED = "entered by a link worker"


def note(limits: SmallNumbers) -> str:
    """What is to be known of every figure."""
    return (
        f"Counts are rounded to {limits.to}; percentages come from the rounded counts. * stands "
        f"for 1 to {limits.star}, or for a count hidden so that such a one cannot be worked out. "
        f"Questions that fewer than {limits.base} people answered are not shown. The people chose "
        "themselves whether to answer."
    )


def as_data(figures: Figures, document: Document) -> dict[str, object]:
    """For JSON. A count of `null` is starred; a `base` of `null` means too few to show."""
    return {
        "slug": figures.slug,
        "version": figures.version,
        "people": figures.people,
        "invited": figures.invited,
        "funnel": {cell.id: cell.n for cell in figures.funnel},
        "questions": [_question(summary, document) for summary in figures.questions],
        "shared_ground": [_ground(each, document) for each in shared_ground(figures)],
        "by": {
            facet.by: [_group(each, document) for each in facet.groups] for facet in figures.facets
        },
        "caveat": asdict(figures.caveat),
        "achieved": [asdict(each) for each in figures.achieved],
        "limits": asdict(figures.limits),
        "note": note(figures.limits),
    }


def by_group(figures: Figures, document: Document, by: str) -> str:
    """For a terminal: who took part by one facet, and a question a block for each group."""
    facet = next((each for each in figures.facets if each.by == by), None)
    if facet is None:
        return f"By {by} nothing can be shown: all are in one group, or the groups are too small."
    blocks = []
    for group in facet.groups:
        people = "too few to show" if group.people is None else f"{group.people} people"
        blocks.append(f"{by}: {group.value or 'not known'} ({people})")
        blocks += [_block(summary, document, figures.limits) for summary in group.questions]
    return "\n\n".join([*blocks, note(figures.limits)])


def as_text(figures: Figures, document: Document) -> str:
    """For a terminal, a question a block."""
    few = _few(figures.limits)
    people = few if figures.people is None else figures.people
    invited = few if figures.invited is None else figures.invited
    title = document.texts.get(f"{figures.slug}.title", figures.slug)
    head = [title, f"{people} people answered, of {invited} invited."]
    head += [f"  {cell.id:<12}{_n(cell.n):>8}" for cell in figures.funnel if cell.n != 0]
    blocks = ["\n".join(head)]
    blocks += [_block(summary, document, figures.limits) for summary in figures.questions]
    if figures.achieved:
        beside = ["Who took part, beside who lives here:", *_achieved(figures), *_missing(figures)]
        blocks.append("\n".join(beside))
    ground = list(_ground_lines(figures, document))
    return "\n\n".join([*blocks, *(["\n".join(ground)] if ground else []), note(figures.limits)])


def _missing(figures: Figures) -> Iterable[str]:
    """The sentence that goes with every figure, where a group is known to be missing."""
    found = figures.caveat
    if found.kind is not CaveatKind.CHOSE:
        came = HIDDEN if found.percent is None else f"{found.percent}%"
        who = f"{found.facet} {found.value}"
        yield f"  Missing most: {who}, {came} of replies, {found.share}% of residents."


def _achieved(figures: Figures) -> Iterable[str]:
    for each in figures.achieved:
        people = HIDDEN if each.people is None else each.people
        if each.value:
            share = "" if each.percent is None else f"{each.percent}%"
            yield f"  {people!s:>13} {share:>5} of {each.share}%  {each.facet}: {each.value}"
        else:
            yield f"  {people!s:>13}               {each.facet}: not given"


# ── Data ──────────────────────────────────────────────────────────────────────────────────────


def _group(group: Group, document: Document) -> dict[str, object]:
    return {
        "value": group.value,
        "people": group.people,
        "questions": [_question(summary, document) for summary in group.questions],
    }


def _question(summary: Summary, document: Document) -> dict[str, object]:
    step = _step(summary, document)
    found: dict[str, object] = {
        "step": summary.step,
        "type": step.question.type,
        "text": _title(step, document),
        "is_about": summary.is_about,
        "base": summary.base,
        "aside": {str(why): n for why, n in summary.aside.items()},
        "late": summary.marks.late,
        "assisted": summary.marks.assisted,
    }
    match summary:
        case Counts():
            return found | _counts(summary, step, document)
        case Numbers():
            return found | _spread(summary)
        case _:
            return found


def _counts(summary: Counts, step: Step, document: Document) -> dict[str, object]:
    found: dict[str, object] = {
        "counting": summary.counting.value,
        "cells": [
            {
                "id": cell.id,
                "label": _named(cell.id, summary, step, document),
                "n": cell.n,
                "percent": cell.percent,
            }
            for cell in summary.cells
        ],
    }
    if summary.mean is not None:
        found |= _spread(summary)
    if summary.consensus is not None:
        found |= {name: getattr(summary, name) for name in _MIDDLE}
        found["consensus"] = asdict(summary.consensus)
    if summary.points:
        found["points"] = {each.id: each.mean for each in summary.points}
    if summary.borda:
        found["borda"] = {score.id: score.percent for score in summary.borda}
    return found


def _spread(summary: Counts | Numbers) -> dict[str, object]:
    return {name: getattr(summary, name) for name in _SPREAD}


_MIDDLE = ("median", "quarter", "three_quarters")
_SPREAD = ("mean", "median", "quarter", "three_quarters", "deviation")


# ── Text ──────────────────────────────────────────────────────────────────────────────────────


def _few(limits: SmallNumbers) -> str:
    return f"fewer than {limits.base}"


def _block(summary: Summary, document: Document, limits: SmallNumbers) -> str:
    title = _title(_step(summary, document), document)
    if summary.base is None:
        return f"{title}\n  {_few(limits)} people answered, so nothing is shown."
    return "\n".join([title, *_said(summary, document)])


def _said(summary: Summary, document: Document) -> Iterable[str]:
    step = _step(summary, document)
    counting = _COUNTING_WORDS[summary.counting] if isinstance(summary, Counts) else ""
    yield f"  base: {summary.base} people{counting}"
    match summary:
        case Counts():
            yield from (
                _row(cell, _named(cell.id, summary, step, document)) for cell in summary.cells
            )
            yield from _measures(summary)
            if summary.consensus is not None:
                yield from _consensus(summary, summary.consensus)
            points = [
                f"{label_of(score.id, step, document)} {score.percent}" for score in summary.borda
            ]
            if points:
                yield f"  Borda points, of 100: {', '.join(points)}"
            given = [f"{label_of(each.id, step, document)} {each.mean}" for each in summary.points]
            if given:
                yield f"  points each was given, mean: {', '.join(given)}"
        case Numbers():
            yield from _measures(summary)
        case _:
            pass
    asides = ((what, summary.aside.get(why, 0)) for why, what in _ASIDE_WORDS.items())
    left = [f"{what} {_n(n)}" for what, n in asides if n != 0]
    marks = summary.marks
    left += [
        f"{_n(n)} {what}"
        for n, what in ((marks.late, "late"), (marks.assisted, _HELPED))
        if n != 0
    ]
    if left:
        yield f"  ({', '.join(left)})"


def _row(cell: Cell, label: str) -> str:
    share = "" if cell.percent is None else f"{cell.percent}%"
    return f"  {_n(cell.n):>7} {share:>5}  {label}"


def _measures(summary: Counts | Numbers) -> Iterable[str]:
    if summary.mean is not None:
        yield f"  mean {summary.mean}, median {summary.median}"
        middle = f"{summary.quarter} to {summary.three_quarters}"
        yield f"  middle half: {middle}; standard deviation {summary.deviation}"


def _consensus(summary: Counts, found: Consensus) -> Iterable[str]:
    middle = f"{summary.quarter} to {summary.three_quarters}"
    yield f"  median {summary.median}; middle half: {middle}"
    ends = f"{share(found.upper)} at {found.low} to {found.high}, {share(found.lower)} opposite"
    when = f"settled in round {found.round}" if found.round else "not settled"
    yield f"  in agreement: {ends}; {when} ({found.share}% needed)"


def share(percent: int | None) -> str:
    """A percentage for a terminal."""
    return STAR if percent is None else f"{percent}%"


def _n(count: int | None) -> str:
    return STAR if count is None else str(count)


# ── Shared ground ─────────────────────────────────────────────────────────────────────────────


def _ground(each: Ground, document: Document) -> dict[str, object]:
    return {
        "statement": each.vote,
        "text": statement(each.vote, document),
        "agree": each.agree,
        "disagree": each.disagree,
        "shared": each.shared,
        "least": each.least,
        "groups": [
            {"by": g.by, "value": g.value, "agree": g.agree, "disagree": g.disagree}
            for g in each.groups
        ],
    }


def _ground_lines(figures: Figures, document: Document) -> Iterable[str]:
    found = shared_ground(figures)
    if not found:
        return
    yield f"Shared ground: at least {SHARED}% of every language and area that can be shown"
    for each in found:
        side = f"all {each.shared}" if each.shared else "not shared"
        told = f"{side:>12}  agree {each.agree}%, disagree {each.disagree}%"
        yield f"  {told}  {statement(each.vote, document)}"
        for group in each.groups:
            shares = f"agree {group.agree}%, disagree {group.disagree}%"
            yield f"{'':16}{group.by} {group.value}: {shares}"


def statement(vote: str, document: Document) -> str:
    """What was voted on; `vote` itself where it has no words."""
    step = document.flow.step(vote)
    return _title(step, document) if step is not None else vote


# ── Words ─────────────────────────────────────────────────────────────────────────────────────


def _step(summary: Summary, document: Document) -> Step:
    step = document.flow.step(summary.step)
    if step is None:
        raise KeyError(summary.step)
    return step


def _title(step: Step, document: Document) -> str:
    return document.texts.get(step.key("text"), step.id).split("\n")[0]


def _named(cell: str, summary: Counts, step: Step, document: Document) -> str:
    return summary.labels.get(cell) or label_of(cell, step, document)
