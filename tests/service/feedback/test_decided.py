"""A decision in the words of one reader: short by text, reasoned on Telegram, their own first."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.model import (
    Answer,
    Conversation,
    Decision,
    Media,
    Other,
    Outcome,
    Participant,
    Ruling,
    Theme,
    Value,
)
from bot.ports import Person
from bot.render import Scene, reader_of, render
from bot.service.feedback.decided import Reader, chosen, decided, telling
from bot.service.feedback.people import ACTIVE_WITHIN, Hearer, hearer_of
from bot.shelf import Running
from tests.service.feedback.told import EVENINGS, LANGUAGES, NEARER, decision, said
from tests.service.stage import SLUG, chat, eye_screening, phone, running

BY = "2027-06-02"
PAGE = f"https://anytown.example/c/{SLUG}"
PLACE = replace(running(), page=PAGE)
NOW = datetime(2027, 5, 5, 9, tzinfo=UTC)
MINE = (("wishes", "nearer"),)
SPEAKER = Theme("speaker", said("Bengali staff"), Ruling.ACCEPTED, said("Two were hired."))


def scene(channel: str = "sms", place: Running = PLACE) -> Scene:
    return place.scene(LIMITS[channel])


def read(given: Decision, reader: Reader, seen: Scene) -> str:
    told = decided(given, reader, seen, BY)
    assert told is not None
    tag, say = told
    return "\n".join(part.body for part in render(say, reader_of(tag, SLUG), seen))


# ── What it says ──────────────────────────────────────────────────────────────────────────────


def test_by_text_it_is_the_verdicts_the_page_and_how_to_challenge() -> None:
    text = read(decision(EVENINGS, NEARER, SPEAKER), Reader("en"), scene())

    assert text == (
        'Example NHS Trust has decided on "Getting to diabetic eye screening".\n'
        "In part: Evenings\n"
        "No: A nearer clinic\n"
        "Yes: Bengali staff\n"
        f"Why: {PAGE}\n"
        "Disagree? Reply REVIEW by 2 June 2027. STOP ends texts."
    )


def test_the_same_in_bengali() -> None:
    text = read(decision(), Reader("bn"), scene())

    assert text.endswith(
        "আংশিক: সন্ধ্যা\n"
        "না: কাছের ক্লিনিক\n"
        f"কেন: {PAGE}\n"
        "একমত নন? ২ জুন, ২০২৭-এর মধ্যে REVIEW লিখুন। মেসেজ না চাইলে STOP।"
    )


def test_a_headline_stands_for_the_themes_by_text() -> None:
    given = replace(decision(), headline=said("two late evenings from June, no new clinic."))

    text = read(given, Reader("en"), scene())

    assert text.startswith("Example NHS Trust has decided: two late evenings from June, no new")
    assert "In part" not in text


def test_without_a_page_the_reasons_stand_in_the_text() -> None:
    text = read(decision(), Reader("en"), scene(place=running()))

    assert "No: A nearer clinic\nIt costs too much." in text
    assert "Why:" not in text


def test_on_telegram_each_theme_has_its_reason_in_six_short_paragraphs() -> None:
    many = [replace(SPEAKER, id=f"t{n}", title=said(f"Thing {n}")) for n in range(9)]
    long = replace(decision(*many), nothing_changed={})

    told = decided(long, Reader("en", MINE, is_named=True), scene("telegram"), BY)

    assert told is not None
    assert len(told[1].phrases) <= 6
    assert "Yes: Thing 0\nTwo were hired." in read(long, Reader("en"), scene("telegram"))


def test_nothing_changed_says_why() -> None:
    given = replace(decision(NEARER), nothing_changed=said("There is no money until 2029."))

    text = read(given, Reader("en"), scene())

    assert "Nothing changes. There is no money until 2029." in text


def test_whoever_listens_reads_the_language_that_stands_for_theirs() -> None:
    without = {tag: text for tag, text in EVENINGS.title.items() if tag != "syl"}
    theme = replace(EVENINGS, title=without, because={**without})

    told = decided(decision(theme), Reader("syl"), scene(), BY)

    assert told is not None
    assert told[0] == "bn"


@pytest.mark.parametrize(("tag", "channel"), [*itertools.product(LANGUAGES, LIMITS)])
def test_no_message_has_an_unfilled_blank_or_another_language(tag: str, channel: str) -> None:
    marked = Theme(
        "t",
        {each: f"<{each}>" for each in LANGUAGES},
        Ruling.NOT,
        {each: f"<{each}>" for each in LANGUAGES},
    )

    text = read(decision(marked), Reader(tag), scene(channel))

    spoken = "bn" if tag == "syl" and f"<{tag}>" not in text else tag
    assert "{" not in text
    assert f"<{spoken}>" in text
    assert not [each for each in LANGUAGES if each != spoken and f"<{each}>" in text]


# ── Whose it is ───────────────────────────────────────────────────────────────────────────────


def test_what_somebody_chose_is_answered_first_and_named() -> None:
    text = read(decision(), Reader("en", MINE, is_named=True), scene())

    lines = text.splitlines()
    assert lines[1:4] == [
        "You chose: A nearer clinic.",
        "No: A nearer clinic",
        "In part: Evenings",
    ]


def test_where_the_phone_may_be_anothers_it_is_first_and_not_named() -> None:
    text = read(decision(), Reader("en", MINE), scene())

    assert "You chose" not in text
    assert text.splitlines()[1] == "No: A nearer clinic"


def test_with_a_headline_the_readers_own_answer_still_stands() -> None:
    given = replace(decision(), headline=said("two late evenings."))

    text = read(given, Reader("bn", MINE, is_named=True), scene())

    assert "আপনি বেছেছিলেন: কাছের ক্লিনিক।\nনা: কাছের ক্লিনিক\nকেন:" in text


def hearer(
    answers: Mapping[str, Value | None], *, is_active: bool = True, is_shared: bool = False
) -> Hearer:
    given = {step: Answer(Outcome.ANSWERED, value) for step, value in answers.items()}
    talk = replace(_talk(), answers=given)
    return Hearer(_person(talk), talk, phone(1), is_active, is_shared)


def _talk() -> Conversation:
    document = eye_screening()
    return replace(reader_of("en", SLUG), version=document.version)


def _person(*talks: Conversation, channels: Sequence[str] = ("sms",)) -> Person:
    who = Participant(_talk().participant, 0, "en")
    places = {"sms": phone(1), "telegram": chat(1)}
    return Person(who, tuple(places[each] for each in channels), talks, None)


CHOSEN: Mapping[str, tuple[Mapping[str, Value | None], Sequence[tuple[str, str]]]] = {
    "choice": ({"last_visit": "never"}, [("last_visit", "never")]),
    "ranking": ({"wishes": ("nearer", "evening")}, [("wishes", "nearer")]),
    "several": (
        {"barriers": ("letter", Other("my words"), "travel")},
        [("barriers", "letter"), ("barriers", "travel")],
    ),
    "own_words": ({"barriers": Other("mine")}, []),
    "voice": ({"more": Media("voice", "x")}, []),
    "number": ({"minutes": 20}, []),
}


@pytest.mark.parametrize(("answers", "found"), CHOSEN.values(), ids=CHOSEN)
def test_what_somebody_chose_is_read_from_their_answers(
    answers: Mapping[str, Value | None], found: Sequence[tuple[str, str]]
) -> None:
    assert [*chosen(hearer(answers), scene())] == [*found]


def test_neither_a_sensitive_answer_nor_one_about_them_is_ever_used() -> None:
    document = eye_screening()
    about = next(s for s in document.flow.steps if s.about and s.question.options())
    option = about.question.options()[0]
    steps = tuple(
        replace(step, sensitive=True) if step.id == "wishes" else step
        for step in document.flow.steps
    )
    hidden = replace(document, flow=replace(document.flow, steps=steps))
    who = hearer({"wishes": ("nearer",), about.id: option, "last_visit": "never"})

    assert chosen(who, scene(place=running(hidden))) == (("last_visit", "never"),)


def test_only_what_changes_the_words_tells_readers_apart() -> None:
    who, seen = telling(decision(), BY).who, scene()

    mine = who(hearer({"wishes": ("nearer",), "minutes": 20}), seen)
    alike = who(hearer({"wishes": ("nearer", "evening"), "barriers": ("travel",)}), seen)
    elsewhere = who(hearer({"wishes": ("nearer",)}, is_active=False), seen)

    assert mine == alike == Reader("en", MINE, is_named=True)
    assert elsewhere == Reader("en", MINE)


def test_on_a_phone_that_others_use_too_everybody_reads_what_a_stranger_would() -> None:
    given, seen = replace(decision(), headline=said("two late evenings.")), scene()
    who = telling(given, BY).who

    chose = who(hearer({"wishes": ("nearer",)}, is_shared=True), seen)
    stranger = who(hearer({}), seen)

    assert read(given, chose, seen) == read(given, stranger, seen)
    assert "nearer" not in read(given, chose, seen)


# ── Where they are told ───────────────────────────────────────────────────────────────────────


ANSWERED = replace(_talk(), answers={"last_visit": Answer(Outcome.ANSWERED, "never")})
USED = {
    "by_text_last": (("sms", "telegram"), ("sms", timedelta(days=5)), "sms", True),
    "by_telegram_last": (("sms", "telegram"), ("telegram", timedelta(days=5)), "telegram", True),
    "that_is_gone": (("sms",), ("telegram", timedelta(days=5)), "sms", False),
    "long_ago": (("sms",), ("sms", ACTIVE_WITHIN + timedelta(days=1)), "sms", False),
}


@pytest.mark.parametrize(("has", "last", "told", "is_active"), USED.values(), ids=USED)
def test_people_are_told_where_they_answered_last(
    has: Sequence[str], last: tuple[str, timedelta], told: str, is_active: bool
) -> None:
    channel, ago = last

    found = hearer_of(
        _person(ANSWERED, channels=has), PLACE, {ANSWERED.id: (channel, NOW - ago)}, set(), NOW
    )

    assert found is not None
    assert (found.address.channel, found.is_active) == (told, is_active)


@pytest.mark.parametrize("shared", [True, False])
def test_it_is_the_address_where_they_are_told_that_must_be_theirs_alone(*, shared: bool) -> None:
    person = _person(ANSWERED, channels=("sms", "telegram"))
    others = {phone(1)} if shared else {chat(1)}

    found = hearer_of(person, PLACE, {ANSWERED.id: ("sms", NOW)}, others, NOW)

    assert found is not None
    assert (found.address, found.is_shared) == (phone(1), shared)


def test_an_answer_that_somebody_else_entered_tells_of_no_channel() -> None:
    found = hearer_of(_person(ANSWERED, channels=("sms", "telegram")), PLACE, {}, set(), NOW)

    assert found is not None
    assert (found.address.channel, found.is_active) == ("telegram", False)


def test_whose_answers_were_deleted_meanwhile_is_still_told() -> None:
    emptied = replace(_talk(), answers={}, visited=("consent__agree", "last_visit"))

    assert hearer_of(_person(emptied), PLACE, {}, set(), NOW) is not None


STAYS_OUT = {
    "only agreed, and that was deleted": _person(
        replace(_talk(), answers={}, visited=("consent__agree",))
    ),
    "only agreed": _person(replace(_talk(), answers={"consent__agree": Answer(Outcome.ANSWERED)})),
    "unreachable": _person(ANSWERED, channels=()),
    "do not contact": replace(_person(ANSWERED), is_do_not_contact=True),
    "stopped": replace(
        _person(ANSWERED), participant=replace(_person().participant, stopped=True)
    ),
}


@pytest.mark.parametrize("person", STAYS_OUT.values(), ids=STAYS_OUT)
def test_who_is_not_told(person: Person) -> None:
    assert hearer_of(person, PLACE, {}, set(), NOW) is None
