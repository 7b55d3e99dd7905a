"""Opinion groups as plain data and as text for a terminal.

Rule: arranges what `Opinions` holds; counts nothing and hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import asdict

from bot.flow.structure import Document
from bot.results.ground import SHARED
from bot.results.opinion import LEAST_PEOPLE, LEAST_VOTES
from bot.results.shape import share, statement
from bot.results.standpoints import CLEAR, View, distinct, is_clear, shared
from bot.results.summary import Group, Opinions, Ungrouped
from bot.results.tables import SmallNumbers

WHY: Mapping[Ungrouped, str] = {
    Ungrouped.FEW: (
        f"Too few people for groups: at least {LEAST_PEOPLE} must have voted on {LEAST_VOTES} "
        "statements or more."
    ),
    Ungrouped.NONE: (
        "No groups can be shown: people do not fall into groups that are all large enough."
    ),
    Ungrouped.STRICTER: (
        "No groups can be shown: since they were found, more small numbers are to be hidden here."
    ),
}


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


def why(found: Opinions) -> str:
    """Why there are no groups; empty: there are."""
    return WHY[found.why] if found.why else ""


def as_data(found: Opinions, document: Document) -> dict[str, object]:
    """For JSON. A share of `null` is starred.

    Args:
        found: the groups.
        document: the consultation with each statement's words.
    """
    told = distinct(found)
    return {
        "groups": [_data(each, told[each.value], document) for each in found.groups],
        "shared": [
            asdict(each) | {"text": statement(each.vote, document)} for each in shared(found)
        ],
        "why": why(found),
        "apart": found.apart,
        "note": note(found.limits),
    }


def _data(group: Group, views: tuple[View, ...], document: Document) -> dict[str, object]:
    told = [asdict(each) | {"text": statement(each.vote, document)} for each in views]
    return {"name": group.value, "people": group.people, "views": told}


def as_text(found: Opinions, document: Document) -> str:
    """For a terminal, a group a block."""
    if not found.groups:
        return why(found)
    told = distinct(found)
    blocks = ["\n".join(_block(each, told[each.value], document)) for each in found.groups]
    common = "\n".join(_common(found, document))
    return "\n\n".join([_head(found), *blocks, common, note(found.limits)])


def _head(found: Opinions) -> str:
    head = f"{len(found.groups)} opinion groups; how far apart: {found.apart} of 1."
    if not is_clear(found):
        head += f" Under {CLEAR} the groups run into each other: do not speak of camps."
    return head


def _block(group: Group, views: tuple[View, ...], document: Document) -> Iterator[str]:
    yield f"Group {group.value}: {group.people} people"
    if not views:
        yield "  Nothing in which it differs can be shown."
    for each in views:
        shares = f"agree {share(each.agree)}, disagree {share(each.disagree)}"
        yield f"  {shares}  (at least {each.apart} points apart)  {statement(each.vote, document)}"


def _common(found: Opinions, document: Document) -> Iterator[str]:
    told = shared(found)
    yield f"All groups, at least {SHARED}% of each: {'nothing' if not told else ''}".rstrip()
    for each in told:
        yield f"  {each.side} {each.least}% or more  {statement(each.vote, document)}"
