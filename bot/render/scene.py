"""What rendering stands on: the scene of a consultation on a channel, and one language's voice.

Rule: a voice that lacks a word says nothing at all, so that the whole message moves on to the next
language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Plan
from bot.language import segments
from bot.language.catalogue import Catalogue, Language, Wording
from bot.model import Button, Limits, Note


class Scene(Struct, frozen=True, eq=False):
    """One consultation as one channel shows it. Compared by identity, as the flow and the wording
    in it are: what is the same for everyone is remembered by scene."""

    flow: CompiledFlow
    plan: Plan
    wording: Wording
    catalogue: Catalogue
    limits: Limits
    notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
    """Voice notes by language and by what they say."""
    page: str = ""
    """Address of its public page; empty where it has none."""

    def flow_for(self, language: str) -> CompiledFlow:
        """The flow as a reader of a language is asked it: whoever listens, in a fixed order."""
        known = self.catalogue.languages.get(language)
        return self.flow.steady() if known and known.listen else self.flow


class Rendered(Struct, frozen=True):
    """One provider message."""

    body: str
    buttons: tuple[Button, ...]
    units: int
    """SMS segments; 1 where the channel does not bill by them."""
    wording: str
    """Fingerprint of the language and of the words used, as the catalogue has them: an answer
    cites it. It says nothing of the person, not even in which order they read the options."""
    language: str
    """The one it is in, which may stand further down the reader's chain."""

    @classmethod
    def of(
        cls, body: str, buttons: tuple[Button, ...], scene: Scene, voice: Voice, wording: str
    ) -> Rendered:
        """One part of a message said in `voice`."""
        units = segments.count(body).segments if scene.limits.is_billed_by_segment else 1
        return cls(body, buttons, units, wording, voice.language.tag)


Words: TypeAlias = frozenset[tuple[str, str]]
"""Of a message, by key, as the catalogue has them."""


class Incomplete(Exception):
    """This language has no words for a key."""


class Voice:
    """The words of one language, noting which were used."""

    def __init__(
        self, language: Language, words: Mapping[str, str], *, is_lenient: bool = False
    ) -> None:
        """`is_lenient`: the last resort, which leaves out what nobody can say."""
        self.language = language
        self._words = words
        self._is_lenient = is_lenient
        self._used: dict[str, str] = {}

    def words(self, key: str) -> str:
        """The words of `key`, blanks unfilled.

        Raises:
            Incomplete: there are none.
        """
        text = self._words.get(key)
        if text is None:
            if not self._is_lenient:
                raise Incomplete(key)
            text = ""
        self._used[key] = text
        return text

    def quoting(self) -> Voice:
        """The same, where what a person has said is said back: those words are theirs, and no
        part of the wording."""
        return Voice(self.language, self._words, is_lenient=self._is_lenient)

    @property
    def used(self) -> Words:
        """The words used so far, by key."""
        return frozenset(self._used.items())

    @property
    def wording(self) -> str:
        """The fingerprint of the words used so far."""
        return _remembered(self.language.tag, self.used)


def fingerprint(tag: str, used: Iterable[tuple[str, str]]) -> str:
    """Of a language and of words by key, in whatever order: 16 hexadecimal digits of SHA-256."""
    text = "\0".join((tag, *(part for pair in sorted(used) for part in pair)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_remembered = lru_cache(maxsize=8192)(fingerprint)
