"""The words that work at any time move nobody who did not ask to be moved."""

from __future__ import annotations

from bot.engine.moves import standing
from bot.model import (
    Ask,
    Command,
    Status,
)
from tests.engine.flows import (
    NEVER,
    TO_THE_END,
    play,
    said,
    yes,
)


def test_back_keeps_the_old_answer_until_it_is_replaced() -> None:
    turn = play(yes(True), yes("often"), Ask(Command.BACK))

    assert said(turn) == ["?visit"]
    assert turn.conversation.answers["visit"].value == "often"


def test_back_at_the_first_question_says_so() -> None:
    assert said(play(Ask(Command.BACK))) == ["bot.first_question", "?agree"]


def test_change_amends_after_the_end_and_stays_completed() -> None:
    done = play(*TO_THE_END, Ask(Command.CHANGE))
    asked = play(yes("ease"), conversation=done.conversation)
    turn = play(yes(2), conversation=asked.conversation)

    assert said(done) == ["bot.change.which"]
    assert said(asked) == ["?ease"]
    assert said(turn)[0] == "bot.changed"
    assert turn.conversation.status is Status.COMPLETED
    assert turn.conversation.answers["ease"].value == 2
    assert not turn.conversation.changing


def test_an_answer_to_the_step_is_not_bent_into_which_answer_to_change() -> None:
    turn = play(yes(True), yes("often"), Ask(Command.CHANGE), yes(2))

    assert turn.conversation.answers["ease"].value == 2


def test_change_that_opens_a_branch_asks_it() -> None:
    done = play(*TO_THE_END, Ask(Command.CHANGE), yes("visit"), yes("never"))

    assert said(done) == ["?why"]


def test_skip_needs_permission() -> None:
    assert said(play(yes(True), Ask(Command.SKIP))) == ["bot.cannot_skip", "?visit"]
    assert said(play(*TO_THE_END[:3], Ask(Command.SKIP)))[0] == "parks.endings.done"


def test_restart_is_confirmed_and_keeps_consent() -> None:
    asked = play(*NEVER, Ask(Command.RESTART))
    kept = play(yes(False), conversation=asked.conversation)
    turn = play(yes(True), conversation=asked.conversation)

    assert said(kept) == ["bot.restart.kept", "?why"]
    assert said(turn) == ["?visit"]
    assert standing(turn.conversation) == {"agree"}
