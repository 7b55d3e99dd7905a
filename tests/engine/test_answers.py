"""A reply settles the question, asks again, or amends an earlier answer."""

from __future__ import annotations

import pytest

from bot.model import (
    Accepted,
    Alert,
    Answer,
    CaseKind,
    Other,
    Outcome,
    Pick,
    Record,
    Reply,
    Say,
    Status,
    Unsure,
)
from tests.engine.flows import (
    NEVER,
    NO,
    of_kind,
    play,
    said,
    yes,
)


def test_an_answer_leads_on_and_is_recorded() -> None:
    turn = play(yes(True))

    assert of_kind(turn, Record) == [Record("agree", Answer(Outcome.ANSWERED, True))]
    assert said(turn) == ["?visit"]
    assert turn.conversation.status is Status.ACTIVE


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


def test_urgent_words_are_answered_first_and_the_flow_goes_on() -> None:
    turn = play(yes(True), Reply(Accepted("often"), is_urgent=True))

    assert said(turn)[0] == "parks.urgent.reply"
    assert said(turn)[-1] == "?ease"
    assert of_kind(turn, Alert) == [Alert(CaseKind.URGENT, "visit")]
