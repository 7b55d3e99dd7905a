"""The sentence that every published figure carries: who is missing most.

Rule: made from what is published of the community's profile, and says no more; people who chose
for themselves whether to answer stand for nobody else, profile or not.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Phrase
from bot.results.profile import NEAR_TENTHS, OTHER
from bot.results.summary import Achieved, Caveat, CaveatKind

_KEYS = {
    CaveatKind.GROUP: "bot.caveat.group",
    CaveatKind.FEW: "bot.caveat.few",
    CaveatKind.CHOSE: "bot.page.chose",
}


def caveat(achieved: Iterable[Achieved]) -> Caveat:
    """The group that is furthest below its share of the community; where there is none, or no
    profile, that people chose for themselves."""
    missing = [
        (_reached(each), -(each.share or 0), each)
        for each in achieved
        if each.share and each.value and each.value != OTHER
    ]
    worst = min(missing, key=lambda each: each[:2], default=None)
    if worst is None or worst[0] >= NEAR_TENTHS / 10:
        return Caveat(CaveatKind.CHOSE)
    found = worst[2]
    kind = CaveatKind.FEW if found.people is None else CaveatKind.GROUP
    return Caveat(kind, found.facet, found.value, found.percent, found.share)


def _reached(each: Achieved) -> float:
    """Of its share, how much came; a group too small to show counts as none."""
    return (each.percent or 0) / (each.share or 1)


def phrase(given: Caveat, group: str) -> Phrase:
    """The sentence, to be said in any language.

    Args:
        group: what the group is called; a language by its own name.
    """
    if given.kind is CaveatKind.CHOSE:
        return Phrase(_KEYS[given.kind])
    values = {"group": group, "share": f"{given.share}%"}
    if given.kind is CaveatKind.GROUP:
        values["percent"] = f"{given.percent}%"
    return Phrase(_KEYS[given.kind], values)
