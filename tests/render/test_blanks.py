from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.language.catalogue import Catalogue
from bot.model import Conversation, Media, Other, Outcome, Phrase, Say, Value
from bot.render.blanks import Blank, Filler, names, template
from bot.render.scene import Scene, Voice
from tests.render.scenes import PLAN, SMS, TELEGRAM, person, scene, someone


def _filler(
    catalogue: Catalogue, conversation: Conversation, say: Say | None = None, *, sms: bool = True
) -> Filler:
    stage = scene(catalogue, SMS if sms else TELEGRAM)
    words = stage.wording.texts(conversation.language)
    voice = Voice(catalogue.language(conversation.language), words)
    return Filler(say or Say(), conversation, stage, voice)


def _filled(catalogue: Catalogue, text: str, conversation: Conversation) -> str:
    return _filler(catalogue, conversation).fill(text, Phrase("x"))


def test_a_text_is_cut_at_its_blanks() -> None:
    assert template("a {b} c {d|e f}.") == (
        "a ", Blank("b", None), " c ", Blank("d", "e f"), ".",
    )  # fmt: skip
    assert names("{a} {b|c} {D} {}") == {"a", "b"}


@pytest.mark.parametrize(
    ("step", "value", "english", "bengali"),
    [
        pytest.param("visit", "longer", "Longer ago", "তার আগে", id="option"),
        pytest.param("visit", Other("at the mosque"), "at the mosque", "at the mosque",
                     id="other"),
        pytest.param("driver", True, "Yes, I drive", "হ্যাঁ, চালাই", id="yes"),
        pytest.param("driver", False, "No", "না", id="no"),
        pytest.param("ease", 4, "4", "৪", id="scale"),
        pytest.param("minutes", 45, "45", "৪৫", id="number"),
        pytest.param("barriers", ("travel", "time"), "Too far and Bad time",
                     "অনেক দূর এবং সময় খারাপ", id="several"),
        pytest.param("barriers", ("travel", Other("rain")), "Too far and rain",
                     "অনেক দূর এবং rain", id="several_and_other"),
        pytest.param("more", "It {left} me", "It {left} me", "It {left} me", id="words_unfilled"),
        pytest.param("more", Media("voice", "f1"), "none", "none", id="a_voice_note_is_not_text"),
    ],
)  # fmt: skip
def test_an_answer_is_said_back_in_the_readers_language(
    catalogue: Catalogue, step: str, value: Value, english: str, bengali: str
) -> None:
    said = [
        _filled(catalogue, f"{{{step}|none}}", person(tag, "visit", {step: value}))
        for tag in ("en", "bn")
    ]

    assert said == [english, bengali]


@pytest.mark.parametrize(
    "conversation",
    [
        pytest.param(someone(), id="not_asked"),
        pytest.param(someone(visit=Outcome.SKIPPED), id="skipped"),
        pytest.param(someone(visit=Outcome.DONT_KNOW), id="does_not_know"),
    ],
)
def test_without_an_answer_the_fallback_is_said(
    catalogue: Catalogue, conversation: Conversation
) -> None:
    assert _filled(catalogue, "You said {visit|nothing}{visit}.", conversation) == (
        "You said nothing."
    )


@pytest.mark.parametrize("step", ["worry", "faith"])
def test_what_was_given_in_confidence_is_never_repeated(catalogue: Catalogue, step: str) -> None:
    conversation = someone(worry="my sight", faith="any")

    assert _filled(catalogue, f"{{{step}|nothing}}{{{step}}}", conversation) == "nothing"
    assert "sight" not in _filled(catalogue, "{choices}", conversation)
    assert "Any" not in _filled(catalogue, "{choices}", conversation)


def test_an_unknown_name_is_its_fallback_or_nothing(catalogue: Catalogue) -> None:
    assert _filled(catalogue, "a{nobody}b{nobody|c}", someone()) == "abc"


@pytest.mark.parametrize(
    ("name", "english", "bengali"),
    [
        pytest.param("left", "3", "৩", id="left"),
        pytest.param("closes", "31 March 2027", "৩১ মার্চ, ২০২৭", id="closes"),
        pytest.param("title", "Eye screening", "চোখের পরীক্ষা", id="title"),
        pytest.param("run_by", "Example NHS Trust", "Example NHS Trust", id="run_by"),
        pytest.param("choices", "Longer ago; 4", "তার আগে; ৪", id="choices"),
    ],
)
def test_reserved_names_are_filled(
    catalogue: Catalogue, name: str, english: str, bengali: str
) -> None:
    said = [
        _filler(catalogue, someone(tag, agree=True, visit="longer", ease=4), Say(left=3)).fill(
            f"{{{name}}}", Phrase("x")
        )
        for tag in ("en", "bn")
    ]

    assert said == [english, bengali]


def test_the_choices_are_shortened_on_sms_alone(catalogue: Catalogue) -> None:
    conversation = someone(visit=Other("x" * 200))
    short, whole = (
        _filler(catalogue, conversation, sms=sms).fill("{choices}", Phrase("x"))
        for sms in (True, False)
    )

    assert (len(short), len(whole)) == (110, 200)


def test_choices_that_find_no_room_are_left_out_whole(catalogue: Catalogue) -> None:
    conversation = someone(visit=Other("x" * 100), ease=4, barriers=("far", Other("y" * 30)))

    said = _filler(catalogue, conversation, sms=True).fill("{choices}", Phrase("x"))

    assert said.startswith("x" * 100 + "; 4; ...")


def test_given_values_win_and_take_the_readers_digits(catalogue: Catalogue) -> None:
    phrase = Phrase("x", {"last": "5", "phone": "020 7946 0018", "earliest": "2027-03-31"})
    said = _filler(catalogue, someone("bn")).fill("{last} {phone} {earliest}", phrase)

    assert said == "৫ 020 7946 0018 ৩১ মার্চ, ২০২৭"


def test_options_named_in_a_sentence_are_called_by_their_labels(catalogue: Catalogue) -> None:
    phrase = Phrase("bot.did_you_mean", labels={"label": ("longer",)})

    assert _filler(catalogue, someone()).phrase(phrase) == 'Did you mean "Longer ago"?'


def test_a_steps_own_retry_quotes_the_hint(catalogue: Catalogue) -> None:
    hint = Phrase("bot.hint.choice", {"last": "3"})
    phrase = Phrase("eyes.visit.retry", hint=hint)

    assert _filler(catalogue, someone()).phrase(phrase) == ("Sorry. Send one number from 1 to 3.")


def test_the_bots_words_stand_in_for_those_the_flow_leaves_out(catalogue: Catalogue) -> None:
    filler = _filler(catalogue, someone())

    assert filler.phrase(Phrase("eyes.endings.done", default="bot.ending.done")) == "Thank you."
    assert filler.phrase(Phrase("eyes.title", default="bot.ending.done")) == "Eye screening"


def test_half_a_sentence_goes_unsaid(catalogue: Catalogue) -> None:
    filler = _filler(catalogue, someone())
    undated = replace(filler, scene=_undated(filler.scene))

    assert filler.phrase(Phrase("bot.receipt")) == ""
    assert undated.phrase(Phrase("bot.receipt.change")) == ""
    assert filler.phrase(Phrase("bot.receipt.change")) == "Until 31 March 2027."


def _undated(stage: Scene) -> Scene:
    return replace(stage, plan=replace(PLAN, closes=None))
