"""What residents have said that changes what others are asked, read from the store.

Rule: only what a person of ours has accepted comes from here to anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model import Ballot, Lifecycle, Statement
from bot.ports import Launched, Reader
from bot.questions.base import Question
from bot.questions.delphi import Delphi
from bot.questions.statements import Statements


async def ballots(reader: Reader, launched: Sequence[Launched]) -> Mapping[str, Ballot]:
    """By consultation; votes are counted while it is open, for the order of asking hangs on
    them."""
    voted_on = {each.slug: each for each in launched if _has(each, Statements)}
    rated = [each.slug for each in launched if _has(each, Delphi)]
    ended = await reader.rounds(rated) if rated else {}
    found = {slug: Ballot(rounds=tuple(ended.get(slug, ()))) for slug in rated}
    if not voted_on:
        return found
    is_open = [slug for slug, each in voted_on.items() if each.lifecycle is Lifecycle.OPEN]
    votes = await reader.votes(is_open)
    added: dict[str, list[Statement]] = {}
    for statement in await reader.statements():
        added.setdefault(statement.consultation, []).append(statement)
    return found | {
        slug: Ballot(
            tuple(added.get(slug, ())),
            votes.get(slug, {}),
            found[slug].rounds if slug in found else (),
        )
        for slug in voted_on
    }


def _has(launched: Launched, kind: type[Question]) -> bool:
    steps = launched.document.flow.steps
    return any(isinstance(step.question, kind) for step in steps)
