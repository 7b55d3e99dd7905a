"""What replies mean: commands, STOP above all, languages, side questions, answers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intents import (
    Asked,
    ChosenLanguage,
    Meaning,
    NearStop,
    Unclear,
    hear,
    is_urgent,
    read,
)
from bot.model import (
    Accepted,
    Command,
    Media,
    Other,
    Outcome,
    Pending,
    Rejected,
    Unsure,
)
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.yes_no import YesNo
from tests.questions.hearing import hearing, lexicon, words

YES_NO = {"yes": ("হ্যাঁ", "Yes"), "no": ("না", "No")}
TRAVEL = {"bus": "Bus", "train": "Train", "walk": "Walking", "far": "Too far from a bus stop"}
ASKABLE: Mapping[str, tuple[Question | None, Mapping[str, str | tuple[str, ...]]]] = {
    "yes_no": (YesNo(), YES_NO),
    "choice": (Choice(choices=tuple(TRAVEL)), TRAVEL),
    "number": (Number(), {}),
    "text": (FreeText(), {}),
    "idle": (None, {}),
}


def asked(kind: str = "choice", tag: str = "bn", channel: str = "sms") -> Asked:
    """A session in which that kind of question is outstanding."""
    question, labels = ASKABLE[kind]
    return Asked(question, hearing(labels, tag), channel=channel)


def meaning(text: str, kind: str = "choice", tag: str = "bn", channel: str = "sms") -> Meaning:
    """What the reply means there."""
    return read(hear(text), asked(kind, tag, channel))


# ── STOP ──────────────────────────────────────────────────────────────────────────────────────

STOPS = [
    "STOP", "stop", "Stop", "Stop.", "STOP!", "stop!!!", " stop ", "“STOP”", "'stop'",
    "(stop)", "*STOP*",
    "stop?", "STOPALL", "stop all", "Unsubscribe", "UNSUBSCRIBE", "optout", "opt out",
    "OPT-OUT",
    "/stop", "/STOP", "/stop@kothabot", "/ stop", "/stop now", "ＳＴＯＰ", "s t o p",
    "S.T.O.P", "stoppp",
    "STOPPPP", "stooop", "stop stop", "stop stop stop", "stop texting me",
    "Stop texting me!",
    "stop messaging me", "STOP SENDING ME TEXTS", "stop these texts",
    "please stop texting me",
    "please stop", "stop please", "stop pls", "pls stop", "don't text me",
    "dont text me again",
    "do not contact me", "no more texts", "no more texts please", "remove me",
    "take me off your list",
    "leave me alone", "i want to stop", "unsubscribe me", "\u200estop\u200f",
    "st\u00adop", "🛑 stop",
    "বন্ধ", "বন্ধ।", "বন্ধ করুন", "বন্ধ করেন", "বন্ধ করো", "দয়া করে বন্ধ করুন",
    "মেসেজ বন্ধ করুন", "আর মেসেজ পাঠাবেন না",
    "আর মেসেজ দিবেন না", "স্টপ", "থামুন", "/বন্ধ", "আমাকে আর মেসেজ দিবেন না", "বন্ধ বন্ধ",
    "bondho", "Bondho", "BONDHO", "bondho korun", "bondho koren", "bondo",
    "msg bondho koren",
    "ar message diben na", "amake ar msg diben na", "thamun", "stop koren",
    "bondho please", "hello, please stop. thank you", "প্লিজ বন্ধ করুন ভাই, ধন্যবাদ", "stop bhai",
    "salam, stop. no more texts please", "bondho koren ji", "sorry stop", "thanks stop",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "text", "idle"])
@pytest.mark.parametrize("text", STOPS)
def test_stop_is_honoured_in_every_state(text: str, kind: str) -> None:
    assert meaning(text, kind) is Command.STOP


@pytest.mark.parametrize("tag", ["en", "bn", "bn-Latn"])
def test_stop_is_honoured_in_every_language_in_every_session(tag: str) -> None:
    for own in ("en", "bn", "bn-Latn"):
        for phrase, command in words(own).commands.items():
            if command is Command.STOP:
                assert meaning(phrase, "text", tag) is Command.STOP, phrase


@pytest.mark.parametrize("pending", ["did_you_mean", "other", "picks", "stop", "language",
                                     "change", "restart"])  # fmt: skip
@pytest.mark.parametrize("text", ["STOP", "বন্ধ", "bondho", "stop texting me", "/stop"])
def test_stop_is_honoured_in_every_side_question(pending: str, text: str) -> None:
    question, labels = ASKABLE["choice"]
    waiting = Asked(question, hearing(labels), Pending(pending, ("bus",)))

    assert read(hear(text), waiting) is Command.STOP


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "text", "idle"])
@pytest.mark.parametrize("text", ["END", "cancel", "Quit", "REVOKE", "unsubscribe", "StopAll",
                                  "optout", "শেষ", "end."])  # fmt: skip
def test_the_providers_words_stop_on_sms(text: str, kind: str) -> None:
    assert meaning(text, kind, channel="sms") is Command.STOP


@pytest.mark.parametrize("text", ["END", "cancel", "quit"])
def test_the_providers_words_are_asked_about_elsewhere(text: str) -> None:
    assert meaning(text, "choice", channel="telegram") == NearStop()
    assert meaning(text, "text", channel="telegram") == Accepted(text)


NOT_STOPS = [
    "ক্লিনিক বন্ধ থাকে", "ক্লিনিক বন্ধ", "clinic bondho thake",
    "the bus does not stop here", "I had to stop working",
    "They should stop closing clinics", "non stop waiting", "bus stop too far",
    "stopped going",
    "one stop shop", "love stop", "please stop go", "stop so much", "please bus stop",
    "inshallah stop", "please stop the parking charges", "the shop", "no way to stop it",
    "অফিস বন্ধ ছিল", "bondhu", "বন্ধু", "বন্ধুর সাথে যাই", "it ends late",
    "i cancelled it", "cancel my job",
    "the end of the road", "end of march", "শেষ পর্যন্ত যাইনি", "stop and search",
    "bad din gese",
    "help is hard to get", "start earlier", "call centre is slow", "more time",
    "change the hours",
    "back pain", "who cares", "language barrier", "skip bins", "repeat prescriptions",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_STOPS)
def test_free_text_is_never_swallowed_as_a_command(text: str) -> None:
    assert meaning(text, "text") == Accepted(text)


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "idle"])
@pytest.mark.parametrize("text", NOT_STOPS)
def test_stop_is_never_found_inside_a_sentence(text: str, kind: str) -> None:
    assert meaning(text, kind) is not Command.STOP


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "idle"])
@pytest.mark.parametrize(
    "text",
    ["stopp", "sotp", "stpo", "stpp", "sttop", "stop 2", "i think stop", "stop maybe", "ok stop",
     "unsubscibe", "বন্ধ করতে চাই", "bondh", "yes please stop",
     "stop now now"],
)  # fmt: skip
def test_what_looks_like_stop_is_asked_about(text: str, kind: str) -> None:
    assert meaning(text, kind) == NearStop()


@pytest.mark.parametrize("text", ["stopp", "sotp", "bondh", "unsubscibe"])
def test_a_misspelt_stop_is_asked_about_even_where_words_are_the_answer(text: str) -> None:
    assert meaning(text, "text") == NearStop()


def test_an_option_that_speaks_of_a_stop_is_still_an_option() -> None:
    assert meaning("too far from a bus stop") == Accepted("far")
    assert meaning("4") == Accepted("far")


def test_a_stop_in_a_caption_counts() -> None:
    assert read(hear("stop", Media("photo", "file-1")), asked("text")) is Command.STOP


# ── Other commands ────────────────────────────────────────────────────────────────────────────

COMMANDS = {
    Command.START: ["start", "START", "unstop", "/start", "/start abc123", "শুরু", "shuru"],
    Command.HELP: ["help", "Help!", "/help", "/help@kothabot", "সাহায্য", "shahajjo"],
    Command.BACK: ["back", "Back.", "/back"],
    Command.SKIP: ["skip", "SKIP", "/skip", "বাদ দিন", "bad din"],
    Command.REPEAT: ["repeat", "আবার"],
    Command.LANGUAGE: ["language", "ভাষা", "bhasha", "/language"],
    Command.RESTART: ["restart"],
    Command.CHANGE: ["change", "বদল"],
    Command.MORE: ["more", "আরও", "আরো"],
    Command.WHO: ["who", "কে", "আপনি কে"],
    Command.PRIVACY: ["privacy"],
    Command.MYDATA: ["mydata", "my data"],
    Command.DELETE: ["delete"],
    Command.CALL: ["call", "ফোন"],
    Command.REVIEW: ["review"],
}  # fmt: skip
LOOSE = {
    Command.HELP: ["help me", "i need help", "help please", "সাহায্য করুন", "help koren"],
    Command.BACK: ["go back", "previous question", "ager proshno", "back please"],
    Command.SKIP: ["pass", "next", "skip this", "skip pls", "prefer not to say", "বাদ দেন"],
    Command.REPEAT: ["again", "say that again", "abar bolen"],
    Command.LANGUAGE: ["change language", "ভাষা বদলান", "another language"],
    Command.RESTART: ["start again", "start over"],
    Command.CHANGE: ["change my answer", "wrong answer", "ভুল হয়েছে"],
    Command.WHO: ["who is this", "who are you?", "আপনারা কে"],
    Command.CALL: ["call me", "ফোন করুন", "please call me", "phone koren", "talk to someone"],
}  # fmt: skip


def _commands(table: Mapping[Command, list[str]]) -> list[object]:
    return [
        pytest.param(text, command, id=text) for command, texts in table.items() for text in texts
    ]


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "idle"])
@pytest.mark.parametrize(("text", "command"), [*_commands(COMMANDS), *_commands(LOOSE)])
def test_a_command_is_the_whole_message(text: str, command: Command, kind: str) -> None:
    assert meaning(text, kind) is command


@pytest.mark.parametrize(("text", "command"), _commands(COMMANDS))
def test_plain_commands_work_where_words_are_the_answer(text: str, command: Command) -> None:
    assert meaning(text, "text") is command


@pytest.mark.parametrize("text", [text for texts in LOOSE.values() for text in texts])
def test_other_ways_to_say_a_command_are_words_there(text: str) -> None:
    assert meaning(text, "text") == Accepted(text)


def test_info_is_help_on_sms() -> None:
    assert meaning("INFO", channel="sms") is Command.HELP
    assert meaning("INFO", "text", channel="sms") is Command.HELP
    assert meaning("INFO", channel="telegram") is not Command.HELP


def test_an_unknown_slash_command_is_no_answer() -> None:
    assert isinstance(meaning("/settings"), Rejected)


def test_an_option_wins_over_another_way_to_say_a_command() -> None:
    labels = {"a": "Next", "b": "Call me"}
    session = Asked(Choice(choices=tuple(labels)), hearing(labels, "en"))

    assert read(hear("next"), session) == Accepted("a")
    assert read(hear("call me"), session) == Accepted("b")


# ── Languages ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["yes_no", "choice", "number", "idle"])
@pytest.mark.parametrize(
    ("text", "tag"),
    [("বাংলা", "bn"), ("Bangla", "bn"), ("bengali please", "bn"), ("English", "en"),
     ("ইংরেজি", "en"), ("sylheti", "syl"), ("সিলেটি", "syl")],
)  # fmt: skip
def test_the_name_of_a_language_chooses_it(text: str, tag: str, kind: str) -> None:
    assert meaning(text, kind) == ChosenLanguage(tag)


def test_the_name_of_a_language_is_an_answer_where_it_answers() -> None:
    labels = {"bn": "Bengali", "en": "English"}
    session = Asked(Choice(choices=tuple(labels)), hearing(labels))

    assert read(hear("bengali"), session) == Accepted("bn")
    assert meaning("Bengali", "text") == Accepted("Bengali")


# ── Idle ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["yes", "হ্যাঁ", "1", "thanks", "hello", "", "?", "no", "ok"])
def test_with_nothing_asked_only_commands_mean_anything(text: str) -> None:
    assert meaning(text, "idle") == Unclear()


# ── Side questions ────────────────────────────────────────────────────────────────────────────


def pending(kind: str, *values: str, of: str = "choice") -> Asked:
    """A session with a side question open."""
    question, labels = ASKABLE[of]
    return Asked(question, hearing(labels), Pending(kind, values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("yes", Accepted("train"), id="yes"),
        pytest.param("জি", Accepted("train"), id="ji"),
        pytest.param("3", Accepted("walk"), id="a_fresh_answer"),
        pytest.param("idk", Accepted(None, Outcome.DONT_KNOW), id="dont_know"),
    ],
)
def test_did_you_mean_one(text: str, expected: Meaning) -> None:
    assert read(hear(text), pending("did_you_mean", "train")) == expected


@pytest.mark.parametrize("text", ["no", "না", "accha", "hmm"])
def test_a_no_to_did_you_mean_asks_again(text: str) -> None:
    assert isinstance(read(hear(text), pending("did_you_mean", "train")), Rejected)


def test_did_you_mean_of_a_yes_no() -> None:
    assert read(hear("yes"), pending("did_you_mean", "no", of="yes_no")) == Accepted(value=False)
    assert read(hear("no"), pending("did_you_mean", "no", of="yes_no")) == Accepted(value=False)
    assert read(hear("no"), pending("did_you_mean", "yes", of="yes_no")) == Accepted(value=False)


@pytest.mark.parametrize(
    ("text", "option"), [("1", "walk"), ("2", "bus"), ("bus", "bus"), ("walking", "walk")]
)
def test_did_you_mean_which(text: str, option: str) -> None:
    assert read(hear(text), pending("did_you_mean", "walk", "bus")) == Accepted(option)


def test_did_you_mean_of_many_is_a_pick() -> None:
    session = Asked(
        MultiChoice(choices=("bus", "train")),
        hearing(TRAVEL),
        Pending("did_you_mean", ("train",)),
    )

    assert read(hear("yes"), session) == Accepted(("train",))


@pytest.mark.parametrize("text", ["My Mosque", "1", "yes", "call me", "language barrier"])
def test_other_takes_the_words_as_they_are(text: str) -> None:
    assert read(hear(text), pending("other")) == Accepted(Other(text))


def test_yes_to_do_you_want_to_stop_stops() -> None:
    assert read(hear("yes"), pending("stop")) is Command.STOP
    assert read(hear("জি"), pending("stop")) is Command.STOP
    assert read(hear("2"), pending("stop")) == Accepted("train")
    assert isinstance(read(hear("no"), pending("stop", of="text")), Rejected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1", ChosenLanguage("en"), id="number"),
        pytest.param("২", ChosenLanguage("bn"), id="bengali_number"),
        pytest.param("বাংলা", ChosenLanguage("bn"), id="own_name"),
        pytest.param("bengali", ChosenLanguage("bn"), id="english_name"),
        pytest.param("asdf", Command.LANGUAGE, id="unknown"),
        pytest.param("urdu", Command.LANGUAGE, id="not_offered"),
    ],
)
def test_the_picker_reads_numbers_and_names(text: str, expected: Meaning) -> None:
    assert read(hear(text), pending("language", "en", "bn", of="idle")) == expected


def test_which_answer_to_change_is_read_by_number_or_title() -> None:
    labels = {"age": "How old are you?", "area": "Your postcode"}
    session = Asked(FreeText(), hearing(labels), Pending("change", ("age", "area")))

    assert read(hear("2"), session) == Accepted("area")
    assert read(hear("your postcode"), session) == Accepted("area")
    assert isinstance(read(hear("asdf"), session), Rejected)


@pytest.mark.parametrize(
    ("text", "expected"), [("yes", True), ("ji", True), ("no", False), ("না", False)]
)
def test_restarting_is_confirmed(text: str, *, expected: bool) -> None:
    assert read(hear(text), pending("restart")) == Accepted(expected)


def test_an_answer_to_the_step_never_confirms_a_restart() -> None:
    assert isinstance(read(hear("2"), pending("restart", of="number")), Rejected)


# ── Urgent words ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("I suddenly CANNOT see!", True, id="phrase"),
        pytest.param("it was sudden.", True, id="word"),
        pytest.param("suddenly", False, id="part_of_a_word"),
        pytest.param("হঠাৎ দেখি না", True, id="bengali"),
        pytest.param("", False, id="empty"),
    ],
)
def test_urgent_words_are_whole_words(text: str, *, expected: bool) -> None:
    assert is_urgent(hear(text), "sudden\ncannot see\nহঠাৎ\n ") is expected


# ── Everything ────────────────────────────────────────────────────────────────────────────────

LEXICON = lexicon()
KINDS = st.sampled_from(sorted(ASKABLE))


@given(text=st.text(max_size=80), kind=KINDS, channel=st.sampled_from(["sms", "telegram"]))
def test_any_text_means_something(text: str, kind: str, channel: str) -> None:
    result = meaning(text, kind, channel=channel)

    known = Command | ChosenLanguage | Accepted | Unsure | Rejected | NearStop | Unclear
    assert isinstance(result, known)


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_words_around_a_stop_keep_it_from_stopping_silently(before: str, after: str) -> None:
    text = f"{before} stop {after}"

    result = meaning(text, "choice")

    assert result in {Command.STOP, NearStop()} or isinstance(result, Accepted | Unsure | Command)
