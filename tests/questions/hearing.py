"""Sessions to read replies in: the shipped words, and a menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from bot.intents import hear
from bot.language.lexicon import Lexicon
from bot.language.merging import merge
from bot.language.words import Words
from bot.language.words_file import load_words
from bot.model import Value
from bot.questions.base import Hearing, Question, Said

LOCALES = Path(__file__).parents[2] / "locales"
TODAY = date(2027, 3, 10)
TAGS = ("en", "bn", "bn-Latn")
CHAINS: Mapping[str, tuple[str, ...]] = {
    "en": ("en",),
    "bn": ("bn", "bn-Latn", "en"),
    "bn-Latn": ("bn-Latn", "en"),
}


@cache
def words(tag: str) -> Words:
    """The shipped words of one language."""
    return load_words(LOCALES / tag / "words.yaml")


@cache
def lexicon(tag: str = "bn") -> Lexicon:
    """The words of a session."""
    return merge([words(each) for each in CHAINS[tag]], [words(each) for each in TAGS])


def hearing(
    labels: Mapping[str, str | Sequence[str]] | None = None,
    tag: str = "bn",
    answers: Mapping[str, Value] | None = None,
) -> Hearing:
    """A session that shows these options, numbered in this order."""
    shown = {
        option: (each,) if isinstance(each, str) else tuple(each)
        for option, each in (labels or {}).items()
    }
    return Hearing(lexicon(tag), shown, tuple(shown), TODAY, answers or {})


def said(text: str) -> Said:
    """A reply, prepared as it comes in."""
    return hear(text)


def value_of(question: Question, text: str, given: Hearing) -> object:
    """The value of an accepted reply; the verdict itself where it is not one."""
    verdict = question.read(said(text), given)
    return getattr(verdict, "value", verdict)
