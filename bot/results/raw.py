"""True counts of one question, which never leave the package.

Rule: people are counted, never messages: one person stands in one row of the tallies.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from bot.flow.structure import Step
from bot.model import Outcome, Tally
from bot.questions.base import NONE, Question
from bot.questions.delphi import Delphi
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.points import Points
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.results.measures import Values
from bot.results.names import name_of
from bot.results.noticing import ELSEWHERE
from bot.results.rating import scored
from bot.results.summary import Aside
from bot.results.tables import NOBODY, Row, Table

FEW_NUMBERS = 10
"""A number with no more possible values than this is counted like a scale: its exact mean would
tell how many gave which."""
FEW_MONTHS = 24
"""Days are counted by month; over a longer time by year."""
ANSWERED = "answered"
"""The one cell of a question of which only it is counted how many answered."""

_ASIDE = {
    Outcome.SKIPPED: Aside.SKIPPED,
    Outcome.DONT_KNOW: Aside.DONT_KNOW,
    Outcome.REFUSED: Aside.REFUSED,
}
_CLOSED = {
    "yes_no",
    "choice",
    "multi_choice",
    "ranking",
    "points",
    "statements",
    "delphi",
    "scale",
    "postcode",
    "date",
}
_OPEN = {"postcode", "date"}
"""Whose cells are what people said, and not a list of the file's."""


class Raw(Struct, frozen=True):
    """One question before anything was hidden."""

    step: Step
    base: int
    cells: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[Aside, int] = field(default_factory=dict)
    numbers: Values = ()
    places: tuple[Mapping[str, int], ...] = ()
    """Of a ranking: by place, how many put which option there."""
    levels: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Of points: by option, how many gave it so many."""
    late: int = 0
    assisted: int = 0
    codes: Mapping[str, str] = field(default_factory=dict)
    """Of words: the codebook, code to label."""
    groups: Mapping[str, Mapping[str, Raw]] = field(default_factory=dict)
    """By facet and value."""

    @property
    def reached(self) -> int:
        """People of whom something is on record at this step."""
        return self.base + sum(self.aside.values())

    @property
    def is_counted_by_cell(self) -> bool:
        """Whether there is a count for each answer."""
        question = self.step.question
        if isinstance(question, Number):
            return bool(few_numbers(question))
        return question.type in _CLOSED or bool(self.codes)

    def table(self, people: int) -> Table:
        """As `suppression` wants it, everybody who took part accounted for."""
        aside = {str(why): n for why, n in self.aside.items()}
        aside[str(Aside.NOT_ASKED)] = people - self.reached
        return Table(
            cells=self._counted(),
            base=self.base,
            aside=aside,
            picks=_picks(self),
            alone=NONE if _has_none(self.step.question) else "",
            facets={
                facet: {value: self._row(each) for value, each in groups.items()}
                for facet, groups in self.groups.items()
            },
            places=self.places,
            levels={
                option: tuple(found.get(level, 0) for level in range(max(found, default=0) + 1))
                for option, found in self.levels.items()
            },
            scored=scored(self.step.question) if isinstance(self.step.question, Delphi) else None,
        )

    def _counted(self) -> Mapping[str, int]:
        return self.cells if self.is_counted_by_cell else {ANSWERED: self.base}

    def _row(self, group: Raw) -> Row:
        """A group, under the cells of the whole."""
        if not self.is_counted_by_cell:
            return Row(group.base, {ANSWERED: group.base})
        return Row(group.base, under(self, group.cells))


def count(step: Step, tallies: Sequence[Tally], codes: Mapping[str, str]) -> Raw:
    """One question, for everybody and by every facet that the tallies have.

    Args:
        step: the question.
        tallies: those of this step.
        codes: its codebook, code to label; empty where its words are not coded.
    """
    by: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        by.setdefault((tally.facet, tally.facet_value), []).append(tally)
    groups: dict[str, dict[str, Raw]] = {}
    for (facet, value), found in by.items():
        if facet:
            groups.setdefault(facet, {})[value] = _count(step, found, codes)
    return replace(_count(step, by.get(("", ""), ()), codes), groups=groups)


def under(whole: Raw, cells: Mapping[str, int]) -> Mapping[str, int]:
    """A group's counts under the cells of the whole: what is not named there is elsewhere."""
    found: Counter[str] = Counter(dict.fromkeys(whole.cells, 0))
    for cell, n in cells.items():
        found[cell if cell in whole.cells else ELSEWHERE] += n
    return found


def nobody(raw: Raw) -> Row:
    """The row of a group of which nobody answered."""
    return NOBODY if not raw.is_counted_by_cell else Row(0, dict.fromkeys(raw.cells, 0))


def _count(step: Step, tallies: Iterable[Tally], codes: Mapping[str, str]) -> Raw:
    answers: list[tuple[object, int]] = []
    aside = dict.fromkeys(_ASIDE.values(), 0)
    late = assisted = 0
    for tally in tallies:
        if tally.outcome is Outcome.ANSWERED:
            answers.append((json.loads(tally.value) if tally.value else None, tally.n))
            late, assisted = late + tally.late, assisted + tally.assisted
        elif tally.outcome in _ASIDE:
            aside[_ASIDE[tally.outcome]] += tally.n
    return Raw(
        step=step,
        base=sum(n for _, n in answers),
        cells=_cells(step, answers, codes),
        aside=aside,
        numbers=_numbers(answers) if isinstance(step.question, Number) else (),
        places=_places(step, answers),
        levels=_levels(step, answers),
        late=late,
        assisted=assisted,
        codes=codes,
    )


def _cells(
    step: Step, answers: Sequence[tuple[object, int]], codes: Mapping[str, str]
) -> Mapping[str, int]:
    question = step.question
    found: Counter[str] = Counter()
    if not (codes or question.type in _CLOSED or isinstance(question, Number)):
        return found
    for value, n in answers:
        for cell in _cells_of(question.type, value):
            found[cell] += n
    if question.type in _OPEN:
        return found
    options = tuple(codes) or _options(step)
    unlisted = sorted(set(found) - set(options)) if not codes else ()
    if isinstance(question, Number):
        unlisted = ()
    return {option: found[option] for option in (*options, *unlisted)}


def _cells_of(kind: str, value: object) -> Iterable[str]:
    """Where one person stands."""
    if kind == "points":
        return tuple(_shares(value)) or (NONE,)
    if isinstance(value, list):
        picks = [name_of(pick) for pick in value]
        return picks[:1] if kind == "ranking" else set(picks)
    return () if value is None else [name_of(value)]


def _shares(value: object) -> Mapping[str, int]:
    """The points that one person gave, by option."""
    given = value.get("split") if isinstance(value, Mapping) else None
    return dict(given) if isinstance(given, list) else {}


def _options(step: Step) -> tuple[str, ...]:
    question = step.question
    if isinstance(question, Scale):
        return tuple(str(n) for n in range(question.from_, question.to + 1))
    if isinstance(question, Number):
        return tuple(str(n) for n in few_numbers(question))
    if isinstance(question, Points):
        return (*question.options(), NONE)  # giving none to any is an answer
    return question.options()


def few_numbers(question: Number) -> range:
    """Every value that can be given, where they are few; else nothing."""
    least, most = question.at_least, question.at_most
    if not (question.whole and isinstance(least, int | float) and isinstance(most, int | float)):
        return range(0)
    values = range(int(least), int(most) + 1)
    return values if len(values) <= FEW_NUMBERS else range(0)


def named(raw: Raw, star: int) -> Raw:
    """What people named themselves, areas and days, with all that few named taken together: that
    somebody lives in a small area is already a fact about them. Days are taken by month first."""
    if raw.step.question.type not in _OPEN:
        return raw
    raw = _by_month(raw) if raw.step.question.type == "date" else raw
    large = {cell: n for cell, n in sorted(raw.cells.items()) if n > star}
    cells = {**large, ELSEWHERE: sum(raw.cells.values()) - sum(large.values())}
    return replace(raw, cells=cells)


def _by_month(raw: Raw) -> Raw:
    months = {day[:7] for day in raw.cells}
    length = 7 if len(months) <= FEW_MONTHS else 4

    def binned(cells: Mapping[str, int]) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for day, n in cells.items():
            found[day[:length]] += n
        return found

    groups = {
        facet: {value: replace(each, cells=binned(each.cells)) for value, each in found.items()}
        for facet, found in raw.groups.items()
    }
    return replace(raw, cells=binned(raw.cells), groups=groups)


def _numbers(answers: Sequence[tuple[object, int]]) -> Values:
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


def _has_none(question: Question) -> bool:
    return isinstance(question, Points) or (
        isinstance(question, MultiChoice) and question.none_of_these
    )


def _picks(raw: Raw) -> tuple[int, int] | None:
    """Fewest and most cells that one person stands in; `None`: exactly one."""
    question = raw.step.question
    if raw.codes:
        return 0, len(raw.codes)
    if isinstance(question, Points):
        return 1, len(question.options())
    if not isinstance(question, MultiChoice):
        return None
    fewest = question.at_least if isinstance(question.at_least, int) else 1
    most = question.at_most if isinstance(question.at_most, int) else len(question.options())
    # "None of these" stands alone, whatever the least number of picks is.
    return 1 if question.none_of_these else max(fewest, 1), max(most, 1)
