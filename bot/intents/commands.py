"""Commands: words that work at any time, and what merely looks like one of them.

Rule: a command is the whole message or it is none; only a clear STOP is a STOP.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import regex
from rapidfuzz.distance import OSA

from bot.intents.meaning import SMS, Asked
from bot.language.folding import exact, fold, fold_cached, loosen, squeeze
from bot.language.lexicon import Lexicon
from bot.model import Command
from bot.questions.base import Hearing, Said
from bot.questions.free_text import FreeText

_SLASH = regex.compile(r"/\s*([\p{L}\p{M}_]+)(?:@\w+)?(?:\s.*)?", regex.DOTALL)
_NEAR_STOP_EDITS = 1
_NEAR_STOP_SHORTEST = 4
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SPELT_OUT = regex.compile(r"\p{L}(?: \p{L})+")
_OWN: Final = frozenset({"language", "change", "restart"})
"""Side questions with answers of their own."""
_VERBATIM: Final = frozenset({"other", "review", "wrong"})
"""Side questions answered in the person's own words."""
_POLITE: Final = frozenset({"filler", "weak"})
_LIMIT_STOP_WORDS = 14
"""Whoever writes more means more than STOP."""


def command_of(said: Said, asked: Asked) -> Command | None:
    """The command that the whole message is, STOP before all; `None` where it is none."""
    lexicon = asked.hearing.lexicon
    loose = loosen(said.key)
    squeezed = squeeze(loose)
    key = _repeated_once(squeezed)
    if _says_stop(Spelt(loose, squeezed, key, exact(said.text)), lexicon, asked.channel):
        return Command.STOP
    if said.text.startswith("/") and (match := _SLASH.fullmatch(said.text)):
        return _slashed(loosen(fold(match[1])), lexicon, asked.channel)
    if key in lexicon.commands:
        return lexicon.commands[key]
    if asked.channel == SMS and key in lexicon.help_on_sms:
        return Command.HELP
    return None if takes_words(asked) else _loosecommand_of(loose, said, asked)


class Spelt(NamedTuple):
    """One message, spelt in the ways in which it may be a STOP."""

    loose: str
    squeezed: str
    once: str
    """Without what is only repeated."""
    exact: str
    """With its accents."""


def _says_stop(spelt: Spelt, lexicon: Lexicon, channel: str) -> bool:
    stops = lexicon.exact_stops
    if spelt.exact in stops or _repeated_once(squeeze(spelt.exact)) in stops:
        return True
    if _is_stop(spelt.once, lexicon, channel):
        return True
    if spelt.loose != spelt.once and _is_stop(spelt.loose, lexicon, channel):
        return True
    return _is_polite_stop(spelt.squeezed, spelt.exact, lexicon)


def _is_stop(key: str, lexicon: Lexicon, channel: str) -> bool:
    if key in lexicon.stops or (channel == SMS and key in lexicon.stop_on_sms):
        return True
    joined = key.replace(" ", "")
    return joined != key and joined in lexicon.stops and _SPELT_OUT.fullmatch(key) is not None


def _is_polite_stop(key: str, written: str, lexicon: Lexicon) -> bool:
    """Whether the message is STOP with politeness around it, and with what STOP may be said of,
    and nothing else: `please stop thank you`, `mujhe message band karo ji`.

    `written`: the same with its accents.
    """
    words = key.split()
    if not 1 < len(words) <= _LIMIT_STOP_WORDS:
        return False
    accented = _WORD.findall(written)
    accented = accented if len(accented) == len(words) else words
    return lexicon.says_stop(words, accented)


def _repeated_once(key: str) -> str:
    """`stop stop stop` is `stop`."""
    if " " not in key:
        return key
    words = key.split()
    return words[0] if words and len(set(words)) == 1 else key


def _slashed(key: str, lexicon: Lexicon, channel: str) -> Command | None:
    if _is_stop(key, lexicon, channel):
        return Command.STOP
    return lexicon.commands.get(key) or lexicon.loose_commands.get(key)


def _loosecommand_of(key: str, said: Said, asked: Asked) -> Command | None:
    """Other ways to say a command, politeness apart; an option's own words come first."""
    lexicon = asked.hearing.lexicon
    command = lexicon.loose_commands.get(key) or _polite_command(key, lexicon)
    if command is None or is_label(said.key, asked.hearing):
        return None
    return command


def _polite_command(key: str, lexicon: Lexicon) -> Command | None:
    pieces = lexicon.pieces(key.split())
    told = " ".join(piece.text for piece in pieces if not piece.roles & _POLITE)
    if told == key or lexicon.commands.get(told) is Command.STOP:
        return None
    return lexicon.commands.get(told) or lexicon.loose_commands.get(told)


def is_label(key: str, hearing: Hearing) -> bool:
    """Whether the folded reply is exactly what one option says."""
    labels = (label for labels in hearing.labels.values() for label in labels)
    return any(fold_cached(label) == key for label in labels)


def takes_words(asked: Asked) -> bool:
    """Whether whatever is not plainly a command is an answer, kept verbatim."""
    kind = asked.pending.kind if asked.pending else ""
    return kind in _VERBATIM or (kind not in _OWN and isinstance(asked.question, FreeText))


def is_near_stop(said: Said, asked: Asked) -> bool:
    """Whether it looks like STOP. Where words are the answer, only known misspellings do."""
    lexicon = asked.hearing.lexicon
    key = loosen(said.key)
    if key in lexicon.near_stop:
        return True
    if takes_words(asked):
        return False
    words = key.split()
    if single_stops(lexicon) & set(words) or (asked.channel != SMS and key in lexicon.stop_on_sms):
        return True
    if len(words) != 1:
        return False
    lengths = range(len(key) - _NEAR_STOP_EDITS, len(key) + _NEAR_STOP_EDITS + 1)
    return any(_is_close(key, stop) for size in lengths for stop in _of_length(lexicon, size))


@lru_cache(maxsize=64)
def single_stops(lexicon: Lexicon) -> frozenset[str]:
    """STOP in every language, where it is one word."""
    return frozenset(stop for stop in lexicon.stops if " " not in stop)


@lru_cache(maxsize=2048)
def _of_length(lexicon: Lexicon, size: int) -> tuple[str, ...]:
    return tuple(stop for stop in single_stops(lexicon) if len(stop) == size)


def _is_close(word: str, stop: str) -> bool:
    if min(len(word), len(stop)) < _NEAR_STOP_SHORTEST:
        return False
    return OSA.distance(word, stop, score_cutoff=_NEAR_STOP_EDITS) <= _NEAR_STOP_EDITS


def language_of(said: Said, lexicon: Lexicon) -> str:
    """The language that the whole reply names, in any language."""
    return lexicon.languages.get(loosen(said.key), "")
