"""Several statements in one step: each vote is kept as it is given, and none is lost."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import LIMITS
from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.model import Outcome, Tap
from bot.workshop.play import Phone, Setting, phone

ROOT = Path(__file__).parents[2]
FLOW = load(ROOT / "flows" / "statement-vote", ROOT / "flows" / "_blocks")
WORDS = Catalogue.load(ROOT / "locales")
IDS = {"evenings", "phone", "letters", "walk"}


def resident(channel: str = "sms") -> Phone:
    played = phone(Setting(FLOW, WORDS, channel, LIMITS[channel]), "en")
    played.begin()
    played.type("yes")
    return played


def votes(played: Phone) -> dict[str, object]:
    answers = played.conversation.answers
    return {
        key.partition(".")[2]: answer.value
        for key, answer in answers.items()
        if "." in key and answer.outcome is Outcome.ANSWERED
    }


def test_each_vote_is_kept_at_once() -> None:
    played = resident()
    played.type("a")
    played.type("d")

    assert list(votes(played).values()) == ["agree", "disagree"]
    assert "views" not in played.conversation.answers


def test_the_step_is_answered_with_the_last_and_says_how_many() -> None:
    played = resident()
    for reply in ("a", "a", "a", "a", "no"):
        played.type(reply)

    assert set(votes(played)) == IDS
    assert played.conversation.answers["views"].value == len(IDS)


def test_a_tap_on_an_old_statement_never_votes_on_the_new_one() -> None:
    played = resident("telegram")
    (old,) = [b for b in played.sent[-1].row.buttons if b.label == "Agree"]
    played.type("[disagree]")
    before = votes(played)

    (said,) = [shown.row.body for shown in played.hear(Tap(old.data, message_id="old"))]

    assert votes(played) == before
    assert "already" in said


def test_a_changed_language_loses_no_vote_and_no_place() -> None:
    played = resident()
    played.type("a")
    order = played.conversation.order
    played.type("বাংলা")

    assert played.conversation.language == "bn"
    assert (len(votes(played)), played.conversation.order) == (1, order)


REPLIES = st.lists(
    st.sampled_from(
        ["a", "d", "p", "BACK", "SKIP", "REPEAT", "HELP", "1", "?", "agree, but", "no"]
    ),
    max_size=14,
)


@given(REPLIES)
def test_whatever_is_said_the_votes_are_of_statements_that_were_put(replies: list[str]) -> None:
    played = resident()
    for reply in replies:
        assert played.type(reply)  # somebody is always answered

        known = votes(played)
        assert set(known) <= IDS
        assert set(known.values()) <= {"agree", "disagree", "pass"}
        if played.conversation.status.is_open and played.conversation.step == "views":
            ahead = {each for each in played.conversation.order if each != "+own"}
            assert ahead <= IDS
            assert played.conversation.order
