"""Figures as tables with bars, in the words of one language.

Rule: draws what `Figures` holds; counts nothing, hides nothing, and leaves nothing blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.flow.structure import Step
from bot.questions.delphi import Delphi
from bot.results.summary import Aside, Cell, Counting, Counts, Figures, Marks, Numbers, Summary
from bot.web.public.speech import REPORT, Speech

STAR = "*"
_ASIDE: Mapping[Aside, str] = {
    Aside.SKIPPED: "skipped",
    Aside.DONT_KNOW: "bot.dont_know",
    Aside.REFUSED: "refused",
    Aside.NOT_ASKED: "not_asked",
}
_COUNTING: Mapping[Counting, str] = {Counting.PICKS: "picks", Counting.FIRST_CHOICES: "first"}


class Row(Struct, frozen=True):
    """One line of a table."""

    label: str
    people: str
    share: str = ""
    """In words where it is not shown; empty: shares do not apply."""
    width: int = 0
    """Of the bar, in percent."""
    points: str = ""
    is_hidden: bool = False


class Chart(Struct, frozen=True):
    """One question, and what was said to it."""

    id: str
    title: str
    lines: tuple[str, ...]
    """Sentences above the table: its base first, but for what is asked of an item."""
    rows: tuple[Row, ...] = ()
    aside: tuple[Row, ...] = ()
    """Those who took part and did not answer it."""
    notes: tuple[str, ...] = ()
    has_points: bool = False


class Part(Struct, frozen=True):
    """Some of the questions, in the order asked."""

    charts: tuple[Chart, ...] = ()
    few: tuple[str, ...] = ()
    """Those that too few people answered."""
    why: str = ""
    """What is said of those."""


def part(figures: Figures, speech: Speech, *, is_about: bool) -> Part:
    """The questions of a consultation, or those on what people are."""
    flow = speech.running.compiled.flow
    found = [
        (summary, step)
        for summary in figures.questions
        if summary.is_about is is_about and (step := flow.step(summary.step)) is not None
    ]
    few = (speech.question(step) for summary, step in found if summary.base is None)
    note = star(figures, speech)
    drawn = (_chart(each, step, speech, note) for each, step in found if each.base is not None)
    why = speech.says("base_few", {"n": str(figures.limits.base)})
    return Part(tuple(drawn), tuple(dict.fromkeys(few)), why)


def star(figures: Figures, speech: Speech) -> str:
    """What a star in them stands for."""
    return speech.says("star", {"n": str(figures.limits.star)})


def _chart(summary: Summary, step: Step, speech: Speech, note: str) -> Chart:
    title = speech.question(step)
    rows = tuple(_rows(summary, step, speech)) if isinstance(summary, Counts) else ()
    aside = tuple(_asides(summary, speech))
    marks = tuple(_marks(summary.marks, speech))
    has_star = any(row.is_hidden for row in (*rows, *aside)) or None in (
        summary.marks.late,
        summary.marks.assisted,
    )
    return Chart(
        id=step.id,
        title=title,
        lines=(*_asked(step, speech), *_lines(summary, speech)),
        rows=rows,
        aside=aside,
        notes=(*marks, note) if has_star else marks,
        has_points=isinstance(summary, Counts) and bool(summary.borda or summary.points),
    )


def _marks(marks: Marks, speech: Speech) -> Iterator[str]:
    """What else is to be known of the answers; nothing where there is nothing."""
    for key, n in (("late", marks.late), ("assisted", marks.assisted)):
        if n != 0:
            yield speech.says(f"{REPORT}{key}", {"n": STAR if n is None else str(n)})


def _asked(step: Step, speech: Speech) -> Iterator[str]:
    """What is asked of each item: an item alone does not say. A statement does."""
    if isinstance(step.question, Delphi):
        yield speech.question(speech.whole(step))


def _lines(summary: Summary, speech: Speech) -> Iterator[str]:
    yield speech.says("base", {"n": str(summary.base)})
    match summary:
        case Counts():
            if summary.counting in _COUNTING:
                yield speech.says(_COUNTING[summary.counting])
            if summary.borda:
                yield speech.says("points_note")
            if summary.points:
                yield speech.says("points_mean")
            yield from _middle(summary.mean, summary.median, speech)
            if summary.consensus is not None:
                yield speech.says("middle", {"median": _plain(summary.median)})
            yield from _half(summary, speech)
            yield from _consensus(summary, speech)
        case Numbers():
            yield from _middle(summary.mean, summary.median, speech)
            yield from _half(summary, speech)
        case _:
            yield speech.says("own_words")


def _middle(mean: float | None, median: float | None, speech: Speech) -> Iterator[str]:
    if mean is not None:
        yield speech.says("mean", {"mean": _plain(mean), "median": _plain(median)})


def _half(summary: Counts | Numbers, speech: Speech) -> Iterator[str]:
    low, high = summary.quarter, summary.three_quarters
    if low is not None and low == high:
        yield speech.says("half_same", {"n": _plain(low)})
    elif low is not None:
        yield speech.says("half", {"quarter": _plain(low), "three_quarters": _plain(high)})


def _consensus(summary: Counts, speech: Speech) -> Iterator[str]:
    found = summary.consensus
    if found is None:
        return
    step = speech.running.compiled.flow.step(summary.step)
    question = step.question if step is not None else None
    if isinstance(question, Delphi):
        for percent, end in ((found.upper, question.high), (found.lower, question.low)):
            if percent:
                ends = {"low": str(end[0]), "high": str(end[-1])}
                yield speech.says("end", {"percent": speech.percent(percent), **ends})
    share = {"share": speech.percent(found.share)}
    if found.round:
        yield speech.says("agreed", {"round": str(found.round), **share})
    else:
        yield speech.says("not_agreed", share)


def _plain(value: float | None) -> str:
    return f"{value:g}" if value is not None else STAR


def _rows(counts: Counts, step: Step, speech: Speech) -> Iterator[Row]:
    points: dict[str, float] = {score.id: score.percent for score in counts.borda}
    points |= {each.id: each.mean for each in counts.points}
    for cell in counts.cells:
        label = counts.labels.get(cell.id) or speech.option(step, cell.id)
        own = speech.number(points[cell.id]) if cell.id in points else ""
        yield row(cell, label, own, speech)


def row(cell: Cell, label: str, points: str, speech: Speech) -> Row:
    """One published count as a line; `points` empty where there are none."""
    if cell.n is None:
        hidden = speech.says("hidden")
        return Row(label, STAR, hidden, points=points, is_hidden=True)
    share = speech.percent(cell.percent) if cell.percent is not None else ""
    width = min(100, cell.percent or 0)
    return Row(label, speech.number(cell.n), share, width, points)


def _asides(summary: Summary, speech: Speech) -> Iterator[Row]:
    """Those of whom there are any."""
    for why, key in _ASIDE.items():
        n = summary.aside.get(why, 0)
        if n is None:
            yield Row(speech.says(key), STAR, speech.says("hidden"), is_hidden=True)
        elif n:
            yield Row(speech.says(key), speech.number(n))
