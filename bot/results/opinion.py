"""Opinion groups: people who vote alike on statements, whoever they are, as they may be shown.

Rule: a group is one more thing by which published figures are split. What of it may be shown is
asked of `suppression`, beside all that was ever published of the consultation; whoever is in no
group counts as one group more, which is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import Refused
from bot.questions.stance import AGREE, DISAGREE
from bot.results.clusters import Split, splits
from bot.results.showing import published
from bot.results.suppression import protect
from bot.results.tables import USUAL, Release, Row, SmallNumbers, Table

LEAST_PEOPLE = 100
LEAST_VOTES = 7
LIMIT_SHOWN = 5
"""Statements told of one group."""
NAMES = "ABCDE"
FEW = (
    f"Too few people for groups: at least {LEAST_PEOPLE} must have voted on {LEAST_VOTES} "
    "statements or more."
)
NONE = "No groups can be shown: people do not fall into groups that are all large enough."
_BY = "opinion"
_REST = ""
_SCORES = {AGREE: 1, DISAGREE: -1}
"""Passing, and not having been asked, lean to neither side."""

Ballot = Mapping[str, str]
"""One person's votes: `agree`, `disagree` or `pass` by `step.statement`."""


class View(Struct, frozen=True):
    """What a group makes of a statement, in percent of those of it who voted; `None`: starred."""

    vote: str
    agree: int | None
    disagree: int | None
    apart: int
    """By how many points it differs from the mean of the other groups, on the side on which it
    differs most."""


class OpinionGroup(Struct, frozen=True):
    """People who vote alike."""

    name: str
    """A is the largest."""
    people: int
    """Rounded."""
    views: tuple[View, ...]
    """Where it differs most from the others, that first."""


class Opinions(Struct, frozen=True):
    """Groups, or why there are none."""

    groups: tuple[OpinionGroup, ...] = ()
    why: str = ""
    apart: float | None = None
    """The mean silhouette, to one place."""
    limits: SmallNumbers = USUAL
    """What is too small to show of them."""


def opinions(
    ballots: Iterable[Ballot], releases: Sequence[Release], limits: SmallNumbers = USUAL
) -> Opinions:
    """Find the groups of a consultation that has closed.

    Args:
        ballots: everybody's votes.
        releases: the truth of all that was published of it, the closing figures last.
        limits: what is too small to show.

    Raises:
        Refused: votes are not those that the closing figures were made of, so that the two
            together would tell who came or left; or scikit-learn is not installed.
    """
    tables = releases[-1].tables
    known = [{n: said for n, said in each.items() if n in tables} for each in ballots]
    if sum(len(each) >= LEAST_VOTES for each in known) < LEAST_PEOPLE:
        return Opinions(why=FEW)
    voted = {n: tables[n] for n in sorted({n for each in known for n in each})}
    _hold_against(known, voted)
    people = [each for each in known if len(each) >= LEAST_VOTES]
    people.sort(key=lambda each: (_row(each, voted), sorted(each.items())))
    for split in splits([_row(each, voted) for each in people], limits.base):
        release = replace(_split_by(split, people, voted), limits=limits)
        hidden = protect(release, releases)
        if not any((_BY, group) in hidden.groups for group in _names(split)):
            groups = tuple(_groups(replace(release, hidden=hidden), split))
            return Opinions(groups, apart=round(split.apart, 1), limits=limits)
    return Opinions(why=NONE)


# ── True counts ───────────────────────────────────────────────────────────────────────────────


def _hold_against(ballots: Sequence[Ballot], tables: Mapping[str, Table]) -> None:
    for n, table in tables.items():
        found = Counter(each[n] for each in ballots if n in each)
        if found != Counter({cell: count for cell, count in table.cells.items() if count}):
            raise Refused(
                "Votes have changed since the figures of the closing were counted (somebody's "
                "were deleted, say), so groups are found no more: beside those figures, they "
                "could tell whose."
            )


def _row(ballot: Ballot, votes: Iterable[str]) -> list[int]:
    return [_SCORES.get(ballot.get(n, ""), 0) for n in votes]


def _split_by(split: Split, people: Sequence[Ballot], tables: Mapping[str, Table]) -> Release:
    """The same tables split by group, and the rest of those who took part."""
    sizes = dict(Counter(NAMES[group] for group in split.groups))
    table = next(iter(tables.values()))
    rest = table.base + sum(table.aside.values()) - len(people)
    of = [(NAMES[group], each) for group, each in zip(split.groups, people, strict=True)]
    return Release(
        {n: replace(each, facets={_BY: _rows(n, each, of)}) for n, each in tables.items()},
        {_BY: {**sizes, _REST: rest}},
    )


def _rows(n: str, table: Table, people: Sequence[tuple[str, Ballot]]) -> Mapping[str, Row]:
    counts: dict[str, Counter[str]] = {name: Counter() for name, _ in people}
    for name, each in people:
        if n in each:
            counts[name][each[n]] += 1
    grouped = sum(counts.values(), Counter())
    counts[_REST] = Counter({cell: all_ - grouped[cell] for cell, all_ in table.cells.items()})
    return {
        name: Row(found.total(), {cell: found[cell] for cell in table.cells})
        for name, found in counts.items()
    }


# ── What may be shown ─────────────────────────────────────────────────────────────────────────


def _names(split: Split) -> Sequence[str]:
    return NAMES[: max(split.groups) + 1]


Shares = Mapping[str, int | None]
"""Percent by answer; `None` where it is starred."""


def _groups(release: Release, split: Split) -> Iterator[OpinionGroup]:
    shown = {name: dict(_shares(release, name)) for name in _names(split)}
    for name, mine in shown.items():
        others = [each for other, each in shown.items() if other != name]
        views = [_view(n, shares, [o[n] for o in others if n in o]) for n, shares in mine.items()]
        views.sort(key=lambda each: (-each.apart, each.vote))
        told = tuple(each for each in views[:LIMIT_SHOWN] if each.apart)
        yield OpinionGroup(name, release.limits.rounded(release.sizes[_BY][name]), told)


def _shares(release: Release, name: str) -> Iterator[tuple[str, Shares]]:
    """A group's published shares, by vote."""
    hidden, limits = release.hidden, release.limits
    for n, table in release.tables.items():
        if hidden.shows(n, _BY, name):
            row = table.facets[_BY][name]
            stars = {cell for cell in row.cells if (n, _BY, name, cell) in hidden.inner}
            cells = published(row.cells, limits.rounded(row.base), stars, limits)
            yield n, {cell.id: cell.percent for cell in cells}


def _view(n: str, mine: Shares, others: Sequence[Shares]) -> View:
    """From published shares alone."""
    apart = [0]
    for side in _SCORES:
        known = [share for each in others if (share := each.get(side)) is not None]
        share = mine.get(side)
        if known and share is not None:
            apart.append(abs(round(share - sum(known) / len(known))))
    return View(n, mine.get(AGREE), mine.get(DISAGREE), max(apart))
