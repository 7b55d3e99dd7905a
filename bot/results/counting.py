"""Tallies → figures: the one place where answers are counted.

Rule: people are counted, never messages; what leaves here has been through `suppression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.rounds import rated
from bot.flow.structure import Document
from bot.model import GroupRating, Round, Tally
from bot.questions.statements import step_of
from bot.results import raw as counts
from bot.results import truth
from bot.results.asked import asked
from bot.results.caveat import caveat
from bot.results.noticing import ELSEWHERE
from bot.results.profile import Group as ProfileGroup
from bot.results.profile import achieved
from bot.results.raw import Raw
from bot.results.routing import routes
from bot.results.showing import Showing, published
from bot.results.summary import Cell, Counts, Facet, Figures, Group, Summary
from bot.results.suppression import protect
from bot.results.tables import USUAL, Hidden, Limit, Release, SmallNumbers, Table

__all__ = [
    "ELSEWHERE",
    "FACETS",
    "FUNNEL",
    "Counted",
    "Told",
    "counted",
    "figures",
    "fresh_round",
    "group_ratings",
]

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
FACETS = ("language", "channel", "area", "segment", "source", "wave", "repeat", "help")
"""What figures are split by, in this order. Nothing that people said of themselves."""
_ANSWERED = frozenset({"completed", "partial"})
_PERHAPS = _ANSWERED | {"declined", "stopped", "expired"}
_FUNNEL = "funnel"
_EMPTY: Mapping[str, Mapping[str, str]] = {}


class Told(Struct, frozen=True):
    """All that figures are made of, as the store tells it."""

    tallies: Sequence[Tally]
    """Latest answers by step and value, for everybody and by facet."""
    bases: Mapping[str, int]
    """People by furthest state."""
    codebooks: Mapping[str, Mapping[str, str]] = _EMPTY
    """By step of words that were coded: code to label, in the codebook's order. The tallies of
    such a step hold lists of codes, as those of a multiple choice hold lists of options."""
    profile: Sequence[ProfileGroup] = ()
    rounds: Sequence[Round] = ()
    """Rounds of ratings that have ended, the first first."""


class Counted(Struct, frozen=True):
    """Figures, and the truth that they were made of: for the next count, and nobody's eyes."""

    figures: Figures
    truth: str
    """JSON of true counts."""


def figures(tallies: Sequence[Tally], bases: Mapping[str, int], document: Document) -> Figures:
    """Count a consultation of which nothing was published before, and make it safe to show."""
    return counted(Told(tallies, bases), document).figures


def counted(
    told: Told,
    document: Document,
    before: Sequence[str] = (),
    limits: SmallNumbers = USUAL,
) -> Counted:
    """Count a consultation and make it safe to show.

    Args:
        told: what the store tells.
        document: the consultation as launched.
        before: the truths of all figures that were published of it, the oldest first: what is
            shown now must not give away what was starred then.
        limits: what is too small to show.
    """
    earlier = [truth.parse(text) for text in before]
    raw = _raw(told, document, limits)
    people = max((each.reached for each in raw.values()), default=0)
    sizes = _sizes(told.tallies)
    people = max(people, sizes.pop("", {}).get("", 0))
    answers = _released(raw, people, sizes, limits)
    answers = replace(answers, routes=routes(document.flow, answers.tables))
    answers = replace(answers, hidden=protect(answers, truth.answers(earlier)))
    funnel = _funnel(told.bases, people, limits)
    funnel = replace(funnel, hidden=protect(funnel, [t.funnel for t in earlier]))
    showing = Showing(answers, people)
    found = Figures(
        slug=document.flow.slug,
        version=document.version,
        people=showing.base(people),
        invited=showing.base(sum(told.bases.values())),
        funnel=_shown_funnel(funnel),
        questions=tuple(_settled(showing.summary(n, each), told.rounds) for n, each in raw.items())
        if people >= limits.base
        else (),
        facets=tuple(_facets(raw, answers, showing)),
        limits=limits,
    )
    beside = achieved(told.profile, found)
    found = replace(found, achieved=beside, caveat=caveat(beside))
    return Counted(found, truth.dump(truth.Truth(answers, funnel)))


def group_ratings(told: Told, document: Document, limits: SmallNumbers = USUAL) -> Round:
    """What the group says of each item that is rated in rounds, as its members may be told of it,
    and on which it agrees. An item that few have rated has no figures, and is not settled."""
    found = rated(document.flow)
    if found is None:
        return Round()
    step, _ = found
    alone = replace(document, flow=replace(document.flow, steps=(step,)))
    items = [tally for tally in told.tallies if step_of(tally.step)[0] == step.id]
    shown = counted(Told(items, {}), alone, limits=limits).figures.questions
    groups: dict[str, GroupRating] = {}
    settled: list[str] = []
    for each in shown:
        if isinstance(each, Counts) and each.consensus is not None:
            item = step_of(each.step)[1]
            groups[item] = GroupRating(each.median, each.quarter, each.three_quarters)
            settled += [item] if each.consensus.is_settled else []
    return Round(groups, tuple(settled))


def fresh_round(known: Sequence[Round], found: Round) -> Round:
    """A round without what was settled before it."""
    before = {item for each in known for item in each.settled}
    return Round(
        {item: group for item, group in found.groups.items() if item not in before},
        tuple(item for item in found.settled if item not in before),
        found.ended_at,
    )


def _settled(summary: Summary, rounds: Sequence[Round]) -> Summary:
    """With the round in which an item was settled."""
    if not isinstance(summary, Counts) or summary.consensus is None:
        return summary
    item = step_of(summary.step)[1]
    number = next((n for n, each in enumerate(rounds, 1) if item in each.settled), 0)
    return replace(summary, consensus=replace(summary.consensus, round=number))


# ── True counts ───────────────────────────────────────────────────────────────────────────────


def _raw(told: Told, document: Document, limits: SmallNumbers) -> Mapping[str, Raw]:
    by_step: dict[str, list[Tally]] = {}
    for tally in told.tallies:
        by_step.setdefault(tally.step, []).append(tally)
    return {
        step.id: counts.named(
            counts.count(step, by_step.get(step.id, []), told.codebooks.get(step.id, {})),
            limits.star,
        )
        for step in asked(document, by_step)
    }


def _sizes(tallies: Iterable[Tally]) -> dict[str, dict[str, int]]:
    """Who took part, by facet and value; under the empty facet, everybody. A facet by which all
    are the same splits nothing."""
    found: dict[str, dict[str, int]] = {}
    for tally in tallies:
        if not tally.step and tally.n:
            found.setdefault(tally.facet, {})[tally.facet_value] = tally.n
    return {facet: sizes for facet, sizes in found.items() if len(sizes) > 1 or not facet}


def _released(
    raw: Mapping[str, Raw],
    people: int,
    sizes: Mapping[str, Mapping[str, int]],
    limits: SmallNumbers,
) -> Release:
    if people < limits.base:
        return Release({}, limits=limits)
    tables = {n: _whole(each, each.table(people), sizes) for n, each in raw.items()}
    return Release(tables, sizes, limits=limits)


def _whole(raw: Raw, table: Table, sizes: Mapping[str, Mapping[str, int]]) -> Table:
    """With a row for every group, answered or not; equality answers have none at all."""
    if raw.step.about:
        return replace(table, facets={})
    nobody = counts.nobody(raw)
    facets = {
        facet: {value: table.facets.get(facet, {}).get(value, nobody) for value in groups}
        for facet, groups in sizes.items()
    }
    return replace(table, facets=facets)


def _funnel(bases: Mapping[str, int], people: int, limits: SmallNumbers) -> Release:
    """The states as one question, with what follows of them for who answered."""
    states = {word: bases.get(word, 0) for word in FUNNEL}
    known = (Limit(_ANSWERED, most=people), Limit(_PERHAPS, least=people))
    holds = [
        limit
        for limit in known
        if limit.least <= sum(states[word] for word in limit.cells) <= limit.most
    ]
    table = Table(states, sum(states.values()), limits=tuple(holds))
    return Release({_FUNNEL: table}, limits=limits)


# ── What may be shown ─────────────────────────────────────────────────────────────────────────


def _shown_funnel(funnel: Release) -> tuple[Cell, ...]:
    table, hidden, limits = funnel.tables[_FUNNEL], funnel.hidden, funnel.limits
    if table.base < limits.base or _FUNNEL in hidden.tables:
        return ()
    stars = {cell for _, _, cell in hidden.stars}
    return published(table.cells, limits.rounded(table.base), stars, limits)


def _facets(raw: Mapping[str, Raw], answers: Release, showing: Showing) -> Iterable[Facet]:
    for by in FACETS:
        sizes = answers.sizes.get(by, {})
        if any((by, value) not in answers.hidden.groups for value in sizes):
            ordered = sorted(sizes, key=lambda value: (not value, -sizes[value], value))
            yield Facet(by, tuple(_group(by, value, (raw, answers, showing)) for value in ordered))


def _group(by: str, value: str, given: tuple[Mapping[str, Raw], Release, Showing]) -> Group:
    raw, answers, showing = given
    hidden: Hidden = answers.hidden
    if (by, value) in hidden.groups:
        return Group(value, None)
    shown = [
        showing.row(n, each, (by, value))
        for n, each in raw.items()
        if hidden.shows(n, by, value) and value in each.groups.get(by, {}) and not each.step.about
    ]
    return Group(value, answers.limits.rounded(answers.sizes[by][value]), tuple(shown))
