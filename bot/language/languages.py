"""The languages of an installation, as `locales/languages.yaml` lists them.

Rule: what a language is stands in that file, which `languages_file` reads; no code branches on a
tag.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

SOURCE = "en"
"""The bot's own phrases are written in this language, and every chain ends in it."""

_PSEUDO = re.compile(r"-X[AB]$")
"""Regions that ISO 3166 leaves to private use."""

Direction = Literal["ltr", "rtl"]


class Language(Struct, frozen=True):
    """One language: how it is called, drawn and counted, and what stands in for it."""

    tag: str
    own_name: str
    direction: Direction
    digits: str
    """Name of its digits, as in CLDR: `latn`, `beng`…"""
    chain: tuple[str, ...]
    """Tags to fall back on, without the flow's own language and English, which always follow."""
    script: str
    """ISO 15924."""
    english_name: str = ""
    form_of: str = ""
    """Tag of the language that this is only a way of typing; such a one is never offered."""
    avoid: tuple[str, ...] = ()
    """Words too familiar for a public body: its messages do without them."""
    listen: bool = False
    """Heard rather than read: whoever chooses it gets voice notes where there are any."""
    letters: str = ""
    """Letters that tell it from the others of its script."""
    common: frozenset[str] = frozenset()
    """Its commonest words, folded, by which a reply in it is known."""

    @property
    def is_pseudo(self) -> bool:
        """Whether it is no language but a trial of the layout, as `en-XA` (CLDR's way)."""
        return _PSEUDO.search(self.tag) is not None

    @property
    def is_written(self) -> bool:
        """Whether we write to people in it, rather than only understand it."""
        return not self.form_of
