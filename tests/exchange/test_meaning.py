"""What typed words mean here: a command, a language, a reply, or nothing any more."""

from __future__ import annotations

import pytest

from bot.exchange.meaning import input_of, meaning_of
from bot.model import (
    Accepted,
    Ask,
    CaseKind,
    Close,
    Command,
    Doubt,
    Input,
    Rejected,
    Reply,
    SwitchLanguage,
    Unsure,
)
from tests.exchange.talks import Talk, firsts, parks
from tests.service.stage import eye_screening

OFFERED = eye_screening().plan.languages
PICKER = SwitchLanguage("", OFFERED)


def meant(talk: Talk, body: str) -> Input:
    """What the engine is given for these words."""
    given, conversation = talk.given(body), talk.talk()
    return input_of(given, conversation, meaning_of(given, conversation, body), body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("yes", Reply(Accepted(True))),
        ("ok, yes", Reply(Accepted(True))),
        ("2", Reply(Accepted(False))),
        ("HELP", Ask(Command.HELP)),
        ("back", Ask(Command.BACK)),
        ("LANGUAGE", PICKER),
        ("বাংলা", SwitchLanguage("bn")),
        ("stopp", Doubt()),
        ("START", Ask(Command.START)),
    ],
)
def test_words_mean_what_was_asked_or_a_command(body: str, expected: Input) -> None:
    found = meant(Talk(), body)

    if isinstance(expected, SwitchLanguage) and expected.tag:
        assert isinstance(found, SwitchLanguage)
        assert found.tag == expected.tag
    else:
        assert found == expected


def test_what_answers_nothing_is_rejected_with_a_hint() -> None:
    found = meant(Talk(), "purple")

    assert isinstance(found, Reply)
    assert isinstance(found.verdict, Rejected)


def test_a_near_miss_is_asked_about() -> None:
    talk = Talk()
    talk.hear("yes")

    found = meant(talk, "longr agoo")

    assert isinstance(found, Reply)
    assert isinstance(found.verdict, Unsure | Accepted)


def test_a_language_that_is_not_offered_is_met_by_the_picker() -> None:
    talk = Talk((parks(),))
    given, conversation = talk.given("বাংলা"), talk.talk("parks")
    meaning = meaning_of(given, conversation, "বাংলা")

    assert input_of(given, conversation, meaning, "বাংলা") == SwitchLanguage("", ("en",))


def test_until_a_language_is_known_anything_shows_the_picker() -> None:
    assert meant(Talk(language=""), "hello") == PICKER


def test_the_picker_is_answered_by_number_or_by_name() -> None:
    for body in ("2", "Bengali", "বাংলা"):
        talk = Talk(language="")
        talk.hear("hello")

        said = talk.hear(body)

        assert talk.talk().language == "bn", body
        assert talk.rows.languages, body
        assert "STOP" in said[0].body, "the invitation, with the way out"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("yes", Close(is_reply=True)),
        ("SKIP", Close(is_reply=True)),
        ("BACK", Close(is_reply=True)),
        ("HELP", Ask(Command.HELP)),
        ("PRIVACY", Ask(Command.PRIVACY)),
        ("DELETE", Ask(Command.DELETE)),
        ("START", Close(is_reply=True, is_return=True)),
        ("LANGUAGE", PICKER),
    ],
)
def test_after_closing_only_what_is_about_the_person_works(body: str, expected: Input) -> None:
    talk = Talk()
    talk.close()

    assert meant(talk, body) == expected


def test_a_late_reply_is_told_and_not_kept() -> None:
    talk = Talk()
    talk.close()

    assert firsts(talk.hear("yes")) == ["This consultation closed on 31 March 2027."]
    assert talk.rows.answers == []
    assert firsts(talk.hear("yes")) == ["This consultation closed on 31 March 2027."]


@pytest.mark.parametrize("body", ["never, but suddenly i cannot see", "Flashes!"])
def test_urgent_words_get_the_urgent_reply_first_and_a_person(body: str) -> None:
    talk = Talk()
    talk.hear("yes")
    said = talk.hear(body)

    assert said[0].body.startswith("If your sight changed suddenly, call 111 now.")
    assert [(case.kind, case.step) for case in talk.rows.cases] == [
        (CaseKind.URGENT, "last_visit")
    ]


def test_where_no_word_is_urgent_none_is() -> None:
    talk = Talk((parks(),))
    talk.hear("yes", "rarely", "a sudden storm")

    assert talk.rows.cases == []


def test_a_word_for_nothing_outstanding_is_answered_as_such() -> None:
    talk = Talk((parks(),))

    assert firsts(talk.hear("yes", "weekly", "skip", "hello")) == [
        "Thank you. There is nothing to answer now. Send HELP for what you can do."
    ]
