"""Opinion groups: people who vote alike on statements, whoever they are, as they may be shown.

Rule: a group is one more thing by which published figures are split. What of it may be shown is
asked of `suppression`, beside all that was ever published of the consultation; whoever is in no
group counts as one group more, which is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from bot.errors import Refused
from bot.questions.stance import AGREE, DISAGREE
from bot.results import truth
from bot.results.clusters import Split, splits
from bot.results.counting import Counted
from bot.results.showing import published
from bot.results.summary import Counting, Counts, Figures, Group, Opinions, Ungrouped
from bot.results.suppression import protect
from bot.results.tables import USUAL, Release, Row, SmallNumbers, Table

LEAST_PEOPLE = 100
LEAST_VOTES = 7
BY = "opinion"
"""What figures are split by."""
NAMES = "ABCDE"
_REST = ""
_SCORES = {AGREE: 1, DISAGREE: -1}
"""Passing, and not having been asked, lean to neither side."""

Ballot = Mapping[str, str]
"""One person's votes: `agree`, `disagree` or `pass` by `step.statement`."""


class Found(Struct, frozen=True):
    """Groups, and the truth behind them."""

    opinions: Opinions
    release: Release | None = None
    """What is published of them; `None`: nothing is."""


def grouped(
    counted: Counted, ballots: Iterable[Ballot], before: Sequence[str], limits: SmallNumbers
) -> Counted:
    """The same figures with the opinion groups of those who voted, found in this very moment.

    Args:
        counted: the figures of the closing.
        ballots: everybody's votes.
        before: the truths of all figures that were published before these, the oldest first.
        limits: what is too small to show of groups.

    Raises:
        Refused: as `opinions` does.
    """
    now, earlier = truth.parse(counted.truth), [truth.parse(text) for text in before]
    releases = [*truth.answers(earlier), now.answers]
    found = opinions(ballots, releases, limits)
    return Counted(
        replace(counted.figures, opinions=found.opinions),
        truth.dump(replace(now, opinion=found.release)),
    )


def carried(figures: Figures, kept: Sequence[Figures]) -> Figures:
    """Figures that are counted once more, with the groups that were found before: they are never
    found again."""
    known = next((each.opinions for each in reversed(kept) if each.opinions), UNSET)
    if known and known.groups and known.limits.strictest([figures.limits]) != known.limits:
        known = Opinions(why=Ungrouped.STRICTER, limits=figures.limits)
    return replace(figures, opinions=known)


def opinions(
    ballots: Iterable[Ballot], releases: Sequence[Release], limits: SmallNumbers = USUAL
) -> Found:
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
        return Found(Opinions(why=Ungrouped.FEW, limits=limits))
    voted = {n: tables[n] for n in sorted({n for each in known for n in each})}
    _hold_against(known, voted)
    people = [each for each in known if len(each) >= LEAST_VOTES]
    people.sort(key=lambda each: (_row(each, voted), sorted(each.items())))
    for split in splits([_row(each, voted) for each in people], limits.base):
        release = replace(_split_by(split, people, voted), limits=limits)
        release = replace(release, hidden=protect(release, releases))
        if not any((BY, name) in release.hidden.groups for name in _names(split)):
            groups = tuple(_group(release, name) for name in _names(split))
            return Found(Opinions(groups, apart=round(split.apart, 1), limits=limits), release)
    return Found(Opinions(why=Ungrouped.NONE, limits=limits))


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
        {n: replace(each, facets={BY: _rows(n, each, of)}) for n, each in tables.items()},
        {BY: {**sizes, _REST: rest}},
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


def _group(release: Release, name: str) -> Group:
    size = release.limits.rounded(release.sizes[BY][name])
    return Group(name, size, tuple(_votes(release, name)))


def _votes(release: Release, name: str) -> Iterator[Counts]:
    """A group's published votes, a statement at a time."""
    hidden, limits = release.hidden, release.limits
    for n, table in release.tables.items():
        if hidden.shows(n, BY, name):
            row = table.facets[BY][name]
            stars = {cell for cell in row.cells if (n, BY, name, cell) in hidden.inner}
            base = limits.rounded(row.base)
            cells = published(row.cells, base, stars, limits)
            yield Counts(n, Counting.PEOPLE, base, cells)
