"""Where an answer leads: begun, branched, walked on and ended as the flow says."""

from __future__ import annotations

from bot.model import (
    Ask,
    Command,
    Finish,
    Input,
    Outcome,
    Record,
    Say,
    Status,
    SwitchLanguage,
)
from tests.engine.flows import (
    NEVER,
    TO_THE_END,
    fresh,
    of_kind,
    play,
    said,
    yes,
)


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


def test_progress_counts_neither_consent_nor_information() -> None:
    def progress(*inputs: Input) -> object:
        (shown,) = of_kind(play(*inputs), Say)
        assert isinstance(shown, Say)
        return shown.progress

    assert progress() is None
    assert progress(yes(True)) == (1, 5)
    assert progress(yes(True), yes("often")) == (2, 3)
