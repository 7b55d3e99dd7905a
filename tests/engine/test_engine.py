"""The engine moves conversations as the design says, whatever it is given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.engine import advance
from bot.model import (
    Accepted,
    Alert,
    Ask,
    CaseKind,
    Close,
    Command,
    Conversation,
    Doubt,
    Forget,
    Input,
    MessageKind,
    Other,
    Pick,
    Remind,
    Reply,
    Say,
    Silence,
    Start,
    Status,
    Stop,
    SwitchLanguage,
    Turn,
    Unsure,
)
from tests.engine.flows import (
    NO,
    NOW,
    TO_THE_END,
    compiled,
    fresh,
    of_kind,
    play,
    said,
    yes,
)


def test_stop_wins_and_start_comes_back_to_the_same_question() -> None:
    stopped = play(yes(True), Stop())
    back = play(Ask(Command.START), conversation=stopped.conversation)

    assert said(stopped) == ["bot.stopped", "bot.stopped.page"]
    assert of_kind(stopped, Forget)
    assert stopped.conversation.status is Status.STOPPED
    assert said(back) == ["bot.started", "?visit"]


def test_a_second_stop_says_nothing() -> None:
    turn = play(yes(True), Stop(), Stop())

    assert said(turn) == []


def test_a_reminder_repeats_the_question_and_is_marked_as_one() -> None:
    turn = play(yes(True), Silence())

    assert said(turn) == ["parks.reminders", "?visit"]
    assert [e.kind for e in of_kind(turn, Say) if isinstance(e, Say)] == [MessageKind.REMINDER]
    assert said(play(*TO_THE_END, Silence())) == []


def test_a_reminder_says_how_far_somebody_is() -> None:
    """Not begun, on the way, and with one question to go."""
    invited = replace(play().conversation, status=Status.INVITED, heard_at=None)
    turns = (
        play(Silence(), conversation=invited),
        play(yes(True), Silence()),
        play(*TO_THE_END[:-1], Silence()),
    )

    assert [leads(turn) for turn in turns] == [
        ["bot.reminder.new"],
        ["bot.reminder"],
        ["bot.reminder.last"],
    ]


def leads(turn: Turn) -> list[str]:
    """The bot's own words, where the flow has none."""
    says = [effect for effect in turn.effects if isinstance(effect, Say)]
    return [phrase.default for say in says for phrase in say.phrases]


def test_one_that_waits_is_reminded_of_and_wakes() -> None:
    asked = replace(play(yes(True)).conversation, status=Status.WAITING)
    turn = play(Silence(), conversation=asked)

    assert said(turn) == ["parks.reminders", "?visit"]
    assert (turn.conversation.status, turn.conversation.reminded) == (Status.ACTIVE, 1)


def test_one_that_was_never_heard_of_is_invited_and_no_reminder_is_spent() -> None:
    asked = replace(play().conversation, status=Status.WAITING, heard_at=None)
    turn = play(Silence(), conversation=asked)

    assert said(turn) == ["parks.invitation", "?agree"]
    assert (turn.conversation.status, turn.conversation.reminded) == (Status.INVITED, 0)
    assert of_kind(turn, Remind) == [Remind(0)]


def test_the_last_silence_asks_a_link_worker() -> None:
    assert of_kind(play(yes(True), Silence(is_final=True)), Alert) == [
        Alert(CaseKind.CALL_THEM, "visit")
    ]


def test_closing_is_silent_until_somebody_writes() -> None:
    closed = play(yes(True), Close())
    written = play(Close(is_reply=True), conversation=closed.conversation)

    assert said(closed) == []
    assert closed.conversation.status is Status.EXPIRED
    assert said(written) == ["parks.endings.closed"]


def test_a_near_stop_asks() -> None:
    assert said(play(yes(True), Doubt())) == ["bot.stop.doubt"]


ANY_INPUT = st.one_of(
    st.just(Start()),
    st.builds(yes, st.sampled_from([True, False, "often", "never", ("far",), Other("x"), 3])),
    st.just(NO),
    st.builds(Reply, st.builds(Unsure, st.sampled_from([("often",), ("far", "dark")]))),
    st.builds(
        Ask, st.sampled_from([c for c in Command if c not in {Command.STOP, Command.LANGUAGE}])
    ),
    st.just(Silence()),
    st.just(Stop()),
    st.just(Doubt()),
    st.builds(SwitchLanguage, st.sampled_from(["en", "bn", ""])),
    st.just(Close()),
    st.builds(Pick, st.just("why"), st.sampled_from(["far", "dogs"])),
    st.builds(Reply, st.just(Accepted("often")), st.just("visit"), st.booleans()),
)


@given(st.lists(ANY_INPUT, max_size=25))
def test_any_sequence_keeps_the_step_in_the_flow_and_the_revision_rising(
    inputs: list[Input],
) -> None:
    flow, conversation = compiled(), fresh()
    for each in (Start(), *inputs):
        turn = advance(flow, conversation, each, now=NOW)
        after: Conversation = turn.conversation
        assert after.step is None or flow.has(after.step)
        assert set(after.visited) <= {s.id for s in flow.flow.steps}
        is_same = replace(after, heard_at=None) == replace(conversation, heard_at=None)
        assert after.revision == conversation.revision + 1 or is_same
        conversation = after
