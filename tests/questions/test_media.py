"""Free text, voice notes, photos, locations."""

from __future__ import annotations

import pytest

from bot.intents import hear
from bot.model import Accepted, Limits, Media, Outcome, Rejected
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.free_text import FreeText
from bot.questions.keys import read as read_keys
from bot.questions.location import Location
from bot.questions.photo import Photo
from bot.questions.postcode import Postcode
from bot.questions.voice import Voice
from tests.questions.hearing import hearing, said, value_of

VOICE = Media("voice", "file-1", "audio/ogg", 4_000, 7)
PHOTO = Media("photo", "file-2", "image/jpeg", 90_000)
PLACE = Media("location", "51.51,-0.06")
TELEGRAM = Limits(
    has_buttons=True,
    is_billed_by_segment=False,
    limit_chars=4096,
    media=frozenset({"voice", "photo", "location"}),
)
SMS = Limits(has_buttons=False, is_billed_by_segment=True, limit_chars=1600, media=frozenset())
GIVEN = hearing()


@pytest.mark.parametrize(
    "text",
    [
        "The clinic is shut on Fridays, and the bus does not stop there.",
        "ক্লিনিক বন্ধ থাকে, তাই যাই না।",
        "clinic bondho thake tai jaina",
        "no", "1", "yes", "idk", "end of the road", "i cannot stop working",
        "Help is hard to get",
        "?", "👍", "a\nb",
    ],
)  # fmt: skip
def test_words_are_kept_verbatim(text: str) -> None:
    assert FreeText().read(said(text), GIVEN) == Accepted(text)


@pytest.mark.parametrize(
    ("keys", "text", "hint"),
    [
        pytest.param({}, "   ", "bot.hint.text", id="nothing"),
        pytest.param({"at_least": 5}, "abc", "bot.hint.text_short", id="short"),
        pytest.param({"at_most": 2}, "abc", "bot.hint.text_long", id="long"),
    ],
)
def test_the_hint_says_what_is_wrong(keys: dict[str, object], text: str, hint: str) -> None:
    verdict = read_keys(FreeText, keys).read(said(text), GIVEN)

    assert isinstance(verdict, Rejected)
    assert verdict.hint.key == hint


@pytest.mark.parametrize(
    ("question", "media"),
    [
        pytest.param(FreeText(voice=True), VOICE, id="text_with_voice"),
        pytest.param(FreeText(photo=True), PHOTO, id="text_with_photo"),
        pytest.param(Voice(), VOICE, id="voice"),
        pytest.param(Photo(), PHOTO, id="photo"),
        pytest.param(Location(), PLACE, id="location"),
    ],
)
def test_media_is_taken_where_it_is_asked_for(question: Question, media: Media) -> None:
    assert question.read(hear("", media), GIVEN) == Accepted(media)


@pytest.mark.parametrize(
    ("question", "media", "hint"),
    [
        pytest.param(FreeText(), VOICE, "bot.hint.no_media", id="text"),
        pytest.param(FreeText(voice=True), PHOTO, "bot.hint.no_media", id="text_with_voice"),
        pytest.param(Choice(choices=("a",)), VOICE, "bot.hint.no_media", id="choice"),
        pytest.param(Voice(), PHOTO, "bot.hint.voice", id="voice"),
        pytest.param(Photo(), VOICE, "bot.hint.photo", id="photo"),
        pytest.param(Location(), VOICE, "bot.hint.location", id="location"),
    ],
)
def test_other_media_is_refused(question: Question, media: Media, hint: str) -> None:
    verdict = question.read(hear("", media), GIVEN)

    assert isinstance(verdict, Rejected)
    assert verdict.hint.key == hint


def test_a_caption_is_read_as_the_words_it_is() -> None:
    question = Choice(choices=("a", "b"))

    verdict = question.read(hear("2", PHOTO), hearing({"a": "Bus", "b": "Train"}))

    assert verdict == Accepted("b")


@pytest.mark.parametrize("question", [Voice(), Photo(), Location()], ids=["voice", "photo", "loc"])
def test_not_knowing_answers_these_too(question: Question) -> None:
    assert question.read(said("jani na"), GIVEN) == Accepted(None, Outcome.DONT_KNOW)


def test_a_postcode_stands_for_a_location() -> None:
    assert value_of(Location(), "e1 6an", GIVEN) == "E1"
    assert Location(keep="sector").on(SMS) == Postcode(keep="sector")
    assert Location().on(TELEGRAM) == Location()


def test_without_media_the_step_is_left_out_or_asked_in_words() -> None:
    assert Voice(on_sms="skip").on(SMS) is None
    assert Voice(on_sms="ask_text").on(SMS) == FreeText()
    assert Photo().on(SMS) is None
    assert Photo(on_sms="ask_text").on(SMS) == FreeText()
    assert Voice().on(TELEGRAM) == Voice()
