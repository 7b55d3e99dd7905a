"""What is read out, and who hears it."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.model import Conversation, Note, Phrase, Say
from bot.render import Scene, hash_of, read_out, render, scripts, spoken
from bot.render.aloud import CALL, with_call
from tests.service.stage import SLUG, running

ALL = {script.key: script for script in scripts(running().scene(LIMITS["telegram"]))}


def scene(channel: str = "telegram", *recorded: str, language: str = "syl") -> Scene:
    """The consultation, with fresh notes of these."""
    plain = running().scene(LIMITS[channel])
    notes = {
        (language, f"{SLUG}.{key}"): Note(
            f"{SLUG}.{key}", language, key, hash_of(ALL[f"{SLUG}.{key}"], plain, language)
        )
        for key in recorded
    }
    return replace(plain, notes=notes)


def someone(language: str = "syl") -> Conversation:
    """A reader at the first question."""
    who = running().launched.document
    return Conversation(
        UUID(int=1), 0, UUID(int=2), SLUG, who.version, language, step="last_visit"
    )


def test_all_that_residents_may_hear_is_read_out_in_its_order() -> None:
    keys = [key.removeprefix(f"{SLUG}.") for key in ALL]

    assert keys[:3] == ["invitation", "consent__agree", "last_visit"]
    assert keys[-3:] == ["endings.done", "endings.declined", "endings.closed"]


def test_a_question_is_read_with_its_options_numbered_as_the_file_has_them() -> None:
    text = read_out(ALL[f"{SLUG}.barriers"], running().scene(LIMITS["telegram"]), "en")

    assert text.splitlines()[1:3] == ["1 No letter", "2 Letter not in my language"]


def test_sylheti_is_read_from_the_bengali_words() -> None:
    plain = running().scene(LIMITS["telegram"])

    assert read_out(ALL[f"{SLUG}.ease"], plain, "syl") == read_out(
        ALL[f"{SLUG}.ease"], plain, "bn"
    )


QUESTION = Say((Phrase(f"{SLUG}.invitation", default="bot.invitation"),), ask="last_visit")


@pytest.mark.parametrize(
    ("recorded", "heard"),
    [
        pytest.param((), (), id="nothing_recorded"),
        pytest.param(("last_visit",), ("last_visit",), id="the_question"),
        pytest.param(("last_visit", "invitation"), ("invitation", "last_visit"), id="in_order"),
        pytest.param(("ease",), (), id="another"),
    ],
)
def test_who_listens_hears_what_is_recorded_of_a_message(
    recorded: tuple[str, ...], heard: tuple[str, ...]
) -> None:
    assert spoken(QUESTION, someone(), scene("telegram", *recorded)) == heard


def test_who_reads_hears_nothing() -> None:
    assert spoken(QUESTION, someone("bn"), scene("telegram", "last_visit", language="bn")) == ()


def test_a_stale_note_is_not_played() -> None:
    fresh = scene("telegram", "last_visit")
    ((place, note),) = fresh.notes.items()
    stale = replace(fresh, notes={place: replace(note, says="of other words")})

    assert spoken(QUESTION, someone(), stale) == ()


def test_a_redrawn_message_is_not_read_out_again() -> None:
    again = replace(QUESTION, replaces=True)

    assert spoken(again, someone(), scene("telegram", "last_visit")) == ()


def test_on_sms_a_listener_is_offered_a_call_as_they_begin() -> None:
    (said, *_) = render(QUESTION, someone(), scene("sms"))

    assert CALL in with_call(QUESTION, someone(), scene("sms")).phrases
    assert "এসএমএসে শোনানো যায় না" in said.body
    assert with_call(Say(ask="ease"), someone(), scene("sms")) == Say(ask="ease")
    assert with_call(QUESTION, someone(), scene("telegram")) == QUESTION
    assert with_call(QUESTION, someone("bn"), scene("sms")) == QUESTION


def test_who_listens_is_shown_the_options_in_the_order_that_is_spoken() -> None:
    plain = running().scene(LIMITS["telegram"])

    assert plain.flow_for("syl").step("barriers").question.is_shuffled is False
    assert plain.flow_for("bn").step("barriers").question.is_shuffled is True
