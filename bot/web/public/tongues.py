"""Which language a reader is given where they name none: what their browser asks for.

Rule: only among those that the consultation offers; the order is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?"
)
_MOST_CHARS = 400
"""Of a header: more than any browser sends."""


def preferred(header: str, offered: Sequence[str]) -> str | None:
    """The first of the languages asked for that is offered; `None`: none is.

    Args:
        header: `Accept-Language`, RFC 9110 §12.5.4.
        offered: tags of languages.
    """
    exact = {tag.casefold(): tag for tag in offered}
    loose: dict[str, str] = {}
    for tag in offered:
        loose.setdefault(tag.partition("-")[0].casefold(), tag)
    for wanted in _wanted(header):
        found = exact.get(wanted) or loose.get(wanted.partition("-")[0])
        if found:
            return found
    return None


def _wanted(header: str) -> Iterator[str]:
    found = [_RANGE.fullmatch(part) for part in header[:_MOST_CHARS].split(",")]
    ranges = [(each[1].casefold(), float(each[2] or 1)) for each in found if each]
    yield from (tag for tag, q in sorted(ranges, key=lambda pair: -pair[1]) if q)
