"""Answers row by row, for analysts: one row a person, whom nothing in it names.

Rule: coded answers and what an officer may steer by, never an equality answer; words only where
they were asked for; whatever was not said has a word of its own, so that no cell is a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from bot.flow.structure import Document, Step
from bot.model import Outcome, Split, Value
from bot.questions.base import OTHER
from bot.results.asked import asked
from bot.results.names import label_of, name_of

Cell: TypeAlias = str | int | float
"""Text, or a number."""


class Missing(Struct, frozen=True):
    """Why a cell holds no answer."""

    word: str
    code: int
    """For programs that want a number."""
    label: str


NOT_ASKED = Missing("NOT_ASKED", -991, "Not asked: it did not apply, or they left before it")
SKIPPED = Missing("SKIPPED", -992, "Skipped")
DONT_KNOW = Missing("DONT_KNOW", -998, "Did not know")
REFUSED = Missing("REFUSED", -999, "Preferred not to say")
MISSING: Mapping[str, Missing] = {
    each.word: each for each in (NOT_ASKED, SKIPPED, DONT_KNOW, REFUSED)
}
"""By word. Capitals: no option's id has any, so that none can be taken for an answer."""
GIVEN = "GIVEN"
"""Stands for words, a recording, a photo or a place, which are not in the file."""
_WHY = {
    Outcome.SKIPPED: SKIPPED,
    Outcome.DONT_KNOW: DONT_KNOW,
    Outcome.REFUSED: REFUSED,
    Outcome.DROPPED: NOT_ASKED,
}


class Given(Struct, frozen=True):
    """One person's latest answer to one question."""

    outcome: Outcome
    value: Value | None = None
    """Without words."""
    text: str = ""
    """Their own words, where they were asked for."""


class Respondent(Struct, frozen=True):
    """One person who took part."""

    id: str
    """Differs from one consultation to the next; nothing leads back without the key."""
    status: str
    language: str
    channel: str
    area: str
    segment: str
    source: str
    version: str
    """Of the questions that they were asked."""
    is_assisted: bool
    is_late: bool
    answers: Mapping[str, Given] = field(default_factory=dict)


class Variable(Struct, frozen=True):
    """One column."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...] = ()
    """Every value it can have, with what it is called; empty: whatever was given."""
    is_number: bool = False
    step: str = ""
    """Of which it holds the answer; empty: of the person."""


class Columns(Struct, frozen=True):
    """One question as columns, and how an answer fills them."""

    variables: tuple[Variable, ...]
    cells: Callable[[Given], Sequence[Cell]]


_FLAG = (("1", "Yes"), ("0", "No"))
PERSON: tuple[Variable, ...] = (
    Variable("id", "The person, in this consultation alone"),
    Variable("status", "How far they came"),
    Variable("language", "The language they answered in"),
    Variable("channel", "The channel they answered on last"),
    Variable("area", "Area, as the people file had it"),
    Variable("segment", "Group, as the people file had it"),
    Variable("source", "How they came in"),
    Variable("version", "Version of the questions (SHA-256)"),
    Variable("assisted", "Somebody entered answers for them", _FLAG, is_number=True),
    Variable("late", "Some answers came after the closing", _FLAG, is_number=True),
)


class Layout:
    """The columns of one consultation."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        with_text: bool = False,
        voted: Collection[str] = (),
    ) -> None:
        """`documents`: every version that somebody was asked, the newest first. `voted`: ids of
        the votes on what residents added."""
        steps: dict[str, tuple[Step, Document]] = {}
        for document in documents:
            for step in asked(document, voted):
                if not step.about:
                    steps.setdefault(step.id, (step, document))
        self._columns = {
            step_id: _columns(step, document, with_text=with_text)
            for step_id, (step, document) in steps.items()
        }
        self.variables: tuple[Variable, ...] = (
            *PERSON,
            *(v for columns in self._columns.values() for v in columns.variables),
        )

    def row(self, person: Respondent) -> tuple[Cell, ...]:
        """One person's cells, in the order of `variables`."""
        return (
            *(person.id, person.status, person.language, person.channel),
            *(person.area, person.segment, person.source, person.version),
            int(person.is_assisted),
            int(person.is_late),
            *(cell for step in self._columns for cell in self._cells(step, person)),
        )

    def _cells(self, step: str, person: Respondent) -> Iterator[Cell]:
        columns, given = self._columns[step], person.answers.get(step)
        if given is not None and given.outcome is Outcome.ANSWERED:
            yield from columns.cells(given)
            return
        why = NOT_ASKED if given is None else _WHY[given.outcome]
        yield from (why.word for _ in columns.variables)


# ── Questions as columns ──────────────────────────────────────────────────────────────────────


def _columns(step: Step, document: Document, *, with_text: bool) -> Columns:
    kind = step.question.type
    title = document.texts.get(step.key("text"), step.id).split("\n")[0]
    options = tuple((each, label_of(each, step, document)) for each in step.question.options())
    made = _KINDS.get(kind, _words)(step.id, title, options)
    if not with_text or (kind != "free_text" and OTHER not in dict(options)):
        return made
    words = Variable(f"{step.id}__words", f"{title}: in their own words", step=step.id)
    return Columns((*made.variables, words), lambda given: (*made.cells(given), given.text))


Options: TypeAlias = tuple[tuple[str, str], ...]


def _one(step: str, title: str, options: Options) -> Columns:
    variable = Variable(step.replace(".", "__"), title, options, step=step)
    return Columns((variable,), lambda given: (name_of(given.value),))


def _number(step: str, title: str, _: Options) -> Columns:
    variable = Variable(step, title, is_number=True, step=step)
    return Columns((variable,), lambda given: (_plain(given.value),))


def _text(step: str, title: str, _: Options) -> Columns:
    return Columns((Variable(step, title, step=step),), lambda given: (_place(given.value),))


def _words(step: str, title: str, _: Options) -> Columns:
    variable = Variable(step, title, ((GIVEN, "Given; not in this file"),), step=step)
    return Columns((variable,), lambda _: (GIVEN,))


def _each(step: str, title: str, options: Options, values: Options = ()) -> tuple[Variable, ...]:
    return tuple(
        Variable(f"{step}__{option}", f"{title}: {label}", values, is_number=True, step=step)
        for option, label in options
    )


def _picks(step: str, title: str, options: Options) -> Columns:
    def cells(given: Given) -> Sequence[Cell]:
        picked = set(map(name_of, given.value)) if isinstance(given.value, tuple) else set()
        return [int(option in picked) for option, _ in options]

    return Columns(_each(step, title, options, (("1", "Chosen"), ("0", "Not chosen"))), cells)


def _order(step: str, title: str, options: Options) -> Columns:
    def cells(given: Given) -> Sequence[Cell]:
        order = list(map(name_of, given.value)) if isinstance(given.value, tuple) else []
        return [order.index(option) + 1 if option in order else 0 for option, _ in options]

    return Columns(_each(step, title, options), cells)


def _shares(step: str, title: str, options: Options) -> Columns:
    def cells(given: Given) -> Sequence[Cell]:
        points = dict(given.value.given) if isinstance(given.value, Split) else {}
        return [points.get(option, 0) for option, _ in options]

    return Columns(_each(step, title, options), cells)


_KINDS: Mapping[str, Callable[[str, str, Options], Columns]] = {
    **dict.fromkeys(("yes_no", "choice", "statements"), _one),
    **dict.fromkeys(("number", "scale", "delphi"), _number),
    **dict.fromkeys(("postcode", "date"), _text),
    "multi_choice": _picks,
    "ranking": _order,
    "points": _shares,
}
"""Other types tell only that something was given."""


def _plain(value: Value | None) -> Cell:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | float) else ""


def _place(value: Value | None) -> Cell:
    """As kept, but for a whole postcode, of which the last two letters name a street."""
    text = str(value)
    outward, _, inward = text.partition(" ")
    return f"{outward} {inward[0]}" if len(inward) == 3 and inward[0].isdigit() else text
