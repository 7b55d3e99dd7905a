"""Keeping what runs left to right whole inside a message that runs right to left.

Rule: only in languages written right to left, where a spaced phone number would otherwise be shown
back to front; elsewhere a single mark would make an English SMS cost double.
"""

from __future__ import annotations

import regex

FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_MARKS = regex.compile("[\u202a-\u202e\u2066-\u2069]")
_NUMBER = regex.compile(r"[+-]?\p{Nd}+(?:[.,٫٬]\p{Nd}+)*[%٪]?")
_LEFT_TO_RIGHT = regex.compile(r"[\p{Script=Latin}\p{Nd}]")
_LINK = r"(?:https?://|www\.)\S+|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/\S*)?"
_PHONE = r"\+?\(?\p{Nd}[\p{Nd} ().\N{NO-BREAK SPACE}-]{4,}\p{Nd}"
_END = r"(?<![.,;:!?)\]'\"؟،؛۔])"
_APART = regex.compile(rf"{FSI}[^{PDI}]*{PDI}|(?:{_LINK}){_END}|{_PHONE}")
"""What is kept apart already, and what must be: links and telephone numbers."""


def isolated(value: str) -> str:
    """A value that fills a blank, kept apart where it could be turned round: one plain number, or
    words of a script that runs right to left, cannot."""
    if not _LEFT_TO_RIGHT.search(value) or _NUMBER.fullmatch(value):
        return value
    return f"{FSI}{_MARKS.sub('', value)}{PDI}"


def with_isolates(text: str) -> str:
    """*text* with every link and telephone number in it kept apart, once."""
    found: str = _APART.sub(_apart, text)
    return found


def _apart(match: regex.Match[str]) -> str:
    return match[0] if match[0].startswith(FSI) else f"{FSI}{match[0]}{PDI}"
