"""Another language is offered to who writes in it: once, and never put upon them."""

from __future__ import annotations

import pytest

from bot.model import Outcome, Pending
from tests.exchange.talks import Talk, bodies, firsts

OFFER = "বাংলায় লিখব? হ্যাঁ বা না লিখুন।"
BENGALI = "আমি যেতে পারি না"
QUESTION = "When was your last eye screening? (1 of about 6)"


def asked(channel: str = "sms", language: str = "en") -> Talk:
    """Somebody at the first question."""
    talk = Talk(channel=channel, language=language)
    talk.hear("yes")
    return talk


def test_who_writes_in_another_script_is_offered_its_language() -> None:
    talk = asked()

    assert bodies(talk.hear(BENGALI)) == [OFFER]
    assert (talk.talk().language, talk.talk().step) == ("en", "last_visit")
    assert talk.talk().misses == 0


def test_who_types_it_in_latin_letters_is_offered_it_too() -> None:
    assert bodies(asked().hear("ami jete pari nai onek dur")) == [OFFER]


@pytest.mark.parametrize("word", ["yes", "হ্যাঁ", "Yes please"])
def test_yes_in_either_language_switches_and_asks_again(word: str) -> None:
    talk = asked()
    talk.hear(BENGALI)
    (said,) = bodies(talk.hear(word))

    assert said.startswith("এখন থেকে বাংলায় লিখব।\nডায়াবেটিসের জন্য শেষ কবে")
    assert (talk.talk().language, talk.talk().step) == ("bn", "last_visit")


def test_a_tap_on_yes_switches() -> None:
    talk = asked("telegram")
    offer = talk.hear(BENGALI)
    assert [button.label for button in offer[0].buttons] == ["হ্যাঁ", "না"]
    talk.tap("+yes.offer")

    assert talk.talk().language == "bn"


@pytest.mark.parametrize("word", ["no", "না"])
def test_no_keeps_the_language_and_asks_again(word: str) -> None:
    talk = asked()
    talk.hear(BENGALI)

    assert firsts(talk.hear(word)) == [QUESTION]
    assert (talk.talk().language, talk.talk().pending) == ("en", None)


def test_no_to_the_offer_is_never_no_to_the_question_behind_it() -> None:
    talk = Talk()
    talk.hear(BENGALI)
    talk.hear("no")

    assert talk.talk().step == "consent__agree"
    assert "consent__agree" not in talk.talk().answers


def test_anything_else_answers_the_question_that_still_stands() -> None:
    talk = asked()
    talk.hear(BENGALI)
    talk.hear("3")

    assert talk.talk().answers["last_visit"].value == "never"
    assert (talk.talk().language, talk.talk().pending) == ("en", None)


def test_it_is_offered_once() -> None:
    talk = asked()
    talk.hear(BENGALI)

    assert OFFER not in bodies(talk.hear(BENGALI))
    assert talk.talk().offered == ("bn",)


def test_what_was_understood_counts_and_the_offer_follows_the_next_question() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year", "5", "312", "E1")
    said = bodies(talk.hear(BENGALI))

    assert talk.talk().answers["more"].value == BENGALI
    assert said[-1] == OFFER
    assert len(said) == 2
    assert talk.talk().pending == Pending("offer", ("bn",))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("bn", BENGALI, id="their_own"),
        pytest.param("bn", "ami jai nai onek din", id="their_own_in_latin_letters"),
        pytest.param("syl", BENGALI, id="what_theirs_falls_back_on"),
        pytest.param("en", "मुझे अभी तक चिट्ठी नहीं मिली", id="not_offered_here"),
        pytest.param("en", "purple", id="no_language_of_its_own"),
        pytest.param("bn", "ok", id="one_english_word"),
    ],
)
def test_nothing_is_offered_where_nothing_disagrees(language: str, words: str) -> None:
    talk = asked(language=language)
    talk.hear(words)

    assert talk.talk().offered == ()


@pytest.mark.parametrize("command", ["বন্ধ", "বাংলা", "STOP"])
def test_a_command_is_obeyed_and_not_answered_with_an_offer(command: str) -> None:
    talk = asked()
    talk.hear(command)

    assert talk.talk().offered == ()


def test_nobody_is_offered_a_language_at_the_end() -> None:
    talk = Talk(channel="telegram")
    talk.hear("yes", "this year", "5", "312", "E1", "skip", *["skip"] * 8)

    assert talk.talk().answers["more"].outcome is Outcome.SKIPPED
    talk.hear(BENGALI)
    assert talk.talk().offered == ()
