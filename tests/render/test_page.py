"""The layout, message by message, as a person reads it."""

from __future__ import annotations

import pytest

from bot.language.catalogue import Catalogue
from bot.model import Limits, Other, Phrase, Say
from bot.render import Rendered, read_tap, render, step_mark
from tests.render.scenes import SMS, TELEGRAM, scene, someone

VISIT = Say(ask="visit", order=("recent", "longer", "other"), progress=(1, 7))
HINT = Phrase("bot.hint.choice", {"last": "3"})


def _one(catalogue: Catalogue, say: Say, language: str = "en", limits: Limits = SMS) -> Rendered:
    person = someone(
        language, barriers=("travel", Other("rain")), visit="longer", wishes=("nearer", "evening")
    )
    (rendered,) = render(say, person, scene(catalogue, limits))
    return rendered


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


MESSAGES = [
    pytest.param(
        Say((HINT,), ask="visit", order=("longer", "recent", "other"), progress=(1, 7)), "en",
        """
        Send one number from 1 to 3.
        When was your last visit? (1 of about 7)
        To the eye clinic.
        Roughly is fine.
        1 Longer ago
        2 In the last year
        3 Something else
        """,
        id="a_question_with_all_its_lines_in_the_order_drawn",
    ),
    pytest.param(
        VISIT, "syl",
        """
        শেষ কবে গেছেন? (১/প্রায় ৭)
        আনুমানিক হলেই চলবে।
        ১ গত এক বছরে
        ২ তার আগে
        ৩ অন্য কিছু
        """,
        id="sylheti_reads_bengali_in_bengali_digits",
    ),
    pytest.param(
        Say(ask="driver", order=("yes", "no")), "bn",
        """
        গাড়ি চালান?
        ১ হ্যাঁ, চালাই
        ২ না
        """,
        id="yes_in_the_flows_words_and_no_in_the_bots",
    ),
    pytest.param(
        Say(ask="ease", order=tuple("12345")), "bn",
        """
        কত সহজ ছিল?
        ১ = খুব কঠিন, ৫ = খুব সহজ
        """,
        id="a_scale_has_ends_and_no_numbered_lines",
    ),
    pytest.param(
        Say(ask="barriers", order=("time", "travel", "other")), "en",
        """
        What made it hard?
        1 Bad time
        2 Too far
        3 Something else
        Send the numbers, like 1 3.
        Send SKIP to leave this out.
        """,
        id="several_by_sms_and_optional",
    ),
    pytest.param(
        Say((Phrase("bot.hint.many"),), ask="wishes", order=("nearer", "evening")), "en",
        """
        Put these in order.
        1 A nearer clinic
        2 Evenings
        Send the numbers in your order.
        """,
        id="an_order_by_sms",
    ),
    pytest.param(
        Say(ask="minutes"), "bn", "আপনি বলেছেন অনেক দূর এবং rain। কত মিনিট?",
        id="an_earlier_answer_in_the_readers_language",
    ),
    pytest.param(
        Say((Phrase("bot.did_you_mean", labels={"label": ("longer",)}),),
            order=("yes", "no"), options_of="yes_no"),
        "en", 'Did you mean "Longer ago"?',
        id="a_side_question_by_sms_has_no_numbers",
    ),
    pytest.param(
        Say((Phrase("bot.ending.done"),), order=("longer", "other")), "en",
        """
        Thank you.
        1 Longer ago
        2 Something else
        """,
        id="which_of_these_without_the_question",
    ),
    pytest.param(
        Say((Phrase("bot.language.pick"),), order=("en", "bn", "syl"), options_of="language"),
        "en",
        """
        Which language?
        1 English  2 বাংলা
        3 সিলেটি
        """,
        id="each_language_in_its_own_name",
    ),
    pytest.param(
        Say((Phrase("bot.change.which"),), order=("visit", "minutes"), options_of="steps"), "en",
        """
        Which answer?
        1 When was your last visit?
        2 You said Too far and rain. How many...
        """,
        id="what_can_be_changed_by_short_title",
    ),
    pytest.param(
        Say((Phrase("bot.ending.done"), Phrase("bot.receipt"), Phrase("bot.receipt.change"))),
        "en",
        """
        Thank you.
        You chose: Longer ago; Too far and rain; A nearer clinic and Evenings.
        Until 31 March 2027.
        """,
        id="a_receipt",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("say", "language", "text"), MESSAGES)
def test_an_sms_reads_so(catalogue: Catalogue, say: Say, language: str, text: str) -> None:
    rendered = _one(catalogue, say, language)

    assert rendered.body == _lines(text)


@pytest.mark.parametrize(
    ("say", "buttons"),
    [
        pytest.param(VISIT, {"recent": "In the last year", "longer": "Longer ago",
                             "other": "Something else"}, id="options"),
        pytest.param(Say(ask="ease", order=tuple("12345")), {n: n for n in "12345"}, id="scale"),
        pytest.param(Say(ask="agree", order=("yes", "no")), {"yes": "Yes", "no": "No"}, id="yes"),
        pytest.param(
            Say(ask="barriers", order=("time", "travel"), picked=("travel",)),
            {"time": "Bad time", "travel": "✓ Too far", "+done": "Done"}, id="picks_are_ticked"),
        pytest.param(
            Say(ask="wishes", order=("nearer", "evening"), picked=("evening", "nearer")),
            {"nearer": "✓2 A nearer clinic", "evening": "✓1 Evenings", "+done": "Done"},
            id="places_are_numbered"),
        pytest.param(
            Say((Phrase("bot.did_you_mean", labels={"label": ("longer",)}),),
                order=("yes", "no"), options_of="yes_no"),
            {"+yes": "Yes", "+no": "No"}, id="side_question"),
        pytest.param(
            Say((Phrase("bot.language.pick"),), order=("en", "bn"), options_of="language"),
            {"+lang.en": "English", "+lang.bn": "বাংলা"}, id="languages"),
        pytest.param(
            Say((Phrase("bot.change.which"),), order=("visit",), options_of="steps"),
            {f"+step.{step_mark('visit')}": "When was your last visit?"}, id="steps"),
        pytest.param(
            Say((Phrase("bot.share_phone"),)), {"+phone": "Share my number"}, id="share_phone"),
        pytest.param(Say(ask="more"), {}, id="an_open_question"),
    ],
)  # fmt: skip
def test_telegram_has_a_button_for_each_option(
    catalogue: Catalogue, say: Say, buttons: dict[str, str]
) -> None:
    rendered = _one(catalogue, say, limits=TELEGRAM)
    taps = [read_tap(button.data) for button in rendered.buttons]
    shown = [tap.option if tap else "" for tap in taps]

    assert dict(zip(shown, (b.label for b in rendered.buttons), strict=True)) == buttons
    assert {tap.mark for tap in taps if tap} <= {step_mark(say.ask or "visit")}


def test_telegram_says_the_same_but_for_what_buttons_make_needless(catalogue: Catalogue) -> None:
    several = Say(ask="barriers", order=("time", "travel"))

    assert _one(catalogue, VISIT, limits=TELEGRAM).body == _one(catalogue, VISIT).body
    assert "Send the numbers" not in _one(catalogue, several, limits=TELEGRAM).body
    assert _one(catalogue, several, limits=TELEGRAM).units == 1


def test_an_sms_knows_its_options_and_has_no_buttons_of_the_bots_own(
    catalogue: Catalogue,
) -> None:
    several = Say(ask="barriers", order=("time", "travel"))

    assert [b.label for b in _one(catalogue, several).buttons] == ["Bad time", "Too far"]
    assert _one(catalogue, Say((Phrase("bot.share_phone"),))).buttons == ()


def test_what_the_hint_has_just_said_is_not_said_again(catalogue: Catalogue) -> None:
    ranking = Say((Phrase("bot.hint.ranking"),), ask="wishes", order=("nearer", "evening"))

    assert "Send the numbers in your order." not in _one(catalogue, ranking).body
