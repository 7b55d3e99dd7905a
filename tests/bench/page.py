"""The public page: drawn from its snapshot, and given again, beside a bare answer."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx

from tests.bench.table import ROUNDS, Ratio
from tests.service.stage import SLUG
from tests.web.consulted import get, site
from tests.web.voted import voted

BUDGET_MS = 20.0
"""For a page that is not drawn yet, its snapshot read from the store."""
_KEPT = 20
"""Times over what a bare answer takes, for a page that was drawn before."""


async def _timed(ask: Callable[[], Awaitable[httpx.Response]]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(ROUNDS * 2):
        began = perf_counter()
        answer = await ask()
        times.append((perf_counter() - began) * 1000)
        assert answer.status_code == 200
    return median(times)


async def _measured() -> tuple[float, float, float]:
    """Milliseconds: drawn anew, given again, a bare answer."""
    with tempfile.TemporaryDirectory() as folder:
        async with voted(Path(folder)) as house:
            page = site(house)
            await get(page, f"/c/{SLUG}/en")

            async def fresh() -> httpx.Response:
                """On another day, everything is read and drawn again."""
                house.clock.at += timedelta(days=1)
                return await get(page, f"/c/{SLUG}/en")

            drawn = await _timed(fresh)
            again = await _timed(lambda: get(page, f"/c/{SLUG}/en"))
            bare = await _timed(lambda: get(page, "/livez"))
    return drawn, again, bare


def measure() -> Iterator[Ratio]:
    """Two figures."""
    drawn, again, bare = asyncio.run(_measured())
    yield Ratio(
        "public page from its snapshot, of the budget",
        f"{drawn:.1f} ms",
        f"{BUDGET_MS:.0f} ms",
        drawn / BUDGET_MS,
        1.0,
        is_ceiling=True,
    )
    yield Ratio(
        "public page given again, beside /livez",
        f"{again:.2f} ms",
        f"{bare:.2f} ms",
        again / bare,
        _KEPT,
        is_ceiling=True,
    )
