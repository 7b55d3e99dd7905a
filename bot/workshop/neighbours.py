"""Made-up people who rate with the one at the keyboard, so that a round has a group to show.

Rule: the same every time, and simple enough to work out by hand; nobody real is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model import Answer, Outcome, Tally
from bot.questions.delphi import Delphi
from bot.questions.statements import vote_of

_APART = ((-4, -2, -1, 0, 1), (-1, -1, 0, 0, 1))
"""How far each of five lies from where they lean: in the first round, and in those after."""


def tallies(
    step: str, question: Delphi, number: int, others: int, own: Mapping[str, Answer]
) -> list[Tally]:
    """How everybody rates in a round.

    Every fifth of the others says the same. On the first item, the third and so on they lean to
    one below the top of the scale, on the others to its middle.

    Args:
        step: the step that asks.
        question: what it asks.
        number: of the round, the first being 1.
        others: how many made-up people there are.
        own: what the person at the keyboard has answered, by step.
    """
    found: list[Tally] = []
    for place, item in enumerate(question.items):
        key = vote_of(step, item)
        counts: dict[int, int] = {}
        for value in (*_others(question, place, number, others), *_own(own.get(key))):
            counts[value] = counts.get(value, 0) + 1
        found += [Tally(key, Outcome.ANSWERED, str(value), n) for value, n in counts.items()]
    return found


def _others(question: Delphi, place: int, number: int, others: int) -> Iterator[int]:
    leaning = (question.from_ + question.to) // 2 if place % 2 else question.to - 1
    apart = _APART[0 if number == 1 else 1]
    for who in range(others):
        value = leaning + apart[who % len(apart)]
        yield min(max(value, question.from_), question.to)


def _own(given: Answer | None) -> Iterator[int]:
    if given is not None and isinstance(given.value, int):
        yield given.value
