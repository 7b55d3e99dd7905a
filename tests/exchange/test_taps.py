"""A tap carries its question: whatever is old, doubled, forged or somebody else's is harmless."""

from __future__ import annotations

from uuid import UUID

import pytest

from bot.model import Other, Outcome, Pending, Status, Tap
from bot.render import tap_data
from tests.exchange.talks import EYES, PARKS, Talk, bodies, conversation_id, firsts, parks

BARRIERS = ("What made it hard to go? Pick up to 3.", "About how many minutes is the journey?")


def talk_at(*replies: str, language: str = "en") -> Talk:
    """On Telegram, after these words."""
    talk = Talk(channel="telegram", language=language)
    if replies:
        talk.hear(*replies)
    return talk


def test_a_tap_answers_and_its_buttons_become_the_choice() -> None:
    talk = talk_at("yes")
    said = talk.tap("never")

    assert talk.talk().answers["last_visit"].value == "never"
    asked, redrawn = said
    assert asked.edits == ""
    assert (redrawn.edits, redrawn.buttons) == ("out-1", ())
    assert redrawn.body.splitlines()[-1].endswith("Never")


def test_a_double_tap_is_harmless() -> None:
    talk = talk_at("yes")
    talk.tap("never")
    before = talk.talk()

    assert talk.tap("never", step="last_visit") == []
    assert (talk.talk(), talk.rows.answers) == (before, [])


def test_an_old_button_changes_nothing_and_says_so() -> None:
    talk = talk_at("yes", "never")
    said = talk.tap("longer", step="last_visit")

    assert firsts(said) == ["You have answered that one already. Send CHANGE to alter it."]
    assert talk.rows.answers == []
    assert (talk.talk().step, talk.talk().answers["last_visit"].value) == ("barriers", "never")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="empty"),
        pytest.param("x" * 64, id="noise"),
        pytest.param(tap_data(UUID(int=99), "last_visit", "never"), id="another_persons"),
        pytest.param(tap_data(conversation_id(EYES), "gone", "never"), id="no_such_step"),
        pytest.param(tap_data(conversation_id(EYES), "last_visit", "gone"), id="no_such_option"),
        pytest.param(tap_data(conversation_id(EYES), "last_visit", "+gone"), id="no_such_button"),
        pytest.param(tap_data(conversation_id(EYES), "last_visit", "+yes"), id="yes_to_nothing"),
        pytest.param(tap_data(conversation_id(EYES), "last_visit", "+done"), id="done_with_none"),
        pytest.param(tap_data(conversation_id(EYES), "last_visit", "+step.x"), id="no_change"),
    ],
)
def test_a_tap_that_means_nothing_does_nothing(data: str) -> None:
    talk = talk_at("yes")
    before = talk.talk()

    assert talk.hear(Tap(data, message_id="out-1")) == []
    assert talk.talk() == before
    assert talk.rows.conversations == {}


def test_picks_are_gathered_in_place_and_handed_in_by_done() -> None:
    talk = talk_at("yes", "never")
    for option in ("travel", "time", "time"):
        (redrawn,) = talk.tap(option)
        assert redrawn.edits == "out-1"

    assert [button.label for button in redrawn.buttons if "✓" in button.label] == ["✓ Too far"]
    said = talk.tap("+done")

    assert talk.talk().answers["barriers"].value == ("travel",)
    assert said[0].body.startswith(BARRIERS[1])
    assert (said[1].edits, said[1].buttons) == ("out-1", ())


def test_done_twice_is_harmless() -> None:
    talk = talk_at("yes", "never")
    talk.tap("travel")
    talk.tap("+done")

    assert talk.tap("+done", step="barriers") == []
    assert talk.talk().step == "minutes"


def test_done_with_other_asks_for_the_words_and_keeps_the_picks() -> None:
    talk = talk_at("yes", "never")
    talk.tap("travel")
    talk.tap("other")

    assert firsts(talk.tap("+done"))[0] == "Please say it in your own words."
    talk.hear("My knees")
    assert talk.talk().answers["barriers"].value == ("travel", Other("My knees"))


def test_too_many_picks_are_refused_at_done_and_nothing_is_kept() -> None:
    talk = talk_at("yes", "never")
    for option in ("travel", "time", "drops", "letter"):
        talk.tap(option)
    said = talk.tap("+done")

    assert firsts(said) == ["Please choose at most 3."]
    assert "barriers" not in talk.talk().answers


def test_a_ranking_shows_the_place_of_each_pick() -> None:
    talk = talk_at("yes", "this year", "5")
    talk.tap("nearer")
    (redrawn,) = talk.tap("evening")

    assert [b.label for b in redrawn.buttons][:2] == [
        "✓2 Evenings or Saturdays",
        "✓1 A nearer clinic",
    ]


def test_a_language_button_speaks_it_and_a_foreign_one_shows_the_picker() -> None:
    talk = talk_at(language="")
    talk.hear("hello")
    talk.tap("+lang.bn", step="x")

    assert talk.talk().language == "bn"
    talk.tap("+lang.fa", step="x")
    assert talk.talk().language == "bn"
    assert talk.rows.outbox[0].buttons[0].label == "English"


def test_a_button_that_says_yes_means_yes_typed() -> None:
    talk = talk_at("yes", "RESTART")
    talk.tap("+yes.restart")

    assert talk.talk().step == "last_visit"
    assert talk.talk().pending is None


def test_yes_to_do_you_want_to_stop_is_stop() -> None:
    talk = talk_at("yes", "stopp")
    talk.tap("+yes.stop")

    assert talk.rows.forget


def test_an_old_yes_does_not_answer_a_newer_side_question() -> None:
    talk = talk_at("yes", "RESTART")
    talk.tap("+yes.did_you_mean")

    assert talk.talk().pending is not None
    assert talk.talk().answers


def test_a_change_button_puts_its_question_again() -> None:
    talk = talk_at("yes", "never", "CHANGE")
    (button,) = talk.rows.outbox[0].buttons
    said = talk.hear(Tap(button.data, message_id="out-1"))

    assert said[0].body.startswith("When was your last eye screening?")


def test_a_tap_after_closing_is_told_of_it() -> None:
    talk = talk_at("yes")
    talk.close()

    assert firsts(talk.tap("never")) == ["This consultation closed on 31 March 2027."]
    assert "last_visit" not in talk.talk().answers
    assert talk.talk().status is Status.EXPIRED


def test_a_tap_goes_to_its_own_conversation_whatever_has_the_focus() -> None:
    talk = Talk((parks(),), channel="telegram")
    talk.tap("yes", slug=PARKS)

    assert talk.talk(PARKS).answers["consent__agree"].outcome is Outcome.ANSWERED
    assert bodies(talk.rows.outbox)[0].startswith("visits?")


def test_a_tap_on_one_of_those_that_may_be_meant_settles_it() -> None:
    talk = talk_at("yes", "never")
    talk.edit(EYES, pending=Pending("did_you_mean", ("letter", "language")))
    talk.tap("letter")

    assert talk.talk().answers["barriers"].value == ("letter",)


def test_a_tap_on_another_than_those_is_a_pick() -> None:
    talk = talk_at("yes", "never")
    talk.edit(EYES, pending=Pending("did_you_mean", ("letter", "language")))
    talk.tap("time")

    assert talk.talk().pending == Pending("picks", ("time",))
