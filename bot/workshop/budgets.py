"""What each question costs by SMS in each language, and the letters that alone make one dear.

Rule: counted on the very texts that people would get, through `render`; the count of a question is
of the whole message, options and progress included.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.language.segments import GSM, SMS, count
from bot.model import Say
from bot.render import Scene, reader_of, render
from bot.shelf import draft

LIMIT_PARTS = 3
"""SMS parts that one question may cost."""
LIMIT_STRAY = 2
"""So few letters outside GSM-7 are more likely smart quotes than another script."""
_LONGEST = (10, 10)
"""Progress as wide as it gets on a permitted flow."""
_PLAIN: Mapping[str, str] = {
    "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "…": "...", "•": "-", "\N{NO-BREAK SPACE}": " ",
    "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "✓": "*",
}  # fmt: skip
"""Of letters that Unicode does not take apart."""


class Spent(Struct, frozen=True):
    """One question as a reader of one language gets it by SMS."""

    step: str
    body: str
    parts: int
    language: str
    """The one it is in: another than the reader's where that lacks a word of it."""

    @property
    def strays(self) -> Mapping[str, str]:
        """The few letters that alone make it dearer, each with a plain one."""
        return cheaper(self.body)


def cheaper(body: str) -> Mapping[str, str]:
    """The few letters that alone make a text dearer than it would be in plain ones, and those;
    empty: there are none, or it is all in another script."""
    found = strays(body)
    return found if count(plainly(body)).segments < count(body).segments else {}


def strays(body: str) -> Mapping[str, str]:
    """The letters outside GSM-7, each with a plain one, where there are so few that another script
    is not meant."""
    found = sorted({letter for letter in body if letter not in GSM})
    is_few = sum(body.count(letter) for letter in found) <= LIMIT_STRAY
    return {letter: plain(letter) for letter in found} if is_few else {}


def plainly(body: str) -> str:
    """The text, were those letters plain ones."""
    plainer = strays(body)
    return "".join(plainer.get(letter, letter) for letter in body)


def plain(letter: str) -> str:
    """What to write in place of a letter outside GSM-7; empty: nothing like it is there."""
    if letter in _PLAIN:
        return _PLAIN[letter]
    base = unicodedata.normalize("NFKD", letter)
    return "".join(each for each in base if each in GSM and not unicodedata.combining(each))


def by_sms(document: Document, catalogue: Catalogue) -> Scene:
    """What `spent` counts on: the consultation as it would run."""
    return draft(document, catalogue).scene(SMS)


def spent(document: Document, scene: Scene, tag: str) -> Iterator[Spent]:
    """Every question of a consultation, as a reader of `tag` gets it by SMS."""
    reader = reader_of(tag, document.flow.slug)
    for step in document.flow.steps:
        question = scene.flow.step(step.id).question
        if question.is_silent:
            continue
        progress = _LONGEST if step.is_counted else None
        say = Say(ask=step.id, order=question.options(), progress=progress)
        said = render(say, reader, scene)
        body = "".join(each.body for each in said)
        language = said[0].language if said else tag
        yield Spent(step.id, body, sum(each.units for each in said), language)
