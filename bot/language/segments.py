"""How many SMS parts a text is billed as, counted as Twilio counts.

Rule: pure arithmetic on the text as sent; whoever renders may ask, nobody else decides a price.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, TypeAlias

import regex
from msgspec import Struct

from bot.model import Limits

Encoding: TypeAlias = Literal["GSM-7", "UCS-2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each is sent as an escape and a second septet, and the two are never parted."""
GSM = GSM_BASIC | GSM_EXTENDED

GSM_ALONE, GSM_JOINED = 160, 153
UCS_ALONE, UCS_JOINED = 70, 67
SMS = Limits(
    has_buttons=False,
    is_billed_by_segment=True,
    limit_chars=10 * GSM_JOINED,  # under the 1,600 that providers take
    media=frozenset(),  # a UK number takes no MMS
)
"""What an SMS can show and take, whoever carries it."""

_CLUSTER = regex.compile(
    r"(?:\p{Regional_Indicator}{2}|.)"
    r"(?:[\p{M}\u200c\U000E0020-\U000E007F]|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic}?)*",
    regex.DOTALL,
)
"""What is kept together: a letter with its marks and joiners, an emoji with what it is joined
to. Bengali signs are marks, so most Bengali texts depend on this."""


class Segments(Struct, frozen=True):
    """What a text costs: `units` are septets in GSM-7 and UTF-16 units in UCS-2."""

    encoding: Encoding
    segments: int
    units: int


def count(body: str) -> Segments:
    """Count the parts that `body` will be billed as: at least 1, any script, any length.

    One part holds 160 septets or 70 UTF-16 units; once split, each holds 153 or 67. A single
    character outside GSM-7 moves the whole text to UCS-2.

    Source: 3GPP TS 23.038 section 6.2.1 (alphabet), TS 23.040 section 9.2.3.24.1 (joining).
    """
    if GSM.issuperset(body):
        return _gsm(body)
    return _ucs(body)


def utf16_units(text: str) -> int:
    """Length of `text` in UTF-16 units: characters beyond the first plane count twice."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return len(text)
    return len(text) + sum(1 for character in text if character > "\uffff")


def _gsm(body: str) -> Segments:
    escapes = sum(map(body.count, GSM_EXTENDED))
    units = len(body) + escapes
    if units <= GSM_ALONE:
        return Segments("GSM-7", 1, units)
    if not escapes:
        return Segments("GSM-7", -(-units // GSM_JOINED), units)
    sizes = [2 if character in GSM_EXTENDED else 1 for character in body]
    return Segments("GSM-7", _parts(sizes, GSM_JOINED), units)


def _ucs(body: str) -> Segments:
    units = utf16_units(body)
    if units <= UCS_ALONE:
        return Segments("UCS-2", 1, units)
    if units == len(body) and "\u200d" not in body:
        return Segments("UCS-2", _cuts(body), units)
    sizes = [utf16_units(cluster) for cluster in _CLUSTER.findall(body)]
    return Segments("UCS-2", _parts(sizes, UCS_JOINED), units)


def _cuts(body: str) -> int:
    """`_parts` where only marks and ZWNJ bind: looks at the places of cutting alone, which is
    ten times as fast for a Bengali question."""
    parts, start = 1, 0
    while len(body) - start > UCS_JOINED:
        cut = start + UCS_JOINED
        while cut > start and _binds(body[cut]):
            cut -= 1
        start = cut if cut > start else start + UCS_JOINED
        parts += 1
    return parts


def _binds(character: str) -> bool:
    return character == "\u200c" or unicodedata.category(character)[0] == "M"


def _parts(sizes: list[int], room: int) -> int:
    """How many parts hold pieces of these sizes in order, none of them cut; a piece larger than
    a whole part is spread over as many as it needs."""
    parts, used = 1, 0
    for size in sizes:
        if used + size <= room:
            used += size
            continue
        fresh = 1 if used else 0
        spread = -(-size // room)
        parts += fresh + spread - 1
        used = size - (spread - 1) * room
    return parts
