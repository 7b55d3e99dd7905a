"""One message of one person, whatever kind it is."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bot.model import (
    Answer,
    CaseKind,
    Command,
    Content,
    Edited,
    Joined,
    Media,
    OptOut,
    Outcome,
    Reachable,
    Sent,
    SharedPhone,
    Status,
    Unsupported,
)
from tests.exchange.talks import EYES, PARKS, Talk, bodies, conversation_id, firsts, parks

LAST_VISIT = (conversation_id(EYES), "last_visit")


def edit(talk: Talk, body: str, answered: tuple[UUID, str] | None = LAST_VISIT) -> list[str]:
    """Edit the message that had answered something."""
    return bodies(talk.hear(Edited("3", body), answered=answered))


# ── Edits ─────────────────────────────────────────────────────────────────────────────────────


def test_an_edited_message_amends_its_answer_and_opens_the_new_path() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year")
    said = edit(talk, "never")

    assert talk.talk().answers["last_visit"].value == "never"
    assert talk.talk().step == "barriers"
    assert said[0].startswith("Changed, thank you.\nWhat made it hard to go?")


def test_an_edit_after_the_end_is_taken_while_it_is_open() -> None:
    talk = Talk((parks(),), channel="telegram")
    talk.hear("yes", "weekly", "skip")
    said = edit(talk, "rarely", (conversation_id(PARKS), "visits"))

    assert talk.talk(PARKS).answers["visits"].value == "rarely"
    assert talk.talk(PARKS).status is Status.COMPLETED
    assert said[0].startswith("Changed, thank you.")


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        pytest.param("never", None, id="answered_nothing"),
        pytest.param("never", (UUID(int=99), "last_visit"), id="another_conversation"),
        pytest.param("never", (conversation_id(EYES), "gone"), id="step_of_no_version"),
        pytest.param("purple", LAST_VISIT, id="says_nothing"),
        pytest.param("this year", LAST_VISIT, id="says_the_same"),
        pytest.param("5", (conversation_id(EYES), "ease"), id="still_outstanding"),
    ],
)
def test_an_edit_that_amends_nothing_changes_nothing(
    body: str, answered: tuple[UUID, str] | None
) -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year")
    before = talk.talk()

    assert edit(talk, body, answered) == []
    assert talk.talk() == before


def test_a_reply_that_was_not_understood_is_heard_as_mended() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "purple")
    edit(talk, "this year", None)

    assert talk.talk().answers["last_visit"].value == "this_year"
    assert talk.talk().step == "ease"


def test_an_old_message_that_is_edited_answers_no_question_of_today() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes")

    assert edit(talk, "this year", None) == []
    assert talk.talk().step == "last_visit"


@pytest.mark.parametrize("answered", [None, LAST_VISIT], ids=["nothing", "an_answer"])
def test_an_edit_to_stop_is_a_stop(answered: tuple[UUID, str] | None) -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year")
    edit(talk, "STOP", answered)

    assert talk.talk().status is Status.STOPPED


def test_an_edit_after_closing_changes_nothing() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year")
    talk.close()

    assert edit(talk, "never") == []
    assert talk.talk().answers["last_visit"].value == "this_year"


# ── Everything else ───────────────────────────────────────────────────────────────────────────


def test_a_voice_note_answers_where_it_is_taken() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year", "5", "312", "E1")
    note = Media("voice", "file-1")
    said = talk.hear(Sent(note))

    assert talk.talk().answers["more"] == Answer(Outcome.ANSWERED, note)
    assert firsts(said)[0].startswith("We have your voice note. A person will listen to it")
    assert firsts(said)[0].endswith("The recording is deleted by 30 March 2028.")
    assert [case.kind for case in talk.rows.cases] == [CaseKind.TRANSCRIPTION]
    (answer,) = talk.rows.answers
    assert answer.delete_at == datetime(2028, 3, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(Media("voice", "f", seconds=301), id="over_five_minutes"),
        pytest.param(Media("voice", "f", seconds=9, size=5_000_001), id="over_five_megabytes"),
    ],
)
def test_a_voice_note_that_is_too_long_leaves_the_question_standing(note: Media) -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year", "5", "312", "E1")
    said = talk.hear(Sent(note))

    assert bodies(said) == ["That voice note is too long. Please send one of at most 5 min."]
    assert (talk.talk().step, talk.talk().misses) == ("more", 0)


def test_a_photo_where_words_are_wanted_is_asked_for_in_words() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes")

    assert talk.hear(Sent(Media("photo", "file-1")))[0].body.startswith("Please")
    assert talk.talk().step == "last_visit"


def test_what_cannot_be_read_is_told_once_and_moves_nothing() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes")
    before = talk.talk()

    assert bodies(talk.hear(Unsupported("sticker"))) == [
        "Sorry, I cannot read that. Please type your answer."
    ]
    assert talk.talk() == before


def test_a_sticker_for_nothing_outstanding_is_met_by_silence() -> None:
    talk = Talk((parks(),), channel="telegram")
    talk.hear("yes", "weekly", "skip")

    assert talk.hear(Unsupported("sticker")) == []


def test_blocking_the_bot_is_noted_of_the_address() -> None:
    talk = Talk(channel="telegram")

    assert talk.hear(Reachable(is_reachable=False)) == []
    assert talk.rows.reachable == {talk.person.addresses[0]: False}


def test_start_in_telegram_repeats_the_question() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes")

    assert talk.hear(Joined())[0].body.startswith("When was your last eye screening?")


def test_start_in_telegram_welcomes_who_had_left() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "STOP")
    said = talk.hear(Joined())

    assert talk.rows.welcome
    assert firsts(said) == ["Welcome back."]


@pytest.mark.parametrize(
    "content",
    [OptOut(Command.HELP), SharedPhone("+447700900009")],
    ids=["help_the_provider_gave", "number_of_somebody_known"],
)
def test_what_was_dealt_with_elsewhere_is_met_by_silence(content: Content) -> None:
    talk = Talk()
    before = talk.talk()

    assert talk.hear(content) == []
    assert talk.talk() == before


def test_a_start_that_the_provider_answered_still_comes_back() -> None:
    talk = Talk()
    talk.hear("yes", OptOut(Command.STOP))
    talk.hear(OptOut(Command.START))

    assert talk.rows.welcome
    assert talk.talk().status is Status.ACTIVE


def test_a_call_opens_a_case_and_the_question_stands() -> None:
    talk = Talk()
    talk.hear("yes")
    talk.hear("CALL")

    assert [case.step for case in talk.rows.cases] == ["last_visit"]
    assert talk.talk().step == "last_visit"
