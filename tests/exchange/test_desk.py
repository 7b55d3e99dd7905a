"""What an exchange may look up, and what names a turn."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.exchange import turn_id
from bot.model import Tap
from tests.exchange.talks import EYES, PARKS, Talk, conversation_id


def test_a_replay_makes_the_same_turn() -> None:
    message = Talk().given("yes").message
    again = replace(message, received_at=message.received_at.replace(hour=23))

    assert turn_id(message, conversation_id(EYES)) == turn_id(again, conversation_id(EYES))


@pytest.mark.parametrize(
    "changed",
    [{"channel": "telegram"}, {"account": "AC2"}, {"provider_id": "99"}],
    ids=["channel", "account", "provider_id"],
)
def test_another_message_makes_another_turn(changed: dict[str, str]) -> None:
    message = Talk().given("yes").message
    other = replace(message, **changed)

    assert turn_id(message, conversation_id(EYES)) != turn_id(other, conversation_id(EYES))


def test_a_message_makes_another_turn_in_each_conversation() -> None:
    message = Talk().given("STOP").message

    assert turn_id(message, conversation_id(EYES)) != turn_id(message, conversation_id(PARKS))


def test_a_conversation_can_be_read_where_its_version_has_its_step() -> None:
    talk = Talk()
    given, here = talk.given("yes"), talk.talk()

    assert given.can_read(here)
    assert given.can_read(replace(here, step=None))
    assert not given.can_read(replace(here, step="gone"))
    assert not given.can_speak(replace(here, version="gone"))
    assert not given.can_speak(replace(here, consultation="gone"))


def test_a_version_that_is_nowhere_is_not_guessed() -> None:
    talk = Talk()

    with pytest.raises(KeyError):
        talk.given("yes").scene_of(replace(talk.talk(), version="gone"))


def test_a_turn_knows_the_message_that_was_tapped_and_the_one_that_was_sent() -> None:
    talk = Talk(channel="telegram")
    tapped = talk.given(Tap("x", message_id="out-7"))
    typed = talk.given("yes")

    assert tapped.context(talk.person, talk.talk()).replaces == "out-7"
    assert typed.context(talk.person, talk.talk()).replaces == ""
    assert typed.context(talk.person, talk.talk()).message_id == typed.message.message_id
