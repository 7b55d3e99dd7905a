"""Yes and no as people text them, in English and Bengali."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Accepted, Outcome
from bot.questions.consent import Consent
from bot.questions.yes_no import YesNo
from tests.questions.hearing import TAGS, hearing, said, words

ENGLISH = {"yes": ("Yes",), "no": ("No",)}
BENGALI = {"yes": ("হ্যাঁ", "Yes"), "no": ("না", "No")}

YES = {
    "en": [
        "yes", "Yes", "YES", "yes.", "Yes!", "y", "Y", "yeah", "yep", "yup", "yh", "ye",
        "yess",
        "yesss", "yeahhh", "Yes please", "yes pls", "yes thank you", "sure", "of course",
        "aye",
        "i do", "I have", "yes i do", "yes i have", "definitely", "yeah sure", "yes yes",
        "1", "1.", "1)", "(1)", "number 1", "1 yes", "yes 1", "option 1", "first",
        "the first one", "1️⃣", "👍", "👍🏽", "✅", "yes, last week",
        "Yes, I went with my daughter",
        "yes love x", "ok yes", "hmm yes", "yes 👍", "\u200eyes\u200e", "ｙｅｓ", "“Yes”",
        "one",
        "Yes. It was at the hospital", "yeah i did", "yes 2 times", "yes, 5 times",
        "yes, I have 2",
    ],
    "bn": [
        "হ্যাঁ", "হ্যা", "হাঁ", "হা", "জি", "জ্বি", "জী", "জ্বী", "জি হ্যাঁ", "হ্যাঁ।",
        "হ্যাঁ!", "অবশ্যই", "ঠিক", "রাজি",
        "আমি রাজি", "জি আপা", "হ্যাঁ ভাই", "হ্যাঁ ধন্যবাদ", "জি ইনশাআল্লাহ", "আছে",
        "গিয়েছি", "অয়",
        "১", "১.", "১ নম্বর", "১ নং", "এক", "এক নম্বর", "প্রথমটা", "১ হ্যাঁ", "হ্যাঁ ১",
        "হ্যাঁ, গত মাসে গিয়েছি", "জি, গিয়েছি", "আচ্ছা হ্যাঁ", "হুম হ্যাঁ",
        "ha", "haa", "Haa", "haan", "hae", "hya", "ji", "jee", "zi", "ji ha", "ji apa",
        "ha bhai",
        "oy", "obosshoi", "raji", "ami raji", "ache", "ek", "ek number", "1 number",
        "yes", "yes bhai", "ha yes", "yes ji", "ji, gesi", "accha ha", "thik ache ha",
        "ha, age gesi", "haaaa", "jiiii",
    ],
}  # fmt: skip

NO = {
    "en": [
        "no", "No", "NO", "no.", "n", "N", "nope", "nah", "noo", "nooo", "no thanks",
        "no thank you", "no sorry", "not really", "never", "not yet", "no never", "no no",
        "i dont", "I don't", "I don’t", "i havent", "no i dont", "no I haven't",
        "no not really",
        "2", "2.", "number 2", "no 2", "no. 2", "2 no", "2nd", "second",
        "the second one", "two",
        "👎", "❌", "no, i was ill", "N O P E", "noooo way", "not received", "never got it",
        "No, I did not get a letter", "no i was away",
        "No. Never",
        "no i cant", "not at all", "hmm no", "ok no", "no my son did", "nope sorry love",
    ],
    "bn": [
        "না", "নাহ", "না।", "না না", "জি না", "জ্বি না", "নাই", "নেই", "কখনো না",
        "কখনই না", "একদম না",
        "না ভাই", "না আপা", "না ধন্যবাদ", "যাইনি", "যাই নাই", "পাইনি", "হয়নি",
        "না নায়", "না, যাইনি",
        "না, সময় পাইনি", "না আমি যাইনি", "২", "২ নম্বর", "দুই", "দুই নম্বর", "২ না",
        "না ২", "হুম না",
        "na", "Na", "naa", "nah", "nai", "nei", "ji na", "na bhai", "na apa", "na na",
        "kokhono na",
        "jai nai", "jaini", "paini", "dui", "2 no", "no", "no apa", "nope", "ekdom na",
        "na, jaini",
        "na dhonnobad", "naaa", "na na na", "nay", "acha na", "ji, na", "জি, না", "না, আপনি ভুল",
    ],
}  # fmt: skip

UNCLEAR = {
    "en": [
        "", ".", "?", "ok", "okay", "k", "hmm", "maybe", "yes and no", "yes or no", "y/n",
        "no problem", "NA", "N/A", "n/a", "yes?", "no?", "what?", "why", "sometimes",
        "depends",
        "it depends", "yes but no", "yes, but only with help", "sort of", "a bit",
        "perhaps",
        "i think so", "not no", "yes i dont", "no yes", "no i mean yes", "yes no",
        "1 no", "no 1",
        "2 yes", "3", "12", "1 or 2", "1 2", "0", "ha", "haha", "lol", "good morning",
        "hello",
        "why not", "either", "yes if my son comes", "👌", "🙏", "the bus",
        "no one told me anything",
        "no bus", "asdf", "????", "yes not", "up to you", "yesterday", "nose", "note",
        "eyes",
        "not sure if yes", "yes unless it rains", "no but yes", "50/50",
        "hardly ever", "yes please stop", "yes 👎", "no ✅", "👍 no", "oh no", "y n", "i can walk",
        "no, I am", "no it is", "no. I do", "I have 2", "there are 2", "just 2", "2 of us",
    ],
    "bn": [
        "আচ্ছা", "ঠিক আছে", "হুম", "হুমম", "accha", "acha", "thik ache", "thik ase",
        "hum", "hmm",
        "NA", "হ্যাঁ না", "মাঝে মাঝে", "হতে পারে", "হয়তো", "মনে হয়", "majhe majhe",
        "hoyto", "mone hoy",
        "ha na", "ha ha", "haha", "hoy", "হয়", "কি", "কেন", "১ না", "না ১", "২ হ্যাঁ",
        "ha 2", "না গেলে হয় না",
        "একটু", "somossa nai", "সমস্যা নাই", "হ্যাঁ?", "na?", "৩", "bhalo", "ভালো",
        "salam", "হ্যাঁ কিন্তু না",
        "ha jodi chele jay", "ha kintu", "না, আছে", "na, ache", "আমার ২টা আছে",
    ],
}  # fmt: skip

DONT_KNOW = {
    "en": [
        "dont know", "don't know", "I don't know", "dunno", "idk", "IDK", "not sure",
        "no idea",
        "i dont know sorry", "unsure", "cant remember", "no i dont know", "I’m not sure",
        "🤷",
    ],
    "bn": [
        "জানি না", "জানিনা", "আমি জানি না", "না জানি না", "মনে নেই", "মনে নাই",
        "বলতে পারি না",
        "jani na", "janina", "ami jani na", "zani na", "mone nai", "bolte parbo na",
        "jani na bhai",
        "dont know", "idk", "sure na",
    ],
}  # fmt: skip


def _cases(table: dict[str, list[str]]) -> list[object]:
    return [
        pytest.param(tag, text, id=f"{tag}-{text or 'empty'}")
        for tag, texts in table.items()
        for text in texts
    ]


def _read(tag: str, text: str) -> object:
    labels = BENGALI if tag == "bn" else ENGLISH
    return YesNo().read(said(text), hearing(labels, tag))


@pytest.mark.parametrize(("tag", "text"), _cases(YES))
def test_a_yes_is_a_yes(tag: str, text: str) -> None:
    assert _read(tag, text) == Accepted(value=True)


@pytest.mark.parametrize(("tag", "text"), _cases(NO))
def test_a_no_is_a_no(tag: str, text: str) -> None:
    assert _read(tag, text) == Accepted(value=False)


@pytest.mark.parametrize(("tag", "text"), _cases(DONT_KNOW))
def test_not_knowing_is_an_answer(tag: str, text: str) -> None:
    assert _read(tag, text) == Accepted(None, Outcome.DONT_KNOW)


@pytest.mark.parametrize(("tag", "text"), _cases(UNCLEAR))
def test_what_is_unclear_is_asked_again(tag: str, text: str) -> None:
    assert not isinstance(_read(tag, text), Accepted)


@pytest.mark.parametrize("tag", ["en", "bn", "bn-Latn"])
@pytest.mark.parametrize(("role", "wrong"), [("yes", False), ("no", True)])
def test_no_listed_word_means_the_opposite(tag: str, role: str, *, wrong: bool) -> None:
    labels = BENGALI if tag == "bn" else ENGLISH

    for own in ("en", "bn", "bn-Latn"):
        for phrase in words(own).roles[role]:
            for shape in (phrase, phrase.upper(), f"{phrase}.", f"{phrase} please", f" {phrase}!"):
                verdict = YesNo().read(said(shape), hearing(labels, tag))
                assert verdict != Accepted(wrong), shape


POOL = sorted(
    {phrase for tag in TAGS for phrases in words(tag).roles.values() for phrase in phrases}
    | {"bus", "hospital", "my son went", "because", "far", "money", "come", "bad", "can", "letter"}
)
OPENING_YES = sorted(words("en").roles["lead"] & words("en").roles["yes"])
OPENING_NO = sorted(words("en").roles["lead"] & words("en").roles["no"])
AFTER = st.lists(st.sampled_from(POOL), min_size=1, max_size=4).map(" ".join)


@given(first=st.sampled_from(OPENING_YES), mark=st.sampled_from([" ", ", ", ". "]), rest=AFTER)
def test_what_opens_with_yes_is_never_a_no(first: str, mark: str, rest: str) -> None:
    verdict = YesNo().read(said(f"{first}{mark}{rest}"), hearing(ENGLISH, "en"))

    assert verdict != Accepted(value=False)


@given(first=st.sampled_from(OPENING_NO), mark=st.sampled_from([" ", ", ", ". "]), rest=AFTER)
def test_what_opens_with_no_is_never_a_yes(first: str, mark: str, rest: str) -> None:
    verdict = YesNo().read(said(f"{first}{mark}{rest}"), hearing(ENGLISH, "en"))

    assert verdict != Accepted(value=True)


def test_the_ids_of_yes_and_no_are_no_words() -> None:
    session = hearing({"yes": "I agree", "no": "I disagree"}, "en")
    torn = hearing({"yes": "Tak", "no": "Nie"}, "en")

    assert YesNo().read(said("yes"), session) == Accepted(value=True)
    assert YesNo().read(said("tak"), torn) == Accepted(value=True)


def test_consent_reads_as_yes_no_does() -> None:
    session = hearing(BENGALI)

    assert Consent().read(said("জি"), session) == Accepted(value=True)
    assert Consent().read(said("না"), session) == Accepted(value=False)


def test_own_labels_count() -> None:
    session = hearing({"yes": "I agree to take part", "no": "I would rather not"}, "en")

    assert YesNo().read(said("i agree to take part"), session) == Accepted(value=True)
    assert YesNo().read(said("i would rather not"), session) == Accepted(value=False)


def test_taps_are_booleans() -> None:
    assert YesNo().tapped("yes") == Accepted(value=True)
    assert YesNo().tapped("no") == Accepted(value=False)
