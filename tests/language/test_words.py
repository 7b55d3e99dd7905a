"""The words files: what they may hold, and what the shipped ones do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.errors import FlowError
from bot.intents import Asked, hear, read
from bot.language.folding import fold, loosen
from bot.language.lexicon import POLAR
from bot.language.merging import merge
from bot.language.words import Words
from bot.language.words_file import load_words
from bot.model import Accepted, Command
from bot.questions.base import Hearing
from bot.questions.yes_no import YesNo
from tests.questions.hearing import LOCALES, TAGS, lexicon, words

SMALL = """language: xx
yes: |
  oui, ouais
no: non
commands:
  stop: |
    arrête, assez
  help: aide
numbers: |
  1: un, une
  2: deux
units:
  minutes: minute
month: |
  1: janvier
languages:
  xx: langue
exact_unclear: NA
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_folded(tmp_path: Path) -> None:
    loaded = load_words(_written(tmp_path, SMALL))

    assert loaded.tag == "xx"
    assert loaded.roles["yes"] == {"oui", "ouais"}
    assert loaded.commands == {"arrete": Command.STOP, "assez": Command.STOP, "aide": Command.HELP}
    assert loaded.values["numbers"]["une"] == {1.0}
    assert loaded.languages == {"langue": "xx"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param(SMALL + "colour: red\n", 19, '"colour" is not a key', id="unknown_key"),
        pytest.param(SMALL + "yes: oh\n", 19, '"yes" stands twice', id="twice"),
        pytest.param(SMALL.replace("1: un, une", "un"), 10, "must be a number", id="no_number"),
        pytest.param(SMALL.replace("help:", "assist:"), 8, "is not one of commands", id="command"),
        pytest.param(SMALL.replace("minutes:", "jiffies:"), 13, "is not one of units", id="unit"),
        pytest.param(SMALL.replace("aide", "assez"), 8, "is already stop", id="two_commands"),
        pytest.param(SMALL.replace("no: non", "no: '?!'"), 4, "no letters", id="no_letters"),
        pytest.param(SMALL.replace("no: non", "no: [non]"), 4, "a text of phrases", id="a_list"),
        pytest.param("yes: oui\n", 1, '"language" is missing', id="no_language"),
        pytest.param("- yes\n", 1, "must hold keys", id="no_keys"),
        pytest.param("", 1, "must hold keys", id="empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(FlowError) as caught:
        load_words(_written(tmp_path, text))

    problem = caught.value.problems[0]
    assert (problem.line, problem.code) == (line, "words")
    assert says in problem.message


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FlowError) as caught:
        load_words(_written(tmp_path, SMALL + "colour: red\nsize: big\n"))

    assert len(caught.value.problems) == 2


def test_a_missing_or_unreadable_file_is_a_problem_too(tmp_path: Path) -> None:
    binary = tmp_path / "words.yaml"
    binary.write_bytes(b"yes: \xff\xfe")

    for path, says in ((tmp_path / "none.yaml", "cannot be read"), (binary, "not UTF-8")):
        with pytest.raises(FlowError, match=says):
            load_words(path)


@pytest.mark.parametrize("tag", TAGS)
def test_the_shipped_files_load(tag: str) -> None:
    assert words(tag).tag == tag
    assert Command.STOP in words(tag).commands.values()


@pytest.mark.parametrize("tag", TAGS)
def test_no_word_of_a_session_says_two_things(tag: str) -> None:
    for phrase, piece in lexicon(tag).senses.items():
        assert len(piece.roles & POLAR) <= 1, phrase
        if piece.roles & POLAR:
            assert not piece.roles & {"weak", "filler", "unclear"}, phrase


@pytest.mark.parametrize("tag", TAGS)
def test_only_the_known_ambiguous_number_word_is_ambiguous(tag: str) -> None:
    doubtful = {text for text, piece in lexicon(tag).senses.items() if len(piece.numbers) > 1}

    assert doubtful <= {"shat", "shaat"}


@pytest.mark.parametrize("tag", TAGS)
def test_no_answer_is_a_stop_word(tag: str) -> None:
    session = lexicon(tag)
    answering = {"yes", "no", "dont_know", "other", "all", "none"}

    for stop in session.stops:
        piece = session.senses.get(stop)
        assert piece is None or not (piece.roles & answering or piece.numbers), stop
    assert not session.near_stop & session.stops


SAYING = {
    "yes",
    "no",
    "dont_know",
    "unclear",
    "negator",
    "numbers",
    "ordinals",
    "commands",
    "units",
}


def _phrases(section: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Each phrase of a words file, with what it says."""
    if isinstance(section, dict):
        for key, value in section.items():
            yield from _phrases(value, f"{name} {key}".strip())
        return
    for line in str(section).splitlines():
        value, colon, listed = line.rpartition(":")
        says = f"{name} {value.strip()}" if colon else name
        yield from ((phrase.strip(), says) for phrase in listed.split(",") if phrase.strip())


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*/words.yaml")), ids=lambda p: p.parent.name)
def test_no_two_spellings_taken_for_one_say_different_things(path: Path) -> None:
    said: dict[str, dict[str, set[str]]] = {}
    for phrase, says in _phrases(YAML(typ="safe").load(path)):
        if says.split(" ")[0] in SAYING:
            key = fold(phrase)
            said.setdefault(loosen(key), {}).setdefault(key, set()).add(says)

    gained = {
        key: forms
        for key, forms in said.items()
        if set().union(*forms.values()) not in forms.values()
    }
    assert gained == {}


@pytest.mark.parametrize("tag", TAGS)
def test_the_ambiguous_words_answer_nothing(tag: str) -> None:
    session = lexicon(tag)

    for word in ("accha", "thik ache", "আচ্ছা", "ঠিক আছে", "হুম", "হয়", "ok"):
        piece = session.senses.get(word)
        assert piece is None or not piece.roles & POLAR, word


@pytest.mark.parametrize("tag", ["bn", "bn-Latn"])
def test_bengali_numbers_are_complete_to_a_hundred(tag: str) -> None:
    known = set().union(*words(tag).values["numbers"].values())

    assert set(range(101)) <= known


def test_stop_of_every_language_is_in_every_session() -> None:
    assert {"stop", "বন্ধ", "bondho"} <= lexicon("en").stops


def test_where_languages_disagree_a_word_decides_nothing() -> None:
    one = SMALL.replace("language: xx", "language: aa")
    two = SMALL.replace("language: xx", "language: bb").replace("no: non", "no: oui")

    session = merge([_loaded(one), _loaded(two)])

    assert session.senses["oui"].roles >= {"yes", "no"}


def test_english_yields_to_the_sessions_own_word() -> None:
    own = SMALL + "article: is\n"
    english = "language: en\nno: oui\narticle: un\nnumbers: |\n  6: is\n"

    session = merge([_loaded(own), _loaded(english)])

    assert session.senses["un"].roles == frozenset()  # a number: the article adds nothing
    assert session.senses["is"].numbers == frozenset()  # an article: the number adds nothing
    assert session.senses["oui"].roles == {"yes", "no"}  # but a yes that is a no decides nothing


def test_a_stop_may_be_known_by_its_accents_alone() -> None:
    words = SMALL.replace("ouais", "đúng") + "exact_stop: dừng\n"
    labels = {"yes": ("Oui",), "no": ("Non",)}
    asked = Asked(YesNo(), Hearing(merge([_loaded(words)]), labels, tuple(labels)))

    assert read(hear("Dừng!"), asked) is Command.STOP
    assert read(hear("đúng"), asked) == Accepted(value=True)


def _loaded(text: str) -> Words:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return load_words(_written(Path(folder), text))


def test_english_lends_an_own_word_only_answers(tmp_path: Path) -> None:
    own = load_words(_written(tmp_path, "language: xx\narticle: or, no\nnumbers: |\n  2: to\n"))
    senses = merge([own, words("en")]).senses

    assert senses["or"].roles == {"article"}
    assert senses["to"].numbers == {2.0}
    assert senses["no"].lent == {"no", "marker"}


def test_a_languages_own_no_wins_over_an_english_doubt(tmp_path: Path) -> None:
    welsh = load_words(_written(tmp_path, "language: xx\nno: na\n"))

    assert not merge([welsh, words("en")]).is_unclear("NA")
    assert lexicon("en").is_unclear("NA")
    assert lexicon("bn").is_unclear("NA")


@pytest.mark.parametrize("word", ["আপনি", "তিনি", "জানি"])
def test_a_word_that_ends_like_a_denial_may_be_none(word: str) -> None:
    assert not lexicon("bn").is_negator(word)
    assert lexicon("bn").is_negator("যাইনি")
