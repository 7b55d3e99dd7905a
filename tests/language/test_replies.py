"""Replies as people text them in each language: tables that a speaker can read and add to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.intents import Asked, ChosenLanguage, hear, read
from bot.language.catalogue import Catalogue, Wording
from bot.language.folding import fold, loosen, squeeze
from bot.model import Accepted, Command, Outcome
from bot.questions import QUESTION_TYPES
from bot.questions.base import Hearing
from bot.questions.keys import read as read_keys

HERE = Path(__file__).parent / "replies"
LOCALES = Path(__file__).parents[2] / "locales"
TODAY = date(2027, 3, 10)
TYPES = {"yesno": "yes_no", "text": "free_text", "many": "multi_choice"}
CHOOSING = {"choice", "multi_choice", "ranking"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    tag: str
    line: int
    channel: str
    kind: str
    options: tuple[tuple[str, str], ...]
    reply: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.tag}.txt:{self.line}"


def rows(path: Path) -> Iterator[Row]:
    """Every claim of one language."""
    channel, kind = "sms", ""
    options: tuple[tuple[str, str], ...] = ()
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith("["):
            head, _, rest = text.strip("[] ").partition(" ")
            channel = "telegram" if head == "telegram" else "sms"
            if head == "telegram":
                head, _, rest = rest.partition(" ")
            kind = TYPES.get(head, head)
            pairs = (part.partition("=") for part in rest.split(", ") if part)
            options = tuple((left.strip(), right.strip()) for left, _, right in pairs)
        elif text.strip() and not text.startswith("#"):
            reply, _, meaning = text.rpartition("=")
            yield Row(path.stem, line, channel, kind, options, reply.strip(), meaning.strip())


@cache
def ours() -> Catalogue:
    return Catalogue.load(LOCALES)


@cache
def wording() -> Wording:
    return ours().wording({}, "en", "none")


def asked(row: Row) -> Asked:
    """The session in which the reply comes."""
    labels = {each: (label,) for each, label in row.options}
    if row.kind == "yes_no":
        labels = {each: (wording().get(row.tag, f"bot.{each}") or "",) for each in ("yes", "no")}
    hearing = Hearing(ours().lexicon(row.tag), labels, tuple(labels), TODAY)
    given = {"choices": tuple(labels)} if row.kind in CHOOSING else {}
    question = None if row.kind == "idle" else read_keys(QUESTION_TYPES[row.kind], given)
    return Asked(question, hearing, channel=row.channel)


def meaning(row: Row) -> str:
    """What it means, in the words of the table."""
    match read(hear(row.reply), asked(row)):
        case Command() as command:
            return command.value
        case ChosenLanguage():
            return "language"
        case Accepted(_, Outcome.DONT_KNOW):
            return "dont_know"
        case Accepted(bool() as value):
            return "yes" if value else "no"
        case Accepted(tuple() as value):
            return ", ".join(str(each) for each in value)
        case Accepted(value):
            return "text" if row.kind == "free_text" else str(value)
        case _:
            return "unclear"


TABLES = {path.stem: tuple(rows(path)) for path in sorted(HERE.glob("*.txt"))}
ROWS = [row for table in TABLES.values() for row in table]


@pytest.mark.parametrize("tag", TABLES)
def test_a_reply_means_what_a_speaker_says(tag: str) -> None:
    found = [(row, meaning(row)) for row in TABLES[tag]]
    wrong = [
        f"{row}: {row.reply!r} is taken as {meant!r}, not {row.meaning!r}"
        for row, meant in found
        if meant != row.meaning
    ]

    assert found, f"{tag}.txt claims nothing"
    assert not wrong, "\n".join(wrong)  # every row at once: thousands of tests would only be slow


TAGS = sorted(ours().words)
SHAPES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small": str.lower,
    "wide": lambda text: text.translate({at: at + 0xFEE0 for at in range(0x21, 0x7F)}),
    "bengali_digits": lambda text: text.translate(
        {ord("0") + at: ord("০") + at for at in range(10)}
    ),
    "unseen_marks": lambda text: f"{text[:1]}\u2060{text[1:]}\ufeff",
    "taken_apart": lambda text: unicodedata.normalize("NFD", text),
    "room_around": lambda text: f"  {text} \n",
}
ANSWERS = {"yes", "no", "dont_know", "other", "all", "none"}


@given(row=st.sampled_from(ROWS), shape=st.sampled_from(sorted(SHAPES)))
def test_how_it_is_typed_never_changes_a_meaning(row: Row, shape: str) -> None:
    typed = SHAPES[shape](row.reply)
    lexicon = ours().lexicon(row.tag)
    assume(not (lexicon.is_unclear(typed) or lexicon.is_unclear(row.reply)))  # `na`, but `NA`

    assert row.kind == "free_text" or meaning(replace(row, reply=typed)) == row.meaning


@pytest.mark.parametrize("tag", TAGS)
def test_no_word_for_stop_is_an_answer_in_any_session(tag: str) -> None:
    lexicon = ours().lexicon(tag)
    meant = [lexicon.senses[stop] for stop in lexicon.stops if stop in lexicon.senses]

    assert [piece for piece in meant if piece.roles & ANSWERS or piece.numbers] == []


STOPS = sorted(stop for stop in ours().lexicon("en").stops if stop.isascii())[::7]
WORDS = sorted({word for row in ROWS for word in row.reply.split() if word.isalpha()})


@given(
    stop=st.sampled_from(STOPS),
    before=st.lists(st.sampled_from(WORDS), max_size=2),
    after=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    tag=st.sampled_from(TAGS),
)
def test_a_stop_among_other_words_stops_nothing(
    stop: str, before: list[str], after: list[str], tag: str
) -> None:
    reply = " ".join([*before, stop, *after])
    words = loosen(squeeze(fold(" ".join([*before, *after])))).split()
    assume(not set(words) <= _beside_stop(tag))

    assert meaning(Row(tag, 0, "sms", "yes_no", (), reply, "")) != "stop"


@cache
def _beside_stop(tag: str) -> frozenset[str]:
    """Every word of the phrases that STOP may be made of, or that may stand around it."""
    talks = ours().lexicon(tag).stopping
    return frozenset(
        word for talk in talks for p in talk.stops | talk.beside for word in p.split()
    )


def _words_for(tag: str, role: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(ours().words[tag].roles[role]))


@pytest.mark.parametrize("tag", TAGS)
@given(data=st.data())
def test_a_listed_yes_is_never_a_no_nor_a_no_a_yes(tag: str, data: st.DataObject) -> None:
    role, wrong = data.draw(st.sampled_from([("yes", "no"), ("no", "yes")]))
    phrase = data.draw(_words_for(tag, role))
    shape = data.draw(st.sampled_from(["{0}", "{0}!", "{0}, {0}", "{0} 2", "2 {0}", "ok {0}"]))
    assume(not (shape == "2 {0}" and ours().lexicon(tag).says(loosen(fold(phrase)), "honorific")))

    assert meaning(Row(tag, 0, "sms", "yes_no", (), shape.format(phrase), "")) != wrong


@given(tag=st.sampled_from(TAGS), data=st.data())
def test_what_says_both_is_never_a_yes(tag: str, data: st.DataObject) -> None:
    yes = data.draw(
        _words_for(tag, "yes").filter(lambda word: ours().lexicon(tag).says(word, "lead"))
    )
    no = data.draw(
        _words_for(tag, "no").filter(lambda word: ours().lexicon(tag).says(word, "lead"))
    )
    reply = data.draw(st.sampled_from([f"{yes}. {no}", f"{no}. {yes}"]))

    assert meaning(Row(tag, 0, "sms", "yes_no", (), reply, "")) in {"unclear", "dont_know", "no"}


def test_every_language_has_its_table() -> None:
    assert set(TABLES) == set(ours().languages)
