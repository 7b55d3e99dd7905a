"""The papers say what the flow and the settings say, and mark what only people can answer."""

from __future__ import annotations

import pytest

from bot.flow.load import load
from bot.workshop.governing import Paper, dpia, privacy_notice, unanswered
from tests.service.stage import ROOT, eye_screening

BOTH = Paper(eye_screening(), ("sms", "telegram"))


@pytest.mark.parametrize(
    "says",
    [
        "Example NHS Trust", "Rehana Begum", "public interest", "MYDATA", "DELETE",
        "FORGET ABOUT ME", "STOP", "90 days after the last answer that we promised", "Twilio",
        "Telegram", "ico.org.uk/make-a-complaint", "schedule 1, paragraph 8", "your own words",
    ],
)  # fmt: skip
def test_the_notice_names(says: str) -> None:
    assert says in privacy_notice(BOTH)


def test_only_who_carries_messages_here_is_named() -> None:
    assert "Telegram" not in privacy_notice(Paper(eye_screening(), ("sms",)))


def test_the_dpia_is_filled_in_and_says_what_it_was_made_for() -> None:
    text = dpia(BOTH)

    assert text.count("## ") == 6
    assert eye_screening().version in text
    assert "Diabetes Programme Board" in text
    assert unanswered(text) > 10


def test_what_the_flow_answers_needs_no_answer() -> None:
    assert unanswered(privacy_notice(BOTH)) == 2


def test_where_people_vote_both_papers_tell_of_the_groups_that_a_machine_may_make() -> None:
    votes = Paper(load(ROOT / "flows" / "statement-vote", ROOT / "flows" / "_blocks"), ("sms",))

    for paper in (privacy_notice, dpia):
        assert "Which group a person is in is not kept" in paper(votes)
        assert "Which group a person is in is not kept" not in paper(BOTH)
    assert "no group under 10 people, and no count of 1 to 7 in one, is shown" in dpia(votes)
