"""Making a text fit a channel: plain characters on SMS, and cuts where they hurt least.

Rule: never cut inside a grapheme, and between paragraphs where at all possible.
"""

from __future__ import annotations

import regex

from bot.language.segments import utf16_units
from bot.model import Limits

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"',
        "–": "-", "—": "-", "‑": "-", "…": "...", "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
    }
)  # fmt: skip
"""Each of these alone would make an English SMS cost double (see `bot.language.segments`)."""
_FANCY = frozenset(map(chr, _PLAIN))
_GRAPHEME = regex.compile(r"\X")


def plain(text: str, limits: Limits) -> str:
    """`text` with typewriter quotes, dashes and spaces where the channel bills by segment."""
    if not limits.is_billed_by_segment or text.isascii() or _FANCY.isdisjoint(text):
        return text
    return text.translate(_PLAIN)


def shortened(text: str, limit_chars: int) -> str:
    """`text`, or its beginning and three dots: cut between words in its second half, else
    between graphemes, within the limit."""
    if len(text) <= limit_chars:
        return text
    kept = _taken(text, limit_chars - 3)
    space = text.rfind(" ", kept // 2, kept + 1)
    return f"{text[: space if space > 0 else kept].rstrip(' ;,.')}..."


def fit(text: str, limits: Limits) -> tuple[str, ...]:
    """`text` cut into messages of at most `limit_chars` UTF-16 units: between paragraphs, else
    between graphemes. Nothing for an empty text."""
    if not text.strip():
        return ()
    if utf16_units(text) <= limits.limit_chars:
        return (text,)
    bodies: list[str] = []
    body = ""
    for line in _lines(text, limits.limit_chars):
        joined = f"{body}\n{line}" if body else line
        if utf16_units(joined) <= limits.limit_chars:
            body = joined
        else:
            bodies.append(body)
            body = line
    return tuple(each for each in (*bodies, body) if each.strip())


def _lines(text: str, limit: int) -> list[str]:
    """The paragraphs, those over the limit in pieces."""
    lines: list[str] = []
    for line in text.split("\n"):
        while utf16_units(line) > limit:
            cut = _taken(line, limit)
            lines.append(line[:cut])
            line = line[cut:]  # noqa: PLW2901 (what is left of it)
        lines.append(line)
    return lines


def _taken(text: str, limit: int) -> int:
    """How many characters of `text` are whole graphemes within `limit` UTF-16 units; at least
    one, lest nothing ever be taken."""
    used = taken = 0
    for found in _GRAPHEME.finditer(text):
        used += utf16_units(found[0])
        if used > limit:
            break
        taken = found.end()
    return taken or limit
