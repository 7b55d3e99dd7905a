"""Tallies → figures: the one place where answers are counted.

Rule: people are counted, never messages; what leaves here has been through `suppression`.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from math import ceil, floor

from msgspec import Struct, field

from bot.flow.structure import Document, Step
from bot.model import Outcome, Tally
from bot.questions.base import NONE, OTHER
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.points import Points
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.results.summary import (
    Aside,
    Cell,
    Counting,
    Counts,
    Figures,
    Mean,
    Numbers,
    Score,
    Summary,
    Texts,
)
from bot.results.suppression import (
    LARGEST_STARRED,
    LEAST_BASE,
    Hidden,
    Table,
    percent,
    protect,
    rounded,
)

FUNNEL = (
    "invited",
    "delivered",
    "failed",
    "started",
    "partial",
    "completed",
    "declined",
    "stopped",
    "expired",
)
"""Each person's furthest state; the nine add up to everybody invited."""
ELSEWHERE = "elsewhere"
"""Cell of a postcode question for all areas too small to name."""
STARRED_AS = 4
"""What a starred count is taken for in a mean: the middle of 1 to 7."""
FEW_NUMBERS = 10
"""A number with no more possible values than this is counted like a scale: its exact mean would
tell how many gave which."""

_ASIDE = {
    Outcome.SKIPPED: Aside.SKIPPED,
    Outcome.DONT_KNOW: Aside.DONT_KNOW,
    Outcome.REFUSED: Aside.REFUSED,
}
_COUNTED_AS: Mapping[str, Counting] = {
    "multi_choice": Counting.PICKS,
    "ranking": Counting.FIRST_CHOICES,
    "points": Counting.PICKS,
}
_CLOSED = {"yes_no", "choice", "multi_choice", "ranking", "points", "scale", "postcode"}
_UNCOUNTED = {"info", "consent"}
"""Consent is in the funnel: whoever refused it is `declined`."""


def figures(tallies: Sequence[Tally], bases: Mapping[str, int], document: Document) -> Figures:
    """Count a consultation and make it safe to show.

    Args:
        tallies: latest answers, counted by step and value; those of a facet are left out.
        bases: people by furthest state.
        document: the consultation as launched.
    """
    raw = [
        _count(step, [t for t in tallies if t.step == step.id and not t.facet])
        for step in document.flow.steps
        if step.question.type not in _UNCOUNTED
    ]
    people = max((each.reached for each in raw), default=0)
    return Figures(
        slug=document.flow.slug,
        version=document.version,
        people=_base(people),
        invited=_base(sum(bases.values())),
        funnel=_funnel(bases),
        questions=_questions(raw, people),
    )


# ── True counts, which stay in this file ──────────────────────────────────────────────────────


class _Raw(Struct, frozen=True):
    """One question before anything was hidden."""

    step: Step
    base: int
    cells: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[Aside, int] = field(default_factory=dict)
    numbers: tuple[tuple[float, int], ...] = ()
    """Values and how many gave them, rising."""
    places: tuple[Mapping[str, int], ...] = ()
    """Of a ranking: by place, how many put which option there."""
    levels: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Of points: by option, how many gave it so many."""

    @property
    def reached(self) -> int:
        """People of whom something is on record at this step."""
        return self.base + sum(self.aside.values())

    def table(self, people: int) -> Table:
        """As `suppression` wants it, everybody who took part accounted for."""
        aside = {str(why): n for why, n in self.aside.items()}
        aside[str(Aside.NOT_ASKED)] = people - self.reached
        return Table(self.cells, self.base, aside, _picks(self.step))


def _count(step: Step, tallies: Iterable[Tally]) -> _Raw:
    answers: list[tuple[object, int]] = []
    aside = dict.fromkeys(_ASIDE.values(), 0)
    for tally in tallies:
        if tally.outcome is Outcome.ANSWERED:
            answers.append((json.loads(tally.value) if tally.value else None, tally.n))
        elif tally.outcome in _ASIDE:
            aside[_ASIDE[tally.outcome]] += tally.n
    base = sum(n for _, n in answers)
    numbers = _numbers(answers) if isinstance(step.question, Number) else ()
    levels = _levels(step, answers)
    return _Raw(step, base, _cells(step, answers), aside, numbers, _places(step, answers), levels)


def _cells(step: Step, answers: Sequence[tuple[object, int]]) -> Mapping[str, int]:
    question = step.question
    if not _is_counted_by_cell(step):
        return {}
    found: Counter[str] = Counter()
    for value, n in answers:
        for cell in _cells_of(question.type, value):
            found[cell] += n
    if isinstance(question, Postcode):
        return _named_areas(found)
    options = _options(step)
    unlisted = sorted(set(found) - set(options))
    return {option: found[option] for option in (*options, *unlisted)}


def _cells_of(kind: str, value: object) -> Iterable[str]:
    """Where one person stands."""
    if kind == "points":
        return tuple(_shares(value)) or (NONE,)
    if isinstance(value, list):
        picks = [_name(pick) for pick in value]
        return picks[:1] if kind == "ranking" else set(picks)
    return [_name(value)]


def _shares(value: object) -> Mapping[str, int]:
    """The points that one person gave, by option."""
    given = value.get("split") if isinstance(value, Mapping) else None
    return dict(given) if isinstance(given, list) else {}


def _name(value: object) -> str:
    """The option that a coded value names."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return OTHER
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _options(step: Step) -> tuple[str, ...]:
    question = step.question
    if isinstance(question, Scale):
        return tuple(str(n) for n in range(question.from_, question.to + 1))
    if isinstance(question, Number):
        return tuple(str(n) for n in _few_numbers(question))
    if isinstance(question, Points):
        return (*question.options(), NONE)  # giving none to any is an answer
    return question.options()


def _few_numbers(question: Number) -> range:
    """Every value that can be given, where they are few; else nothing."""
    least, most = question.at_least, question.at_most
    if not (question.whole and isinstance(least, int | float) and isinstance(most, int | float)):
        return range(0)
    values = range(int(least), int(most) + 1)
    return values if len(values) <= FEW_NUMBERS else range(0)


def _is_counted_by_cell(step: Step) -> bool:
    if isinstance(step.question, Number):
        return bool(_few_numbers(step.question))
    return step.question.type in _CLOSED


def _named_areas(found: Mapping[str, int]) -> Mapping[str, int]:
    """A small area is not even named: that somebody lives there is already a fact about them."""
    large = {area: n for area, n in sorted(found.items()) if n > LARGEST_STARRED}
    return {**large, ELSEWHERE: sum(found.values()) - sum(large.values())}


def _numbers(answers: Sequence[tuple[object, int]]) -> tuple[tuple[float, int], ...]:
    return tuple(
        sorted((float(value), n) for value, n in answers if isinstance(value, int | float))
    )


def _places(step: Step, answers: Sequence[tuple[object, int]]) -> tuple[Mapping[str, int], ...]:
    if not isinstance(step.question, Ranking):
        return ()
    places = [dict.fromkeys(step.question.options(), 0) for _ in step.question.options()]
    for value, n in answers:
        for place, option in zip(places, value if isinstance(value, list) else [], strict=False):
            if option in place:
                place[option] += n
    return tuple(places)


def _levels(step: Step, answers: Sequence[tuple[object, int]]) -> Mapping[str, Mapping[int, int]]:
    if not isinstance(step.question, Points):
        return {}
    levels: dict[str, Counter[int]] = {option: Counter() for option in step.question.options()}
    for value, n in answers:
        given = _shares(value)
        for option, found in levels.items():
            found[given.get(option, 0)] += n
    return levels


def _picks(step: Step) -> tuple[int, int] | None:
    """Fewest and most cells that one person stands in; `None`: exactly one."""
    question = step.question
    if isinstance(question, Points):
        return 1, len(question.options())
    if not isinstance(question, MultiChoice):
        return None
    fewest = question.at_least if isinstance(question.at_least, int) else 1
    most = question.at_most if isinstance(question.at_most, int) else len(question.options())
    # "None of these" stands alone, whatever the least number of picks is.
    return 1 if question.none_of_these else max(fewest, 1), max(most, 1)


# ── What may be shown ─────────────────────────────────────────────────────────────────────────


def _questions(raw: Sequence[_Raw], people: int) -> tuple[Summary, ...]:
    if people < LEAST_BASE:
        return ()
    hidden = protect(people, [each.table(people) for each in raw])
    return tuple(_shown(n, each, people, hidden) for n, each in enumerate(raw))


def _shown(number: int, raw: _Raw, people: int, hidden: Hidden) -> Summary:
    step, question = raw.step, raw.step.question
    by_cell = _is_counted_by_cell(step)
    if number in hidden.tables:
        return _nothing(step, by_cell=by_cell)
    base = rounded(raw.base)
    aside = {
        Aside(cell): None if (number, "aside", cell) in hidden.stars else rounded(n)
        for cell, n in raw.table(people).aside.items()
    }
    if by_cell:
        stars = {cell for n, part, cell in hidden.stars if (n, part) == (number, "cells")}
        cells = _published(raw.cells, base, stars)
        measured = isinstance(question, Scale | Number)
        return Counts(
            step=step.id,
            counting=_COUNTED_AS.get(question.type, Counting.PEOPLE),
            base=base,
            cells=cells,
            aside=aside,
            mean=_mean(_taken(cells)) if measured else None,
            median=_at(_taken(cells), 0.5) if measured else None,
            borda=_borda(raw.places),
            is_about=step.about,
            points=_points(raw.levels, stars),
        )
    if raw.numbers:
        return _measured(step, base, aside, raw.numbers)
    return Texts(step.id, base, aside, step.about)


def _nothing(step: Step, *, by_cell: bool) -> Summary:
    if by_cell:
        counting = _COUNTED_AS.get(step.question.type, Counting.PEOPLE)
        return Counts(step.id, counting, None, is_about=step.about)
    if isinstance(step.question, Number):
        return Numbers(step.id, None, is_about=step.about)
    return Texts(step.id, None, is_about=step.about)


def _measured(
    step: Step,
    base: int,
    aside: Mapping[Aside, int | None],
    numbers: Sequence[tuple[float, int]],
) -> Numbers:
    return Numbers(
        step=step.id,
        base=base,
        aside=aside,
        mean=_mean(numbers),
        median=_at(numbers, 0.5),
        quarter=_at(numbers, 0.25),
        three_quarters=_at(numbers, 0.75),
        is_about=step.about,
    )


def _published(counts: Mapping[str, int], base: int, stars: Iterable[str]) -> tuple[Cell, ...]:
    hidden = set(stars)
    return tuple(
        Cell(cell, None)
        if cell in hidden
        else Cell(cell, rounded(n), percent(rounded(n), base) if base else None)
        for cell, n in counts.items()
    )


def _base(count: int) -> int | None:
    return rounded(count) if count >= LEAST_BASE else None


def _funnel(bases: Mapping[str, int]) -> tuple[Cell, ...]:
    invited = sum(bases.values())
    if invited < LEAST_BASE:
        return ()
    counts = {word: bases.get(word, 0) for word in FUNNEL}
    hidden = protect(invited, [Table(counts, invited)])
    return _published(counts, rounded(invited), {cell for _, _, cell in hidden.stars})


# ── Means, from what is shown ─────────────────────────────────────────────────────────────────


def _taken(cells: Sequence[Cell]) -> list[tuple[float, int]]:
    return [(float(cell.id), STARRED_AS if cell.n is None else cell.n) for cell in cells]


def _mean(values: Sequence[tuple[float, int]]) -> float | None:
    total = sum(n for _, n in values)
    return round(sum(value * n for value, n in values) / total, 1) if total else None


def _at(values: Sequence[tuple[float, int]], share: float) -> float | None:
    """The value with `share` of the answers below it; between two, their middle."""
    total = sum(n for _, n in values)
    if not total:
        return None
    ends = list(accumulate(n for _, n in values))
    place = share * total
    # Counted from 1: where the share ends between two answers, both count.
    around = (ceil(place), floor(place) + 1)
    low, high = (values[bisect_left(ends, min(nth, total))][0] for nth in around)
    return round((low + high) / 2, 1)


def _borda(places: Sequence[Mapping[str, int]]) -> tuple[Score, ...]:
    """Counted from rounded places, so that no small count can be worked back."""
    if not places:
        return ()
    most = len(places)
    taken = [{option: _about(n) for option, n in at.items()} for at in places]
    best = most * max(sum(at.values()) for at in taken)
    points = {
        option: sum((most - place) * at[option] for place, at in enumerate(taken))
        for option in places[0]
    }
    return tuple(Score(option, percent(sum_, best)) for option, sum_ in points.items() if best)


def _points(levels: Mapping[str, Mapping[int, int]], stars: Collection[str]) -> tuple[Mean, ...]:
    """Counted from rounded levels, as a ranking is; what is hidden has no mean."""
    means = {
        option: _mean([(level, _about(n)) for level, n in found.items()])
        for option, found in levels.items()
        if option not in stars
    }
    return tuple(Mean(option, mean) for option, mean in means.items() if mean is not None)


def _about(count: int) -> int:
    return STARRED_AS if 1 <= count <= LARGEST_STARRED else rounded(count)
