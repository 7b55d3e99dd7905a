"""Equations over whole numbers, and which of these can have no other value.

Rule: an integer programme decides (HiGHS). A solution that it finds is checked here against every
equation, where it finds none there is none, and that it gives up is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from bot.results.tables import SmallNumbers

FAR = 300
"""More than anybody in these tests."""
NEAR = 1
"""How far from the truth is looked first."""
WIDE = 100
"""Any solution will do: the best of them is not wanted."""
INFEASIBLE = 2
"""What `scipy.optimize.milp` says where nothing fits."""

Name = tuple[object, ...]


@dataclass
class Sum:
    """What is known of a sum of counts."""

    parts: dict[int, int]
    low: float
    high: float


@dataclass
class Equations:
    """Counts by name, what each can be, and what their sums can be."""

    names: dict[Name, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    stars: list[Name] = field(default_factory=list)
    limits: dict[object, SmallNumbers] = field(default_factory=dict)
    """What whoever published said was too small, by moment."""
    made: set[Name] = field(default_factory=set)
    """Numbers that are no counts: steps of the arithmetic."""

    def count(self, name: Name) -> int:
        """The number of a count."""
        if name not in self.names:
            self.names[name] = len(self.low)
            self.low.append(0)
            self.high.append(FAR)
        return self.names[name]

    def make(self, name: Name, most: int = FAR) -> Name:
        """A number that is worked out of counts."""
        self.made.add(name)
        self.within(name, 0, most)
        return name

    def within(self, name: Name, low: int, high: int) -> None:
        """Know more of a count."""
        n = self.count(name)
        self.low[n], self.high[n] = max(self.low[n], low), min(self.high[n], high)

    def shown(self, name: Name, shown: int | None) -> None:
        """A count as it was published: rounded, or starred."""
        self._known(name, shown, self.limits[name[0]].star + 1)

    def base(self, name: Name, shown: int) -> None:
        """A base as it was published."""
        self._known(name, shown, self.limits[name[0]].base)

    def _known(self, name: Name, shown: int | None, least: int) -> None:
        to = self.limits[name[0]].to
        if shown is None:
            self.within(name, 1, FAR)
            self.stars.append(name)
        elif shown == 0:
            self.within(name, 0, 0)
        else:
            self.within(name, max(least, shown - to // 2), shown - to // 2 + to - 1)

    def guess(self, truth: Mapping[Name, int]) -> None:
        """Guess, and rightly, which stars are not for another's sake."""
        for name in self.stars:
            if self.limits[name[0]].is_small(truth[name]):
                self.within(name, 1, self.limits[name[0]].star)

    def small(self, truth: Mapping[Name, int]) -> list[Name]:
        """Those that are small, under the limits of their moment."""
        return [name for name, n in truth.items() if self.limits[name[0]].is_small(n)]

    def sum_of(self, whole: Name, parts: Sequence[Name]) -> None:
        """The parts are the whole."""
        self.between(0, 0, {whole: -1, **dict.fromkeys(parts, 1)})

    def between(self, low: float, high: float, parts: Mapping[Name, int]) -> None:
        """So much is known of a sum."""
        self.sums.append(Sum({self.count(name): by for name, by in parts.items()}, low, high))


# ── Solving ───────────────────────────────────────────────────────────────────────────────────


def recovered(eq: Equations, truth: Mapping[Name, int], secrets: Sequence[Name]) -> list[Name]:
    """Those of the secrets that can have no other value.

    Args:
        truth: the true value of every count that is named.
    """
    if not truth:
        return []
    solver = _Solver(eq)
    true = {eq.names[name]: n for name, n in truth.items()}
    assert solver.solution({n: (one, one) for n, one in true.items()}) is not None, "all is true"
    left = [eq.names[name] for name in secrets]
    found = set()
    while left:
        n = left.pop(0)
        other = _other(solver, true, n, left)
        if other is None:
            found.add(n)
        else:  # where others, too, have another value
            left = [each for each in left if other[each] == true[each]]
    return [name for name, n in eq.names.items() if n in found]


def _other(
    solver: _Solver, true: Mapping[int, int], n: int, pushed: Sequence[int]
) -> np.ndarray | None:
    """A solution in which this is not what it is: close by, which is soon found; else anywhere."""
    for reach in (NEAR, FAR):
        around = {each: (value - reach, value + reach) for each, value in true.items()}
        for low, high in ((true[n] + 1, true[n] + reach), (true[n] - reach, true[n] - 1)):
            other = solver.solution({**around, n: (low, high)}, pushed)
            if other is not None:
                return other
    return None


class _Solver:
    """Looks for whole numbers that fit all that is known."""

    def __init__(self, eq: Equations) -> None:
        self._low, self._high = np.array(eq.low), np.array(eq.high)
        self._sums = lil_array((len(eq.sums), len(eq.low)), dtype=int)
        for row, each in enumerate(eq.sums):
            for n, by in each.parts.items():
                self._sums[row, n] = by
        self._least = np.array([each.low for each in eq.sums])
        self._most = np.array([each.high for each in eq.sums])

    def solution(
        self, within: Mapping[int, tuple[int, int]], pushed: Sequence[int] = ()
    ) -> np.ndarray | None:
        """Values that fit, or `None`: there are none.

        Args:
            within: between which bounds to look for some of them.
            pushed: those to push up and down by turns, so that many come out different.

        Raises:
            RuntimeError: it gave up.
        """
        low, high = self._low.copy(), self._high.copy()
        for n, (least, most) in within.items():
            low[n], high[n] = max(low[n], least), min(high[n], most)
        if np.any(low > high):
            return None
        found = milp(
            _by_turns(len(low), pushed),
            integrality=np.ones(len(low)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self._sums, self._least, self._most),
            options={"mip_rel_gap": WIDE},
        )
        if found.status == INFEASIBLE:
            return None
        if not found.success:
            raise RuntimeError(found.message)
        values: np.ndarray = np.rint(found.x).astype(int)
        sums = self._sums @ values
        assert np.all((low <= values) & (values <= high))
        assert np.all((self._least <= sums) & (sums <= self._most))
        return values


def _by_turns(length: int, pushed: Sequence[int]) -> np.ndarray:
    weights = np.zeros(length)
    weights[list(pushed)] = np.resize([1, -1], len(pushed))
    return weights
