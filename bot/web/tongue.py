"""Which language a bubble is in, so that a screen reader says it right.

Rule: told from the script alone; between languages of one script, the reader's own.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

from bot.language.catalogue import Catalogue

_SCRIPTS: Mapping[str, str] = {
    "ARABIC": "Arab",
    "BENGALI": "Beng",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "LATIN": "Latn",
    "SYLOTI": "Sylo",
    "TAMIL": "Taml",
}
"""First word of a letter's Unicode name to its ISO 15924 code."""
_DEFAULT = "en"


ENOUGH = 0.25
"""Share of a text in the reader's own script that makes it theirs: a Bengali sentence may name
an English trust, and the other way about a long English one may name a Bengali street."""


def language_of(text: str, own: str, catalogue: Catalogue) -> str:
    """The tag of the language that `text` is most likely in, for someone who reads `own`."""
    scripts = _scripts(text)
    share = sum(n for script, n in scripts.items() if _is_in(catalogue, own, script))
    if share >= ENOUGH * scripts.total():
        return own
    script = scripts.most_common(1)[0][0]
    if script == "Latn":
        return _DEFAULT
    tags = (tag for tag in catalogue.languages if _is_in(catalogue, tag, script))
    return next(tags, _DEFAULT)


def _scripts(text: str) -> Counter[str]:
    """Letters and their signs, counted by script."""
    names = (unicodedata.name(c, "") for c in text if unicodedata.category(c)[0] in "LM")
    words = (name.partition(" ")[0] for name in names)
    return Counter(_SCRIPTS[word] for word in words if word in _SCRIPTS)


def _is_in(catalogue: Catalogue, tag: str, script: str) -> bool:
    language = catalogue.languages.get(tag)
    return language is not None and language.script == script
