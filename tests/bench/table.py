"""How every measurement is printed: a ratio against a named baseline, both timed in this run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure, and the bar it must pass."""

    name: str
    ours: str
    baseline: str
    ratio: float
    bar: float
    is_ceiling: bool = False
    """The ratio must be at most the bar, rather than at least."""

    @property
    def passes(self) -> bool:
        """Whether the bar is met."""
        return self.ratio <= self.bar if self.is_ceiling else self.ratio >= self.bar

    def __str__(self) -> str:
        sign = "<=" if self.is_ceiling else ">="
        verdict = "ok" if self.passes else "MISSED"
        return (
            f"{self.name:<44} {self.ours:>16} {self.baseline:>18} "
            f"{self.ratio:>7.2f} {sign} {self.bar:<5} {verdict}"
        )


def within(name: str, limit: float, ours: tuple[float, str], baseline: str) -> Ratio:
    """A figure that must stay below a limit of its own; beside it, what it may be held to.

    Args:
        ours: the figure, and how it is printed.
    """
    found, shown = ours
    return Ratio(name, shown, baseline, found / limit, 1, is_ceiling=True)


HEADER = f"{'what':<44} {'ours':>16} {'baseline':>18} {'ratio':>7}    bar"


def seconds(work: Callable[[], object], times: int) -> float:
    """Seconds for one call, over `times` calls."""
    began = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - began) / times


def interleaved(
    ours: Callable[[], object], baseline: Callable[[], object], times: int
) -> tuple[float, float]:
    """Median seconds a call of each, taken in turns so that a noisy minute hits both."""
    pairs = [(seconds(ours, times), seconds(baseline, times)) for _ in range(ROUNDS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
