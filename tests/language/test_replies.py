"""Replies as people text them in each language: tables that a speaker can read and add to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.intents import Asked, ChosenLanguage, hear, read
from bot.language.catalogue import Catalogue
from bot.model import Accepted, Command, Outcome
from bot.questions import QUESTION_TYPES
from bot.questions.base import Hearing

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


def asked(row: Row) -> Asked:
    """The session in which the reply comes."""
    wording = ours().wording({}, "en", "none")
    labels = {each: (label,) for each, label in row.options}
    if row.kind == "yes_no":
        labels = {each: (wording.get(row.tag, f"bot.{each}") or "",) for each in ("yes", "no")}
    hearing = Hearing(ours().lexicon(row.tag), labels, tuple(labels), TODAY)
    given = {"choices": tuple(labels)} if row.kind in CHOOSING else {}
    question = None if row.kind == "idle" else QUESTION_TYPES[row.kind].model_validate(given)
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


ROWS = [row for path in sorted(HERE.glob("*.txt")) for row in rows(path)]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_reply_means_what_a_speaker_says(row: Row) -> None:
    assert meaning(row) == row.meaning, row.reply


def test_every_language_has_its_table() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(ours().languages)
