"""The published figures as a table that anybody may use, and what its columns mean.

Rule: exactly what the public page shows, cell for cell; nothing is counted or hidden here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import asdict, astuple, replace

from bot.flow.structure import Document, Step
from bot.results.names import label_of
from bot.results.opinion import BY, LEAST_VOTES
from bot.results.summary import Cell, Consensus, Counts, Figures, Group, Numbers, Summary
from bot.results.tables import SmallNumbers

Line: TypeAlias = tuple[str | int | float, ...]

COLUMNS = (
    "consultation", "version", "part", "question", "type", "text", "group_by", "group",
    "code", "label", "people", "percent", "measure", "status",
)  # fmt: skip
SHOWN, STARRED, FEW = "shown", "starred", "fewer_than_{base}"

_CODEBOOK: tuple[tuple[str, str], ...] = (
    ("consultation", "Name of the consultation"),
    ("version", "SHA-256 of its questions"),
    (
        "part",
        "took_part: people altogether; funnel: how far they came; answer: who gave this answer; "
        "no_answer: who took part and did not answer; base: who answered the question; measure: "
        "a mean or the like; group: people of a group; community: a group's share among those "
        "who took part (percent) and in the community (measure)",
    ),
    ("question", "Id of the question"),
    ("type", "Type of the question"),
    ("text", "The question in the source language"),
    (
        "group_by",
        "By what people are split: language, channel, area and so on; opinion: people who voted "
        "alike on statements, put together by a machine from their votes alone (principal "
        f"components, k-means), if they voted on {LEAST_VOTES} statements or more",
    ),
    ("group", "The group; empty: not known; of opinion: A is the largest"),
    ("code", "The answer, state or measure"),
    ("label", "What it is called in the source language"),
    ("people", "People, rounded to the nearest {to}"),
    ("percent", "Whole percent of the base, from rounded counts"),
    (
        "measure",
        "A mean, a median or a score of 100; silhouette: how far apart opinion groups are, 1 far, "
        "0 not at all",
    ),
    (
        "status",
        "shown; starred: 1 to {star} people, or a count hidden so that nobody can work out such a "
        f"one; {FEW}: not shown, because fewer than {{base}} people answered",
    ),
)


class _Line(Struct, frozen=True):
    """One figure, in the order of `COLUMNS` after the first two."""

    part: str
    question: str = ""
    type: str = ""
    text: str = ""
    group_by: str = ""
    group: str = ""
    code: str = ""
    label: str = ""
    people: int | str = ""
    percent: int | str = ""
    measure: float | str = ""
    status: str = SHOWN


def table(figures: Figures, document: Document) -> Sequence[Line]:
    """All that is published, a figure a line, under `COLUMNS`."""
    head = (figures.slug, figures.version)
    return [COLUMNS, *((*head, *astuple(line)) for line in _lines(figures, document))]


def codebook(licence: str, limits: SmallNumbers) -> Sequence[Line]:
    """What each column means, and under which licence all of it may be used; `limits` are those
    of the figures."""
    meanings = ((name, said.format(**asdict(limits))) for name, said in _CODEBOOK)
    return [("column", "meaning"), *meanings, ("licence", licence)]


def _lines(figures: Figures, document: Document) -> Iterator[_Line]:
    few = FEW.format(base=figures.limits.base)
    yield _counted(_Line("took_part", code="people"), Cell("", figures.people), few)
    yield _counted(_Line("took_part", code="invited"), Cell("", figures.invited), few)
    for cell in figures.funnel:
        yield _counted(_Line("funnel", code=cell.id), cell)
    yield from _questions(figures.questions, document, (_Line(""), few))
    for by, group in _groups(figures):
        of = _Line("group", group_by=by, group=group.value)
        yield _counted(of, Cell("", group.people))
        yield from _questions(group.questions, document, (of, few))
    if figures.opinions and figures.opinions.apart is not None:
        yield _Line("measure", group_by=BY, code="silhouette", measure=figures.opinions.apart)
    for each in figures.achieved:
        share = "" if each.share is None else each.share
        of = _Line("community", group_by=each.facet, group=each.value, measure=share)
        yield _counted(of, Cell("", each.people, each.percent))


def _groups(figures: Figures) -> Iterator[tuple[str, Group]]:
    """By what people are split, and each group of them."""
    yield from ((facet.by, group) for facet in figures.facets for group in facet.groups)
    if figures.opinions:
        yield from ((BY, group) for group in figures.opinions.groups)


def _questions(
    summaries: Sequence[Summary], document: Document, told: tuple[_Line, str]
) -> Iterator[_Line]:
    """Everything on some questions; `told` holds the group that gave the answers, and what is said
    of a base that is too small."""
    of, few = told
    for summary in summaries:
        step = document.flow.step(summary.step)
        if step is not None:
            text = document.texts.get(step.key("text"), step.id).split("\n")[0]
            asked = replace(of, question=step.id, type=step.question.type, text=text)
            yield _counted(replace(asked, part="base"), Cell("", summary.base), few)
            yield from _answers(summary, step, document, asked)


def _answers(summary: Summary, step: Step, document: Document, asked: _Line) -> Iterator[_Line]:
    for cell in summary.cells if isinstance(summary, Counts) else ():
        label = _label(summary, cell.id, step, document)
        yield _counted(replace(asked, part="answer", code=cell.id, label=label), cell)
    for why, n in sorted(summary.aside.items()):
        yield _counted(replace(asked, part="no_answer", code=why.value), Cell("", n))
    for name, value in _measures(summary):
        yield replace(asked, part="measure", code=name, measure=value)


def _label(summary: Summary, option: str, step: Step, document: Document) -> str:
    labels = summary.labels if isinstance(summary, Counts) else {}
    return labels.get(option) or label_of(option, step, document)


def _measures(summary: Summary) -> Iterator[tuple[str, float]]:
    if isinstance(summary, Counts | Numbers):
        for name in ("mean", "median", "quarter", "three_quarters", "deviation"):
            value = getattr(summary, name)
            if value is not None:
                yield name, value
    if isinstance(summary, Counts):
        yield from _consensus(summary.consensus)
        yield from ((f"score:{each.id}", each.percent) for each in summary.borda)
        yield from ((f"points:{each.id}", each.mean) for each in summary.points)


def _consensus(found: Consensus | None) -> Iterator[tuple[str, float]]:
    if found is None:
        return
    for name, value in (
        ("agreement_upper", found.upper),
        ("agreement_lower", found.lower),
        ("agreement_needed", found.share),
        ("settled_in_round", found.round),
    ):
        if value is not None:
            yield name, value


def _counted(line: _Line, cell: Cell, why: str = STARRED) -> _Line:
    """With its count, or with why there is none."""
    if cell.n is None:
        return replace(line, status=why)
    percent = "" if cell.percent is None else cell.percent
    return replace(line, people=cell.n, percent=percent)
