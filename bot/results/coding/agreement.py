"""How far two coders agree, beyond what chance alone would give.

Rule: pure; where nothing can be said (one code for all, or for none) nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

FAIR, GOOD = 0.6, 0.8
"""Below the first, the codebook should be sharpened before its counts are used; from the second
on, coders agree well (Landis and Koch, Biometrics 33, 1977, call them substantial and almost
perfect)."""


class Table(Struct, frozen=True):
    """Answers that two people coded, by whether each of them gave one code."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.both + self.first_only + self.second_only + self.neither


class Agreement(Struct, frozen=True):
    """Of one code; of all codes together where `code` is empty."""

    code: str
    answers: int
    """That two people coded."""
    observed: float | None
    """Share on which they agree; `None`: there are no answers."""
    kappa: float | None
    """Cohen's; `None` where both said the same of every answer, so that chance explains all."""


def table(code: str, pairs: Sequence[tuple[Collection[str], Collection[str]]]) -> Table:
    """Count one code over answers, each as its two coders coded it."""
    cells = [(code in first, code in second) for first, second in pairs]
    return Table(
        both=cells.count((True, True)),
        first_only=cells.count((True, False)),
        second_only=cells.count((False, True)),
        neither=cells.count((False, False)),
    )


def observed(counts: Table) -> float | None:
    """The share of answers on which both said the same."""
    if not counts.total:
        return None
    return (counts.both + counts.neither) / counts.total


def expected(counts: Table) -> float | None:
    """The share on which they would by chance, each giving the code as often as they did."""
    if not counts.total:
        return None
    first = (counts.both + counts.first_only) / counts.total
    second = (counts.both + counts.second_only) / counts.total
    return first * second + (1 - first) * (1 - second)


def kappa(counts: Table) -> float | None:
    """Cohen's kappa: (observed - expected) / (1 - expected).

    Returns:
        1 for full agreement, 0 for chance, below 0 for less than chance; `None` where chance
        alone explains everything (there are no answers, or both gave the code to every one, or
        to none), so that nothing is shown either way.

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
    Psychological Measurement 20 (1960), 37-46.
    """
    return _beyond_chance(observed(counts), expected(counts))


def pooled(tables: Sequence[Table]) -> float | None:
    """One kappa for a whole codebook: of the mean shares, so that a code which is hardly ever
    given does not sway it as a mean of kappas would.

    Source: H. De Vries, M. Elliott, D. Kanouse, S. Teleki, "Using pooled kappa to summarize
    interrater agreement across many items", Field Methods 20 (2008), 272-282.
    """
    seen = [each for each in tables if each.total]
    if not seen:
        return None
    shares = [(observed(each) or 0, expected(each) or 0) for each in seen]
    means = (sum(each) / len(seen) for each in zip(*shares, strict=True))
    return _beyond_chance(*means)


def _beyond_chance(seen: float | None, by_chance: float | None) -> float | None:
    if seen is None or by_chance is None or by_chance >= 1:
        return None
    return (seen - by_chance) / (1 - by_chance)


def agreements(
    codes: Sequence[str], pairs: Sequence[tuple[Collection[str], Collection[str]]]
) -> Sequence[Agreement]:
    """Of each code, and last of all together."""
    if not pairs:
        return ()
    tables = [table(code, pairs) for code in codes]
    found = [
        Agreement(code, counts.total, observed(counts), kappa(counts))
        for code, counts in zip(codes, tables, strict=True)
    ]
    same = sum(set(first) == set(second) for first, second in pairs) / len(pairs)
    return [*found, Agreement("", len(pairs), same, pooled(tables))]
