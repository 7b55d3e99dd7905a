"""Played without a store, a conversation goes as it goes live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import LIMITS
from bot.model import DueKind, Media, MessageKind, Other, Status
from bot.workshop.play import UNASKED, Phone, Setting, phone, plain, values
from tests.exchange.talks import PARKS, parks
from tests.service.stage import catalogue, eye_screening

DAY = timedelta(days=1)


def a_phone(channel: str = "sms", language: str = "en") -> Phone:
    """One that was just invited."""
    played = phone(Setting(eye_screening(), catalogue(), channel, LIMITS[channel]), language)
    played.begin()
    return played


def at(*lines: str, channel: str = "sms") -> Phone:
    """After these lines."""
    played = a_phone(channel)
    for line in lines:
        played.type(line)
    return played


def test_it_begins_at_the_first_waking_moment_after_opening() -> None:
    assert a_phone().now == datetime(2027, 3, 2, 9, tzinfo=UTC)


def test_a_flow_without_a_date_can_be_played_too() -> None:
    played = phone(Setting(parks(), catalogue(), "sms", LIMITS["sms"]), "en")

    (shown,) = played.begin()

    assert (shown.step, shown.row.kind) == ("consent__agree", MessageKind.BROADCAST)
    assert played.running.slug == PARKS


def test_without_a_language_the_picker_comes_first() -> None:
    played = phone(Setting(eye_screening(), catalogue(), "sms", LIMITS["sms"]))
    (picker,) = played.begin()
    (invitation,) = played.type("2")

    assert picker.step is None
    assert [each.label for each in picker.row.buttons][:3] == ["English", "বাংলা", "সিলেটি (শুনুন)"]
    assert (invitation.row.body.count("STOP"), played.conversation.language) == (1, "bn")


def test_a_line_in_brackets_taps_the_newest_button_by_id_or_label() -> None:
    by_id, by_label = at("[yes]", channel="telegram"), at("[Yes]", channel="telegram")

    assert by_id.asking == by_label.asking == "last_visit"
    assert at("[no such button]").asking == "consent__agree"


def test_a_line_can_be_a_voice_note() -> None:
    played = at("yes", "this year", "5", "312", "E1", "[voice]", channel="telegram")
    note = played.answers()["more"]

    assert isinstance(note, Media)
    assert note.kind == "voice"


def test_time_brings_reminders_then_the_close() -> None:
    played = at("yes")

    assert played.wait(2 * DAY - timedelta(minutes=1)) == []
    assert [shown.row.kind for shown in played.wait(5 * DAY)] == [MessageKind.REMINDER] * 2
    assert played.wait(40 * DAY) == []
    assert played.conversation.status is Status.EXPIRED
    (late,) = played.type("never")
    assert late.row.body.startswith("This consultation closed")
    assert late.step is None


def test_a_reminder_that_falls_due_at_night_comes_by_day() -> None:
    played = a_phone()
    played.wait(timedelta(hours=13))
    played.type("yes")  # at ten in the evening
    (reminder,) = played.wait(2 * DAY + timedelta(hours=1))

    assert reminder.row.due == datetime(2027, 3, 5, 9, tzinfo=UTC)
    assert reminder.row.not_before == reminder.row.due


def test_a_final_silence_puts_no_more_on_the_phone() -> None:
    played = at("yes")
    played.wait(8 * DAY)
    said = len(played.sent)
    played.wait(5 * DAY)

    assert len(played.sent) == said
    assert DueKind.ASK_LINK_WORKER not in played.dues


def test_stop_silences_and_start_comes_back() -> None:
    played = at("yes", "STOP")

    assert played.person.participant.stopped
    assert played.type("never") == []
    assert played.wait(5 * DAY) == []
    (back,) = played.type("START")
    assert (back.step, played.person.participant.stopped) == ("last_visit", False)


def test_every_question_has_an_answer_or_an_outcome() -> None:
    played = at("yes", "this year", "5", "312", "E1", "skip")
    told = {*played.answers(), *played.outcomes()}

    assert told == {s.id for s in eye_screening().flow.steps if not s.question.is_silent}
    assert played.outcomes()["more"] == "skipped"
    assert played.outcomes()["barriers"] == UNASKED


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (True, True),
        (3, 3),
        ("never", "never"),
        (("travel", Other("My knees")), ["travel", {"other": "My knees"}]),
        (Other("x"), {"other": "x"}),
        (Media("voice", "file-1"), {"media": "file-1"}),
    ],
    ids=["bool", "number", "id", "picks", "other", "media"],
)
def test_a_value_is_printed_as_json_has_it(value: object, printed: object) -> None:
    assert plain(value) == printed
    assert values({}) == {}
