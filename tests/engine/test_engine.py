"""The engine moves conversations as the design says, whatever it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine import advance
from bot.engine.moves import standing
from bot.model import (
    Accepted,
    Alert,
    Answer,
    Ask,
    CaseKind,
    Close,
    Command,
    Conversation,
    Doubt,
    Finish,
    Forget,
    Input,
    MessageKind,
    Other,
    Outcome,
    Phrase,
    Pick,
    Record,
    Rejected,
    Reply,
    Say,
    Silence,
    Start,
    Status,
    Stop,
    SwitchLanguage,
    Unsure,
)
from tests.engine.flows import NOW, compiled, fresh, of_kind, play, said, yes

NO = Reply(Rejected(Phrase("bot.hint.choice")))
NEVER = (yes(True), yes("never"))
TO_THE_END = (yes(True), yes("often"), yes(4), yes("Lovely."))


def test_the_invitation_and_the_first_question_are_one_message() -> None:
    turn = play()

    assert said(turn) == ["parks.invitation", "?agree"]
    assert turn.conversation.status is Status.INVITED


def test_the_picker_comes_first_where_no_language_is_known() -> None:
    picker = play(SwitchLanguage("", ("en", "bn")), conversation=fresh(""))
    chosen = play(SwitchLanguage("bn"), conversation=picker.conversation)

    assert said(picker) == ["bot.language.pick"]
    assert chosen.conversation.language == "bn"
    assert said(chosen) == ["parks.invitation", "?agree"]


def test_an_answer_leads_on_and_is_recorded() -> None:
    turn = play(yes(True))

    assert of_kind(turn, Record) == [Record("agree", Answer(Outcome.ANSWERED, True))]
    assert said(turn) == ["?visit"]
    assert turn.conversation.status is Status.ACTIVE


def test_no_consent_ends_it_kindly() -> None:
    turn = play(yes(False))

    assert said(turn) == ["parks.endings.declined"]
    assert of_kind(turn, Finish) == [Finish(Status.DECLINED)]


def test_a_branch_is_taken_only_where_its_condition_holds() -> None:
    assert said(play(yes(True), yes("often"))) == ["parks.note.text", "?ease"]
    assert said(play(*NEVER)) == ["?why"]
    assert said(play(*NEVER, yes(("far",)))) == ["?minutes"]
    assert said(play(*NEVER, yes(("dogs",)))) == ["parks.note.text", "?ease"]


def test_the_end_repeats_the_choices() -> None:
    turn = play(*TO_THE_END)

    assert said(turn) == ["parks.endings.done", "bot.receipt", "bot.receipt.change"]
    assert turn.conversation.status is Status.COMPLETED


def test_a_bad_reply_is_asked_again_and_the_third_goes_to_a_person() -> None:
    first, third = play(yes(True), NO), play(yes(True), NO, NO, NO)

    assert said(first) == ["bot.hint.choice", "?visit"]
    assert said(third) == ["bot.stuck.link_worker"]
    assert of_kind(third, Alert) == [Alert(CaseKind.HANDOVER, "visit")]
    assert third.conversation.status is Status.PARKED


def test_an_answer_after_the_hand_over_goes_on() -> None:
    turn = play(yes(True), NO, NO, NO, yes("often"))

    assert said(turn)[-1] == "?ease"
    assert turn.conversation.status is Status.ACTIVE


def test_a_doubt_is_asked_and_settled() -> None:
    turn = play(yes(True), Reply(Unsure(("often",))))
    settled = play(yes("often"), conversation=turn.conversation)

    assert said(turn) == ["bot.did_you_mean"]
    assert said(settled)[-1] == "?ease"
    assert settled.conversation.pending is None


def test_endless_doubt_ends_with_a_person() -> None:
    doubt = Reply(Unsure(("often",)))

    assert said(play(yes(True), doubt, doubt, doubt)) == ["bot.stuck.link_worker"]


def test_other_asks_for_the_words_and_keeps_the_picks() -> None:
    asked = play(*NEVER, yes(("far", Other())))
    kept = play(yes(Other("My knees")), conversation=asked.conversation)

    assert said(asked) == ["bot.other.ask"]
    assert kept.conversation.answers["why"].value == ("far", Other("My knees"))


def test_taps_gather_picks_in_the_same_message() -> None:
    one = play(*NEVER, Pick("why", "dogs"))
    two = play(Pick("why", "far"), Pick("why", "dogs"), conversation=one.conversation)

    (shown,) = of_kind(one, Say)
    assert isinstance(shown, Say)
    assert (shown.picked, shown.replaces) == (("dogs",), True)
    assert two.conversation.pending is not None
    assert two.conversation.pending.values == ("far",)


@pytest.mark.parametrize("tapped", ["often", "never"], ids=["same", "another"])
def test_an_old_button_changes_nothing(tapped: str) -> None:
    before = play(yes(True), yes("often")).conversation
    turn = play(Reply(Accepted(tapped), "visit", is_tap=True), conversation=before)

    assert turn.conversation.answers == before.answers
    assert turn.conversation.step == before.step
    assert said(turn) == ([] if tapped == "often" else ["bot.already_answered"])


def test_an_edited_message_amends_its_answer_and_opens_the_new_branch() -> None:
    before = play(yes(True), yes("often")).conversation
    turn = play(Reply(Accepted("never"), "visit"), conversation=before)

    assert turn.conversation.answers["visit"].value == "never"
    assert said(turn) == ["bot.changed", "?why"]


def test_back_keeps_the_old_answer_until_it_is_replaced() -> None:
    turn = play(yes(True), yes("often"), Ask(Command.BACK))

    assert said(turn) == ["?visit"]
    assert turn.conversation.answers["visit"].value == "often"


def test_back_at_the_first_question_says_so() -> None:
    assert said(play(Ask(Command.BACK))) == ["bot.first_question", "?agree"]


def test_a_changed_answer_drops_what_no_longer_applies() -> None:
    back = (Ask(Command.BACK),) * 3
    turn = play(*NEVER, yes(("far",)), yes(20), *back, yes("often"))

    dropped = [
        e.step
        for e in of_kind(turn, Record)
        if isinstance(e, Record) and e.answer.outcome is Outcome.DROPPED
    ]
    assert dropped == ["why", "minutes"]
    assert said(turn) == ["parks.note.text", "?ease"]


def test_nobody_is_asked_the_same_twice() -> None:
    turn = play(*NEVER, yes(("far",)), Ask(Command.BACK), Ask(Command.BACK), yes("never"))

    assert said(turn) == ["?minutes"]


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


def test_stop_wins_and_start_comes_back_to_the_same_question() -> None:
    stopped = play(yes(True), Stop())
    back = play(Ask(Command.START), conversation=stopped.conversation)

    assert said(stopped) == ["bot.stopped"]
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


def test_urgent_words_are_answered_first_and_the_flow_goes_on() -> None:
    turn = play(yes(True), Reply(Accepted("often"), is_urgent=True))

    assert said(turn)[0] == "parks.urgent.reply"
    assert said(turn)[-1] == "?ease"
    assert of_kind(turn, Alert) == [Alert(CaseKind.URGENT, "visit")]


def test_a_near_stop_asks() -> None:
    assert said(play(yes(True), Doubt())) == ["bot.stop.doubt"]


def test_progress_counts_neither_consent_nor_information() -> None:
    def progress(*inputs: Input) -> object:
        (shown,) = of_kind(play(*inputs), Say)
        assert isinstance(shown, Say)
        return shown.progress

    assert progress() is None
    assert progress(yes(True)) == (1, 5)
    assert progress(yes(True), yes("often")) == (2, 3)


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


@settings(max_examples=300)
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
