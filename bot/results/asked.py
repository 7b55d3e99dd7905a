"""What a consultation's figures are of: its questions, each statement that was voted on being one,
and each item that was rated.

Rule: in the order asked; what residents added follows what the file brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.flow.structure import Document, Step
from bot.questions.statements import step_of, vote_of

_UNCOUNTED = frozenset({"info", "consent"})
"""Consent is in the funnel: whoever refused it is `declined`."""


def asked(document: Document, tallied: Collection[str]) -> Iterator[Step]:
    """Every question that is counted.

    Args:
        document: the consultation as launched.
        tallied: ids under which there are answers.
    """
    for step in document.flow.steps:
        if step.question.puts:
            yield from _several(document, step, tallied)
        elif step.question.type not in _UNCOUNTED:
            yield step


def _several(document: Document, step: Step, tallied: Collection[str]) -> Iterator[Step]:
    voted = sorted(name for of, name in map(step_of, tallied) if of == step.id and name)
    for statement in dict.fromkeys((*step.question.pool(), *voted)):
        found = document.flow.step(vote_of(step.id, statement))
        if found is not None:
            yield found
