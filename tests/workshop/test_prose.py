"""Reading age, leading wording and private topics, on sentences chosen for them."""

from __future__ import annotations

import pytest

from bot.workshop.prose import LIMIT_READING_AGE, leading, reading_age, sensitive


@pytest.mark.parametrize(
    ("text", "is_hard"),
    [
        ("What made it hard to go to the clinic? Pick all that apply to you.", False),
        ("We keep your answers apart from your number. You can stop when you like.", False),
        (
            "Notwithstanding the aforementioned organisational considerations, to what extent "
            "would you characterise ophthalmological accessibility as satisfactory?",
            True,
        ),
    ],
)
def test_reading_age_tells_plain_from_hard(text: str, is_hard: bool) -> None:
    age = reading_age(text)

    assert age is not None
    assert (age > LIMIT_READING_AGE) is is_hard


def test_a_few_words_have_no_reading_age() -> None:
    assert reading_age("When was your last visit?") is None


@pytest.mark.parametrize(
    "text",
    [
        "Don't you think the park is nice?",
        "Do you agree that buses are late?",
        "How much better is the new clinic?",
        "Surely you would like more trees?",
        "How satisfied are you with us?",
    ],
)
def test_wording_that_leads_is_noticed(text: str) -> None:
    remedy = leading(text)

    assert remedy is not None
    assert remedy.endswith(".")


@pytest.mark.parametrize(
    "text", ["How easy was it to get there?", "What would you change first?", "How old are you?"]
)
def test_plain_questions_do_not_lead(text: str) -> None:
    assert leading(text) is None


def test_a_private_topic_is_found_by_whole_words() -> None:
    assert sensitive("About your sexual health") == "sexual"
    assert sensitive("Essex and Middlesex libraries") is None
    assert sensitive("Getting to diabetic eye screening") is None
