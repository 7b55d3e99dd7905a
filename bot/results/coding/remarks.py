"""What people said in words, and the codes that somebody gave to it.

Rule: values only. A code is given to one version of an answer: a person who says something else
later has not been coded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

SETTLED, FIRST, SECOND = 0, 1, 2
"""Places of a coding. What was settled counts before what the first coder gave, and that before
what the second gave."""
NONE = "none"
"""Written by a coder: it was read, and no code fits."""
IN_WORDS = frozenset({"free_text", "voice"})
"""Types of question that are answered in words."""

Codes: TypeAlias = tuple[str, ...]
"""In the order of the codebook; empty: read, and none fits."""


class Code(Struct, frozen=True):
    """One line of a codebook."""

    code: str
    label: str
    """As pages and reports name the theme."""
    definition: str = ""
    """When it is given and when it is not."""


class Coding(Struct, frozen=True):
    """What one coder gave to one answer."""

    by: str
    codes: Codes


class Remark(Struct, frozen=True):
    """One answer in words: never whose it is."""

    id: str
    """A pseudonym: of this answer alone, so that two answers of a person do not meet."""
    key: tuple[int, UUID, int]
    """Bucket, conversation, and which version of the answer."""
    language: str
    text: str
    translation: str = ""
    codings: Mapping[int, Coding] = MappingProxyType({})
    """By place."""

    @property
    def counted(self) -> Codes | None:
        """The codes that count; `None`: nobody has coded it."""
        coding = min(self.codings.items(), default=None, key=lambda each: each[0])
        return coding[1].codes if coding else None

    @property
    def is_disputed(self) -> bool:
        """Whether two coders differ, and nobody has settled it."""
        if SETTLED in self.codings or not {FIRST, SECOND} <= self.codings.keys():
            return False
        return set(self.codings[FIRST].codes) != set(self.codings[SECOND].codes)
