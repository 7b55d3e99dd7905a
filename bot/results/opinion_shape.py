"""Opinion groups as plain data and as text for a terminal.

Rule: arranges what `Opinions` holds; counts nothing and hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import asdict

from bot.results.opinion import LEAST_VOTES, OpinionGroup, Opinions
from bot.results.shape import share
from bot.results.tables import SmallNumbers

CLEAR = 0.5
"""A mean silhouette from which on groups are commonly held to be real."""


def note(limits: SmallNumbers) -> str:
    """What is to be known of every group."""
    return (
        f"Made of people who voted on at least {LEAST_VOTES} statements, by how they voted and by "
        f"nothing else (principal components, k-means). Sizes are rounded to {limits.to}; "
        "percentages are of those of the group who voted on it, from rounded counts. * stands for "
        f"1 to {limits.star}, or for a count hidden so that such a one cannot be worked out. The "
        "people chose themselves whether to answer; nobody belongs to a group, and no group is "
        "the public."
    )


def as_data(found: Opinions, words: Mapping[str, str]) -> dict[str, object]:
    """For JSON. A share of `null` is starred.

    Args:
        found: the groups.
        words: each statement by the id of its vote.
    """
    return {
        "groups": [_data(each, words) for each in found.groups],
        "why": found.why,
        "apart": found.apart,
        "note": note(found.limits),
    }


def _data(group: OpinionGroup, words: Mapping[str, str]) -> dict[str, object]:
    views = [asdict(each) | {"text": words.get(each.vote, each.vote)} for each in group.views]
    return {"name": group.name, "people": group.people, "views": views}


def as_text(found: Opinions, words: Mapping[str, str]) -> str:
    """For a terminal, a group a block."""
    if not found.groups:
        return found.why
    return "\n\n".join(
        [
            _head(found),
            *("\n".join(_block(each, words)) for each in found.groups),
            note(found.limits),
        ]
    )


def _head(found: Opinions) -> str:
    head = f"{len(found.groups)} opinion groups; how far apart: {found.apart} of 1."
    if found.apart is not None and found.apart < CLEAR:
        head += f" Under {CLEAR} the groups run into each other: do not speak of camps."
    return head


def _block(group: OpinionGroup, words: Mapping[str, str]) -> Iterator[str]:
    yield f"Group {group.name}: {group.people} people"
    if not group.views:
        yield "  Nothing in which it differs can be shown."
    for each in group.views:
        shares = f"agree {share(each.agree)}, disagree {share(each.disagree)}"
        yield f"  {shares}  ({each.apart} points apart)  {words.get(each.vote, each.vote)}"
