"""Answering together: somebody on our side enters what a person says, question by question.

Rule: pure. The questions are the person's own, in their language; each answer says who entered it.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.exchange import exchange
from bot.exchange.desk import Exchange, turn_id
from bot.exchange.turns import take
from bot.model import Ask, Command, Conversation, Start
from bot.ports import Person

LIMIT_SKIPPED = 30
"""More questions about oneself than any flow has."""


def begin(given: Exchange, person: Person, talk: Conversation, *, leaves_out: bool) -> Person:
    """Ask the question where they stand.

    Args:
        given: what asks for it; `by` names who enters the answers.
        person: whose answers they are.
        talk: the conversation that is gone on with.
        leaves_out: the person prefers not to be asked about themselves.
    """
    person = replace(person, focus=talk.id)
    return _without_about(given, take(given, person, talk, Start()), talk, leaves_out)


def hear(given: Exchange, person: Person, talk: Conversation, *, leaves_out: bool) -> Person:
    """Take what was said to the question where they stand; see `begin`."""
    person = replace(person, focus=talk.id)
    return _without_about(given, exchange(given, person), talk, leaves_out)


def as_it_stands(person: Person, talk: Conversation) -> Conversation:
    """The conversation as the person now has it."""
    return next(each for each in person.conversations if each.id == talk.id)


def _without_about(
    given: Exchange,
    person: Person,
    talk: Conversation,
    leaves_out: bool,  # noqa: FBT001 (passed on)
) -> Person:
    for _ in range(LIMIT_SKIPPED if leaves_out else 0):
        now = as_it_stands(person, talk)
        step = given.scene_of(now)[1].written(now.step or "")
        if step is None or not step.about or not now.status.is_open:
            break
        # What was to be asked is not: only the last question of this message is shown.
        turn = turn_id(given.message, now.id)
        given.rows.outbox[:] = [row for row in given.rows.outbox if row.turn != turn]
        person = take(given, person, now, Ask(Command.SKIP))
    return person
