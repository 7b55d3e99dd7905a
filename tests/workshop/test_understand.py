"""`kotha understand`, line by line: the same reading as the live service."""

from __future__ import annotations

import json
from functools import cache

import pytest

from bot.language.catalogue import Catalogue
from bot.workshop.understand import NotALine, parse, understand
from tests.questions.hearing import LOCALES

PLACES = [{"id": "gp", "label": "GP surgery"}, {"id": "pharmacy", "label": "The pharmacy"}]
SURE = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]


@cache
def catalogue() -> Catalogue:
    """The shipped languages."""
    return Catalogue.load(LOCALES)


def said(kind: str, reply: str, ui: str = "en", **more: object) -> tuple[str, object, str]:
    """What one reply is understood as."""
    channel = more.pop("channel", "sms")
    question = {"type": kind, **more}
    line = {"question": question, "ui": ui, "channel": channel, "reply": reply}
    found = json.loads(json.dumps(understand(parse(json.dumps(line)), catalogue()).as_json()))
    return found["as"], found["value"], found["lang"]


@pytest.mark.parametrize(
    ("kind", "reply", "ui", "expected"),
    [
        pytest.param("yesno", "yeah", "en", ("yes", None, "en"), id="yes"),
        pytest.param("yesno", "জি না", "bn", ("no", None, "bn"), id="no"),
        pytest.param("yesno", "ji", "bn", ("yes", None, "bn-Latn"), id="romanised"),
        pytest.param("yesno", "jani na", "bn", ("dont_know", None, "bn-Latn"), id="dont_know"),
        pytest.param("yesno", "accha", "bn", ("unclear", None, "bn-Latn"), id="ambiguous"),
        pytest.param("number", "forty two", "en", ("number", 42, "en"), id="number"),
        pytest.param("number", "৪০ মিনিট", "bn", ("number", 40, "bn"), id="bengali_number"),
        pytest.param("number", "আড়াই", "bn", ("number", 2.5, "bn"), id="fraction"),
        pytest.param("number", "20-30", "en", ("unclear", None, "en"), id="range"),
        pytest.param("text", "No idea, sorry", "en", ("text", "No idea, sorry", "en"), id="text"),
        pytest.param("text", "skip", "en", ("skip", None, "en"), id="skip"),
        pytest.param("idle", "start", "en", ("start", None, "en"), id="start"),
        pytest.param("idle", "yes", "en", ("unclear", None, "en"), id="idle"),
        pytest.param("idle", "bondho", "en", ("stop", None, "bn-Latn"), id="stop_elsewhere"),
        pytest.param("idle", "info", "en", ("help", None, "en"), id="help"),
        pytest.param("number", "বাংলা", "en", ("language", "bn", "bn"), id="language"),
        pytest.param("number", "language", "en", ("language", None, "en"), id="which_language"),
        pytest.param("number", "back", "en", ("unclear", None, "en"), id="other_command"),
        pytest.param("number", "stopp", "en", ("unclear", None, "en"), id="near_stop"),
    ],
)
def test_a_reply_is_one_word_of_the_contract(
    kind: str, reply: str, ui: str, expected: tuple[str, object, str]
) -> None:
    assert said(kind, reply, ui) == expected


def test_options_are_ids() -> None:
    assert said("choice", "2", options=PLACES) == ("option", "pharmacy", "en")
    assert said("choice", "pharmcy", options=PLACES)[:2] == ("option", "pharmacy")
    assert said("choice", "2 and 1", options=PLACES, multi=True)[:2] == (
        "options", ["gp", "pharmacy"],
    )  # fmt: skip
    assert said("choice", "1", options=PLACES, multi=True)[:2] == ("options", ["gp"])
    assert said("ranking", "21", options=PLACES)[:2] == ("options", ["pharmacy", "gp"])
    assert said("yesno", "2", options=SURE)[:2] == ("no", None)


def test_the_providers_words_depend_on_the_channel() -> None:
    assert said("number", "END", channel="sms")[0] == "stop"
    assert said("number", "END", channel="telegram")[0] == "unclear"
    assert said("text", "end", channel="telegram")[:2] == ("text", "end")


@pytest.mark.parametrize(
    ("ui", "reply", "tag"),
    [
        ("pt-PT", "sim", "pt"),
        ("pt_BR", "sim", "pt"),
        ("zh", "是的", "zh-Hans"),
        ("zh-CN", "是的", "zh-Hans"),
        ("zh-HK", "係", "zh-Hant"),
        ("zh-hant-TW", "係", "zh-Hant"),
        ("zh-Hant", "對啊對啊好", "zh-Hant"),
        ("ar-EG", "نعم", "ar"),
        ("bn-BD", "জি", "bn"),
        ("BN-latn", "ji", "bn-Latn"),
        ("en-GB", "yes", "en"),
    ],
)
def test_a_region_is_its_language(ui: str, reply: str, tag: str) -> None:
    assert said("yesno", reply, ui) == ("yes", None, tag)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(NotALine, match='ui: "xx" is not a language here'):
        said("number", "4", "xx")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param("{", "JSON", id="not_json"),
        pytest.param("[]", "dictionary", id="not_an_object"),
        pytest.param('{"ui": "en", "reply": "x"}', "question", id="no_question"),
        pytest.param('{"question": {"type": "poem"}, "ui": "en", "reply": "x"}', "question.type",
                     id="unknown_type"),
        pytest.param('{"question": {"type": "choice"}, "ui": "en", "reply": "x"}', "options",
                     id="no_options"),
        pytest.param('{"question": {"type": "idle"}, "ui": "en", "channel": "fax", "reply": ""}',
                     "channel", id="unknown_channel"),
        pytest.param('{"question": {"type": "idle"}, "ui": "en", "reply": 5}', "reply",
                     id="reply_is_no_text"),
    ],
)  # fmt: skip
def test_a_line_of_another_shape_says_which_part(raw: str, says: str) -> None:
    with pytest.raises(NotALine, match=says):
        parse(raw)


def test_what_is_wrong_never_repeats_the_reply() -> None:
    raw = '{"question": {"type": "poem"}, "ui": "en", "reply": "+447700900123 secret"}'

    with pytest.raises(NotALine) as caught:
        parse(raw)

    assert "secret" not in str(caught.value)
    assert "7700900123" not in str(caught.value)
