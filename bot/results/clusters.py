"""Votes → who votes alike: principal components, then k-means, with scikit-learn.

Rule: the same votes give the same groups, in whatever order they come; no other module knows the
library.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from bot.errors import Refused

COUNTS_OF_GROUPS = range(2, 6)
MISSING = (
    "Opinion groups are found by scikit-learn, which is not installed here. Install Kotha with "
    "its extra (`uv pip install 'kotha[groups]'`)."
)
SEED = 0
_STARTS = 20
_SAMPLE = 4000
"""People of whom it is asked how far groups are apart; that takes the square of their number."""
_DIGITS = 6
"""What two runs may differ by in the last places is no difference."""


class Split(Struct, frozen=True):
    """One way of grouping the same people."""

    groups: tuple[int, ...]
    """The group of each row: 0 is the largest."""
    apart: float
    """The mean silhouette: 1 far apart, 0 not at all."""


def is_installed() -> bool:
    """Whether the library is here; it is not loaded for that."""
    return find_spec("sklearn") is not None


def splits(rows: Sequence[Sequence[int]], least: int) -> tuple[Split, ...]:
    """Ways to group people by their votes, the furthest apart first.

    Args:
        rows: a person a row, sorted; a statement a column: 1 agrees, -1 disagrees, 0 neither.
        least: people in a group; a grouping with a smaller one is left out.

    Raises:
        Refused: scikit-learn is not installed.
    """
    try:
        from sklearn.cluster import KMeans
        from sklearn.decomposition import PCA
        from threadpoolctl import threadpool_limits  # comes with it
    except ImportError as error:
        raise Refused(f"{MISSING} All other figures are in `kotha results` without it.") from error
    if min(len(rows), len(rows[0])) < 2:
        return ()
    if len(set(map(tuple, rows))) < 2:
        return ()
    # One thread: sums are the same on every machine, and none waits for another's on a busy one.
    with threadpool_limits(1):
        flat = PCA(n_components=2, svd_solver="full").fit_transform(rows)
        return _splits(flat.tolist(), least, KMeans)


def _splits(
    flat: Sequence[Sequence[float]], least: int, make: Callable[..., Any]
) -> tuple[Split, ...]:
    """`make`: scikit-learn's KMeans."""
    points = [[round(at, _DIGITS) for at in point] for point in flat]
    found = []
    for count in COUNTS_OF_GROUPS:
        if count > len(set(map(tuple, points))):
            break
        kmeans = make(n_clusters=count, n_init=_STARTS, random_state=SEED)
        groups = _largest_first(kmeans.fit_predict(points).tolist())
        if min(Counter(groups).values()) >= least:
            found.append(Split(groups, _apart(points, groups)))
    return tuple(sorted(found, key=lambda each: -each.apart))


def _largest_first(labels: Sequence[int]) -> tuple[int, ...]:
    """Numbered by size; of two as large, the one whose row comes first."""
    sizes = Counter(labels)
    order = sorted(sizes, key=lambda label: (-sizes[label], labels.index(label)))
    return tuple(order.index(label) for label in labels)


def _apart(points: Sequence[Sequence[float]], groups: Sequence[int]) -> float:
    from sklearn.metrics import silhouette_score

    chosen = list(_sample(groups))
    of = [groups[place] for place in chosen]
    if len(set(of)) == len(of):
        return 0.0
    return float(silhouette_score([points[place] for place in chosen], of))


def _sample(groups: Sequence[int]) -> Iterator[int]:
    """Every so manieth of each group, so that none is missed."""
    step = -(-len(groups) // _SAMPLE)
    for group in sorted(set(groups)):
        yield from [place for place, of in enumerate(groups) if of == group][::step]
