"""What holds of every message, whatever is said to whom on which channel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.flow.compiled import compile_flow
from bot.language.catalogue import Catalogue
from bot.model import Answer, Conversation, Limits, Other, Outcome, Phrase, Say, Value
from bot.render import Scene, labels, read_tap, render
from bot.render.blanks import names as blanks_of
from tests.render.scenes import (
    BOT,
    FLOW,
    PLAN,
    SMS,
    STEPS,
    TELEGRAM,
    WORDS,
    person,
    scene,
    someone,
)
from tests.service.stage import catalogue as catalogue_that_ships
from tests.service.stage import running

OWN_WORDS = "own words"
VALUES: Mapping[str, Sequence[Value | Outcome]] = {
    "visit": ["recent", "longer", Other(OWN_WORDS)],
    "ease": [1, 5],
    "barriers": [("travel",), ("travel", "time"), ("time", Other(OWN_WORDS))],
    "minutes": [45],
    "wishes": [("nearer", "evening")],
    "driver": [True, False],
    "worry": [OWN_WORDS],
    "more": [OWN_WORDS],
    "faith": ["any"],
}
LATIN_ALLOWED = {*re.findall(r"[A-Za-z]+", f"Example NHS Trust {OWN_WORDS} English")}


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """Anybody, anywhere in the flow."""
    answers = {
        step: draw(st.sampled_from([*values, Outcome.SKIPPED]))
        for step, values in VALUES.items()
        if draw(st.booleans())
    }
    language = draw(st.sampled_from(["en", "bn", "syl", "xx", ""]))
    return person(language, draw(st.sampled_from([step.id for step in STEPS])), answers)


@st.composite
def says(draw: st.DrawFn) -> Say:
    """Any message that an engine could want."""
    keys = [*BOT, *(key for key in WORDS if key.count(".") == 2 and key.endswith(".text"))]
    keys = [key for key in keys if key != "bot.english_only"]
    values = {"last": "3", "n": "1", "total": "7", "least": "1", "most": "5", "label": "?"}
    values |= {"low": "1", "high": "5"}
    said = draw(st.lists(st.sampled_from(keys), max_size=3))
    phrases = tuple(Phrase(key, values) for key in said)
    asked = draw(st.sampled_from([None, *STEPS]))
    order = draw(st.permutations(asked.question.options())) if asked else ()
    progress = draw(st.none() | st.just((3, 12)))
    return Say(phrases, ask=asked.id if asked else None, order=tuple(order), progress=progress)


CHANNELS = st.sampled_from([SMS, TELEGRAM])


@given(conversations(), says(), CHANNELS)
def test_no_message_leaves_a_blank_or_mixes_languages(
    catalogue: Catalogue, conversation: Conversation, say: Say, limits: Limits
) -> None:
    for rendered in render(say, conversation, scene(catalogue, limits)):
        text = rendered.body + "".join(button.label for button in rendered.buttons)

        assert not re.search(r"[{}]", text)
        assert rendered.body.strip()
        assert len(rendered.wording) == 16
        latin = set(re.findall(r"[A-Za-z]+", text)) - LATIN_ALLOWED
        bengali = re.search(r"[\u0980-\u09ff]", text)
        assert not (latin if rendered.language == "bn" else bengali)


@given(conversations(), says())
def test_every_number_maps_back_to_its_option(
    catalogue: Catalogue, conversation: Conversation, say: Say
) -> None:
    stage = scene(catalogue)
    reader = replace(conversation, language="en")
    step = stage.flow.flow.step(say.ask or "")
    if step is None or step.question.type == "scale":
        return
    (rendered,) = render(replace(say, phrases=()), reader, stage)
    shown = dict(re.findall(r"^(\d+) (.+)$", rendered.body, re.MULTILINE))
    called = labels(stage, reader, step.id)

    assert len(shown) == len(say.order)
    assert all(shown[str(n)] in called[option] for n, option in enumerate(say.order, 1))


@given(conversations(), says())
def test_every_button_names_its_conversation_and_option(
    catalogue: Catalogue, conversation: Conversation, say: Say
) -> None:
    for rendered in render(say, conversation, scene(catalogue, TELEGRAM)):
        taps = [read_tap(button.data) for button in rendered.buttons]

        assert {tap.conversation for tap in taps if tap} <= {someone().id}
        assert [tap.option for tap in taps if tap and tap.option[0] != "+"] == list(say.order)


# ── Languages ─────────────────────────────────────────────────────────────────────────────────


def test_one_word_missing_moves_the_whole_message_on(catalogue: Catalogue) -> None:
    say = Say((Phrase("bot.ending.done"), Phrase("bot.english_only")))

    (rendered,) = render(say, someone("bn"), scene(catalogue))

    assert (rendered.language, rendered.body) == ("en", "Thank you.\nNobody translated this.")


def test_a_stale_option_moves_its_whole_question_on(catalogue: Catalogue) -> None:
    texts = {key: english for key, (english, _) in WORDS.items()}
    texts["eyes.visit.choices.longer"] = "Before that"
    stage = replace(scene(catalogue), wording=catalogue.wording(texts, "en", "eyes"))

    (rendered,) = render(Say(ask="visit", order=("recent", "longer")), someone("bn"), stage)

    assert rendered.language == "en"
    assert "2 Before that" in rendered.body


def test_the_hash_tells_wordings_apart_and_people_not(catalogue: Catalogue) -> None:
    stage = scene(catalogue)
    say = Say(ask="minutes")
    (one,), (other,), (bengali,) = (
        render(say, someone("en", barriers=("travel",)), stage),
        render(say, someone("en", barriers=(Other("a secret"),)), stage),
        render(say, someone("bn", barriers=("travel",)), stage),
    )

    assert one.wording != bengali.wording
    assert other.body != one.body
    assert other.wording == one.wording


def test_where_no_language_has_all_the_last_resort_still_speaks(catalogue: Catalogue) -> None:
    """A flow written in Bengali, with a phrase of the bot that only English has: a launch
    refuses it; if it happens all the same, the person gets words and no silence."""
    texts = {key: bengali for key, (_, bengali) in WORDS.items()}
    stage = Scene(
        flow=compile_flow(FLOW), plan=PLAN, wording=catalogue.wording(texts, "bn", "eyes"),
        catalogue=catalogue, limits=SMS,
    )  # fmt: skip

    (rendered,) = render(Say((Phrase("bot.english_only"),), ask="more"), someone("bn"), stage)

    assert rendered.body == "Nobody translated this.\nআর কিছু?\nবাদ দিন লিখুন।"


def test_a_key_that_nobody_has_is_left_out(catalogue: Catalogue) -> None:
    say = Say((Phrase("bot.nobody"), Phrase("bot.ending.done")))

    assert [each.body for each in render(say, someone(), scene(catalogue))] == ["Thank you."]


# ── Nothing, and too much ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(Say(), id="nothing"),
        pytest.param(Say((Phrase("bot.receipt"),)), id="half_a_sentence"),
        pytest.param(Say(media="map.png"), id="only_a_picture"),
    ],
)
def test_an_empty_message_is_no_message(catalogue: Catalogue, say: Say) -> None:
    assert render(say, someone(), scene(catalogue)) == ()


def test_a_text_over_the_limit_goes_in_parts_with_the_buttons_last(catalogue: Catalogue) -> None:
    limits = replace(TELEGRAM, limit_chars=60)
    parts = render(
        Say(ask="visit", order=("recent", "longer")), someone(), scene(catalogue, limits)
    )

    assert [len(part.buttons) for part in parts] == [0, 2]
    assert "\n".join(part.body for part in parts).startswith("When was your last visit?\nTo the")
    assert len({part.wording for part in parts}) == 1


def test_sms_parts_are_counted_and_telegram_is_not_billed(catalogue: Catalogue) -> None:
    say = Say((Phrase("bot.ending.done"),) * 9, ask="visit", order=("recent", "longer"))
    sms, telegram = (
        render(say, someone("bn"), scene(catalogue, limits))[0].units for limits in (SMS, TELEGRAM)
    )

    assert (sms, telegram) == (3, 1)


def test_curly_quotes_of_a_reply_do_not_double_the_price(catalogue: Catalogue) -> None:
    reader = someone(barriers=(Other("It’s “far”"),))

    (rendered,) = render(Say(ask="minutes"), reader, scene(catalogue))

    assert 'It\'s "far"' in rendered.body
    assert rendered.units == 1


def test_an_answer_that_was_dropped_is_not_said_back(catalogue: Catalogue) -> None:
    reader = replace(someone(), answers={"barriers": Answer(Outcome.DROPPED)})

    (rendered,) = render(Say(ask="minutes"), reader, scene(catalogue))

    assert rendered.body.startswith("You said it was fine.")


FIFTEEN = [
    "en", "bn", "syl", "so", "ur", "ar", "pl", "tr", "pa", "gu", "ro", "pt", "zh-Hans", "vi", "cy",
]  # fmt: skip


def test_the_picker_of_fifteen_languages_is_three_texts_at_most() -> None:
    stage = running().scene(SMS)
    say = Say((Phrase("bot.language.pick"),), order=tuple(FIFTEEN), options_of="language")
    (said,) = render(say, someone(""), stage)

    lines = said.body.splitlines()
    assert said.units <= 3
    assert len(lines) == 1 + 8
    assert lines[1] == "1 English  2 বাংলা"
    assert lines[2] == "3 সিলেটি (শুনুন)  4 Soomaali"
    assert lines[3] == "5 \N{FIRST STRONG ISOLATE}اردو\N{POP DIRECTIONAL ISOLATE}  6 " + (
        "\N{FIRST STRONG ISOLATE}العربية\N{POP DIRECTIONAL ISOLATE}"
    )


def test_on_buttons_each_language_has_a_line_of_its_own() -> None:
    stage = running().scene(TELEGRAM)
    say = Say((Phrase("bot.language.pick"),), order=("en", "bn", "syl"), options_of="language")
    (said,) = render(say, someone(""), stage)

    assert [button.label for button in said.buttons] == ["English", "বাংলা", "সিলেটি (শুনুন)"]
    assert said.body.splitlines()[1:] == ["1 English", "2 বাংলা", "3 সিলেটি (শুনুন)"]


NUMBERS = frozenset(["n", "total", "least", "most", "last", "left", "invited", "base", "minutes"])
PLURAL_FREE = re.compile(
    r"\{(?:n|total|invited|left|base|last|least|most)\}(?:\)|%| of|\.|,| =| to| or| in order"
    r"| people(?: replied| answered|, or)| characters| numbers today| SMS parts)"
    r"|at least \{n\} (?:statements into groups|percentage points apart)"
    r"|\{minutes\} min\.|choose at (?:least|most) |: \{n\}$|Within \{minutes\} minutes send"
)


def test_no_phrase_hangs_on_how_many_there_are() -> None:
    """A number never stands before a word that would have to change with it, but where it is never
    one: fewer than ten people are not told of, one character is asked for in other words, the
    limits on numbers looked at and on SMS parts are above two, a code lasts for fifteen minutes,
    and opinion groups are of seven votes and twenty points."""
    entries = catalogue_that_ships().entries["en"]
    counted = [e.source for e in entries.values() if blanks_of(e.source) & NUMBERS]

    assert len(counted) > 10
    assert [source for source in counted if not PLURAL_FREE.search(source)] == []
