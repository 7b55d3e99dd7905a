"""While our staff talk to somebody the flow is silent; afterwards it stands where it stood."""

from __future__ import annotations

import pytest

from bot.engine.handing import WHEN
from bot.model import (
    Alert,
    Ask,
    CaseKind,
    Close,
    Command,
    Confide,
    HandBack,
    Input,
    Pending,
    Remind,
    Silence,
    Status,
    Stop,
    SwitchLanguage,
)
from tests.engine.flows import NO, TO_THE_END, fresh, of_kind, play, said, yes

CALL = Ask(Command.CALL)
ASKING = (yes(True), CALL)
"""At the second question, and a person is asked for."""


def test_a_call_pauses_and_opens_one_case() -> None:
    turn = play(*ASKING)
    again = play(CALL, conversation=turn.conversation)

    assert said(turn) == said(again) == [WHEN]
    assert turn.conversation.status is Status.PARKED
    assert of_kind(turn, Alert) == [Alert(CaseKind.HANDOVER, "visit")]
    assert of_kind(turn, Remind) == [Remind(None)]
    assert of_kind(again, Alert) == []


def test_no_reminder_falls_due_meanwhile() -> None:
    turn = play(*ASKING, Silence())

    assert said(turn) == []
    assert of_kind(turn, Remind) == [Remind(None)]


def test_the_question_is_put_again_when_staff_have_done() -> None:
    turn = play(*ASKING, Confide(), HandBack())

    assert said(turn) == ["bot.call.done", "?visit"]
    assert (turn.conversation.status, turn.conversation.with_staff) == (Status.ACTIVE, False)
    assert of_kind(turn, Remind) == [Remind(0)]


def test_whoever_is_busy_elsewhere_by_then_waits() -> None:
    turn = play(*ASKING, HandBack(is_busy=True))

    assert said(turn) == ["bot.call.done"]
    assert turn.conversation.status is Status.WAITING


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param(Ask(Command.HELP), ["bot.help_idle"], id="help"),
        pytest.param(Ask(Command.WHO), ["bot.who"], id="who"),
        pytest.param(SwitchLanguage("bn"), ["bot.language.chosen"], id="language"),
        pytest.param(Ask(Command.MYDATA), ["bot.mydata.sure"], id="mydata"),
    ],
)
def test_what_always_works_puts_no_question(given: Input, says: list[str]) -> None:
    turn = play(*ASKING, given)

    assert said(turn) == says
    assert turn.conversation.with_staff


def test_start_goes_on_without_waiting_for_staff() -> None:
    turn = play(*ASKING, Ask(Command.START))

    assert said(turn) == ["?visit"]
    assert (turn.conversation.status, turn.conversation.with_staff) == (Status.ACTIVE, False)
    assert Remind(0) in turn.effects


def test_stop_wins_over_the_talk() -> None:
    turn = play(*ASKING, Stop())

    assert said(turn) == ["bot.stopped", "bot.stopped.page"]
    assert (turn.conversation.status, turn.conversation.with_staff) == (Status.STOPPED, False)


def test_what_was_finished_stays_finished() -> None:
    called = play(*TO_THE_END, CALL)
    done = play(HandBack(), conversation=called.conversation)

    assert called.conversation.status is done.conversation.status is Status.COMPLETED
    assert said(done) == ["bot.call.done"]


def test_the_closing_ends_the_wait_and_not_the_talk() -> None:
    closed = play(*ASKING, Close())
    done = play(HandBack(), conversation=closed.conversation)

    assert (closed.conversation.status, closed.conversation.with_staff) == (Status.EXPIRED, True)
    assert said(done) == ["bot.call.done"]


def test_a_side_question_does_not_outlive_words_for_staff() -> None:
    """Else a later "yes" to staff would answer it."""
    talking = play(*ASKING, SwitchLanguage("", ("en", "bn")))
    heard = play(Confide(), conversation=talking.conversation)

    assert talking.conversation.pending == Pending("language", ("en", "bn"))
    assert heard.conversation.pending is None


def test_urgent_words_are_answered_and_open_a_case_of_their_own() -> None:
    turn = play(*ASKING, Confide(is_urgent=True))

    assert said(turn) == ["parks.urgent.reply"]
    assert of_kind(turn, Alert) == [Alert(CaseKind.URGENT, "visit")]


def test_who_was_not_understood_is_handed_back_too() -> None:
    stuck = play(yes(True), NO, NO, NO)
    turn = play(HandBack(), conversation=stuck.conversation)

    assert (stuck.conversation.status, stuck.conversation.with_staff) == (Status.PARKED, False)
    assert said(turn) == ["bot.call.done", "?visit"]
    assert turn.conversation.misses == 0


def test_who_left_is_rung_and_not_written_to() -> None:
    turn = play(yes(True), Stop(), CALL)

    assert of_kind(turn, Alert) == [Alert(CaseKind.HANDOVER, "visit")]
    assert (turn.conversation.status, turn.conversation.with_staff) == (Status.STOPPED, False)


def test_who_has_not_begun_begins_afterwards() -> None:
    called = play(CALL, conversation=fresh(""))
    back = play(HandBack(), conversation=called.conversation)

    assert called.conversation.status is Status.PARKED
    assert back.conversation.status is Status.INVITED
