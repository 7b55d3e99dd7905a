"""Words for our staff go to the case; commands that must always work go to the bot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.exchange import handing
from bot.exchange.handing import Talk
from bot.model import CaseKind, Content, Media, Sent, Status
from bot.ports import Case
from tests.exchange.talks import ADDRESSES, EYES, PARKS, bodies, parks
from tests.exchange.talks import Talk as Phone
from tests.service.stage import eye_screening


def waiting(channel: str = "sms", language: str = "en") -> Phone:
    """Somebody at the second question who has asked for a person."""
    phone = Phone(channel=channel, language=language)
    phone.hear("yes", "CALL")
    return phone


def case_of(phone: Phone) -> Case:
    """Theirs, as a member of staff is shown it."""
    talk = phone.talk()
    return Case(
        phone.person.participant.id, 3, talk.participant, talk.id, EYES, CaseKind.HANDOVER,
        talk.step or "", "", phone.channel, talk.language, phone.now,
    )  # fmt: skip


def talk_of(phone: Phone) -> Talk:
    """A member of staff turning to them."""
    given = phone.given("")
    working = handing.as_staff(given, phone.desk(), ADDRESSES[phone.channel], "staff-1")
    return Talk(case_of(phone), phone.person, phone.talk(), working)


@pytest.mark.parametrize("words", ["1", "Never", "back", "skip", "no", "restart", "again please"])
def test_what_they_write_is_kept_for_staff_and_answers_nothing(words: str) -> None:
    phone = waiting()
    said = phone.hear(words)

    assert said == []
    assert [each.text for each in phone.rows.confided] == [words]
    assert phone.rows.answers == []
    assert phone.talk().step == "last_visit"


def test_a_voice_note_is_kept_for_staff() -> None:
    phone = waiting("telegram")
    phone.hear(Sent(Media("voice", "note-1", "audio/ogg", 9_000, 7)))

    assert [each.voice for each in phone.rows.confided] == ["note-1"]


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        pytest.param("STOP", "You will get no more", id="stop"),
        pytest.param("START", "When was your last eye screening?", id="start"),
        pytest.param("WHO", "This is", id="who"),
    ],
)
def test_commands_still_work(word: str, begins: str) -> None:
    phone = waiting()
    (said,) = phone.hear(word)

    assert phone.rows.confided == []
    assert said.body.startswith(begins)


def test_near_stop_is_asked_about_and_a_later_yes_to_staff_stops_nobody() -> None:
    phone = waiting()
    phone.hear("stopp")
    asked = phone.talk().pending
    phone.hear("I meant the bus stops there", "yes")

    assert asked is not None
    assert phone.talk().status is Status.PARKED


def test_an_old_button_tells_how_to_go_on() -> None:
    phone = waiting("telegram")
    said = phone.tap("never")

    assert bodies(said)[0].startswith("Someone from Example NHS Trust will write to you here soon")
    assert phone.rows.answers == []


def test_an_answer_is_signed_with_the_first_name_alone() -> None:
    phone = waiting()
    talk = talk_of(phone)
    handing.answer(talk, "Yes, do come.", "Rahima Begum")

    rows = talk.given.rows
    assert bodies(rows.outbox) == ["Yes, do come.\n- Rahima"]
    assert [(line.text, line.by) for line in rows.thread] == [("Yes, do come.", "staff-1")]
    assert [(deed.actor, deed.action) for deed in rows.audit] == [("staff-1", "case.answered")]


def test_an_answer_at_night_waits_for_the_morning_unless_they_have_just_written() -> None:
    phone = waiting()
    at_night = phone.now.replace(hour=22, minute=0)
    late = talk_of(phone)
    late = replace(late, given=replace(late.given, now=at_night))
    just = replace(late, conversation=replace(late.conversation, heard_at=at_night))
    handing.answer(late, "Tomorrow.", "Rahima")
    (row,) = late.given.rows.outbox
    late.given.rows.outbox.clear()
    handing.answer(just, "Now.", "Rahima")

    assert row.not_before == at_night.replace(hour=9) + timedelta(days=1)
    assert late.given.rows.outbox[0].not_before == at_night


def test_an_answer_to_who_was_only_not_understood_begins_a_talk() -> None:
    phone = Phone()
    phone.hear("yes", "blue", "green", "red")
    talk = talk_of(phone)
    person = handing.answer(talk, "Shall I help?", "Rahima")

    after = next(each for each in person.conversations if each.id == talk.conversation.id)
    assert (talk.conversation.with_staff, after.with_staff) == (False, True)
    assert after.revision == talk.conversation.revision + 1


def test_closing_brings_the_question_back() -> None:
    phone = waiting()
    talk = talk_of(phone)
    handing.close(talk, "answered", is_last=True)

    rows = talk.given.rows
    assert bodies(rows.outbox)[0].splitlines()[1].startswith("When was your last eye screening?")
    assert rows.closed == {talk.case.id: (talk.given.now, "answered")}


def test_closing_one_of_two_cases_brings_nothing_back() -> None:
    talk = talk_of(waiting())
    handing.close(talk, "answered", is_last=False)

    assert talk.given.rows.outbox == []
    assert list(talk.given.rows.closed) == [talk.case.id]


def test_whoever_answers_another_consultation_by_then_is_not_interrupted() -> None:
    phone = Phone([eye_screening(), parks()])
    phone.hear("yes", "CALL")
    phone.edit(PARKS, status=Status.ACTIVE)
    talk = talk_of(phone)
    handing.close(talk, "answered", is_last=True)

    assert len(bodies(talk.given.rows.outbox)[0].splitlines()) == 1
    assert talk.given.rows.conversations[talk.conversation.id].status is Status.WAITING


def test_who_finished_can_still_ask_for_a_person() -> None:
    phone = Phone()
    phone.edit(status=Status.COMPLETED, step="done")
    phone.hear("CALL", "When do I hear?")

    assert phone.talk().status is Status.COMPLETED
    assert [each.text for each in phone.rows.confided] == ["When do I hear?"]


def test_a_talk_goes_on_after_the_closing() -> None:
    phone = waiting()
    phone.close()
    contents: list[Content | str] = ["Am I too late?"]
    phone.hear(*contents)

    assert [each.text for each in phone.rows.confided] == ["Am I too late?"]


def test_a_case_is_named_by_the_beginning_of_its_id() -> None:
    case = case_of(waiting())

    assert handing.case_mark(case.id) == f"#{case.id.hex[:8]}"
