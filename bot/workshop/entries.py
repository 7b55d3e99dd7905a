"""What can be wrong with one translation, whoever reads it.

Rule: each check looks at one entry and its language, and says what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

import regex

from bot.errors import Problem
from bot.flow.pipes import pipes
from bot.language.catalogue import Entry, Language
from bot.language.folding import fold, fold_cached
from bot.render.blanks import names
from bot.workshop.budgets import cheaper, plain

_URL = re.compile(r"https?://[^\s)]+|www\.[^\s)]+")
_BIDI = regex.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_JOINER = regex.compile(r"(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])")
"""A joiner shapes the letters on both its sides; at the edge of a word it is a leftover."""
_SMART = regex.compile("[‘’‚“”„–—…\N{NO-BREAK SPACE}]")
GSM_SCRIPT = "Latn"
"""Languages in this script have a chance of the cheap SMS alphabet, which a curly quote spoils."""
_PRINTED = ("bot.page.", "bot.poster.", "bot.report.")
"""Beginnings of keys that are read on a page or on paper, and never sent by SMS."""

Check = Callable[[Entry, Language], Iterator[str]]


def entry_problems(entry: Entry, language: Language) -> Iterator[Problem]:
    """Everything wrong with one translation that has words."""
    if not entry.text:
        return
    for code, check in CHECKS.items():
        for message in check(entry, language):
            severity = "note" if code in NOTES else "error"
            yield Problem(entry.file, entry.line, 1, code, f"{entry.key}: {message}", severity)


def _blanks(entry: Entry, _: Language) -> Iterator[str]:
    wanted, found = names(entry.source), names(entry.text)
    for name in sorted(wanted - found):
        yield f"{{{name}}} is gone from the translation. Put it back."
    for name in sorted(found - wanted):
        yield f"{{{name}}} is not in the source. Take it out, or spell it as there."
    if None in pipes(entry.text) and None not in pipes(entry.source):
        yield "a { or } stands alone. Write {name}, or delete it."


def _addresses(entry: Entry, _: Language) -> Iterator[str]:
    if set(_URL.findall(entry.source)) != set(_URL.findall(entry.text)):
        yield "the web address differs from the source. Copy it exactly."


def _normal_form(entry: Entry, _: Language) -> Iterator[str]:
    if unicodedata.normalize("NFC", entry.text) != entry.text:
        yield "the letters are not in the standard form (Unicode NFC). Save it normalised."


def _stray_marks(entry: Entry, _: Language) -> Iterator[str]:
    if found := _BIDI.search(entry.text) or _JOINER.search(entry.text):
        yield f"an invisible mark (U+{ord(found[0]):04X}) stands in it. Delete it."


def _quotes(entry: Entry, language: Language) -> Iterator[str]:
    if language.script == GSM_SCRIPT and (found := _SMART.search(entry.text)):
        instead = plain(found[0])
        mark = f'Write "{instead}".' if instead.strip() else "Use the plain key."
        yield f"{found[0]} makes every SMS with it cost double. {mark}"


def _stray_letters(entry: Entry, language: Language) -> Iterator[str]:
    """Only in what is sent by itself: a question is counted with its options."""
    is_alone = is_sent(entry.key) and not _SMART.search(entry.text)
    if language.script == GSM_SCRIPT and is_alone and (found := cheaper(entry.text)):
        yield f"only {told(found)} makes it dearer by SMS."


def is_sent(key: str) -> bool:
    """Whether the bot says it in messages, by itself or before a question."""
    return key.startswith("bot.") and not key.startswith(_PRINTED)


def told(strays: Mapping[str, str]) -> str:
    """Letters with the plain ones to write in their place."""
    return ", ".join(
        f'"{letter}" (plain: "{instead}")' if instead else f'"{letter}"'
        for letter, instead in strays.items()
    )


def _register(entry: Entry, language: Language) -> Iterator[str]:
    words = set(fold(entry.text).split()) if language.avoid else set()
    for word in language.avoid:
        if fold_cached(word) in words:
            yield f'"{word}" is too familiar. Use the polite form.'


CHECKS: Mapping[str, Check] = {
    "W-205": _blanks,
    "W-206": _addresses,
    "W-207": _normal_form,
    "W-208": _stray_marks,
    "W-209": _quotes,
    "W-210": _register,
    "W-214": _stray_letters,
}
"""By the code of the problem, as `locales/README.md` lists them."""
NOTES = frozenset({"W-214"})
"""Worth knowing, and nobody's duty: many languages need their accents."""
