"""The community's profile of a consultation beside who has taken part so far.

Rule: counted anew each time it is asked for; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import Reader
from bot.results.profile import Comparison, compare


async def compared(reader: Reader, slug: str) -> Sequence[Comparison]:
    """A comparison for each facet of the profile; none where there is no profile."""
    groups = await reader.profile(slug)
    facets = tuple(dict.fromkeys(group.facet for group in groups))
    return compare(groups, await reader.took_part(slug, facets))
