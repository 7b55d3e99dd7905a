"""United Kingdom postcodes as people type them.

Rule: a code is found only where one reading of the reply gives one; its area must exist.
Source: BS 7666 and Royal Mail's list of postcode areas.
"""

from __future__ import annotations

from typing import Final

import regex
from msgspec import Struct

from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen
from bot.language.lexicon import Lexicon

AREAS: Final = frozenset(
    {
        "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA",
        "CB", "CF", "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL",
        "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA",
        "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW",
        "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE",
        "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH",
        "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW",
        "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF",
        "WN", "WR", "WS", "WV", "YO", "ZE",
    }
)  # fmt: skip
_DISTRICT = r"([A-Z]{1,2})(\d[A-Z]|\d{1,2})"
_INWARD = r"([0-9OIL])([ABDEFGHJLNP-UW-Z]{2})"
_FULL = regex.compile(_DISTRICT + _INWARD)
_OUTWARD = regex.compile(_DISTRICT)
_SPACED_SECTOR = regex.compile(_DISTRICT + r"\s+(\d)")
_BREAKS = regex.compile(r"[^A-Z0-9\s]+")
_DIGIT_FOR: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LIMIT_WORDS = 40


class Code(Struct, frozen=True):
    """A postcode, as far as it was given."""

    district: str
    sector: str = ""
    full: str = ""


def find_code(text: str, lexicon: Lexicon) -> Code | None:
    """The one postcode in *text*, in any spacing and case; `None` where there is none, or two."""
    folded = _BREAKS.sub(" ", fold_digits(text).upper()).strip()
    words = folded.split()
    if not 0 < len(words) <= _LIMIT_WORDS:
        return None
    for tried in (_core(words, lexicon), words):
        if _is_two_ways(tried):
            return None
        if whole := _whole(tried):
            return whole
    found = {code.full or code.district: code for code in _within(words)}
    full = [code for code in found.values() if code.full]
    if len(full) == 1 or len(found) == 1:
        return (full or list(found.values()))[0]
    return None


def _core(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words without politeness around them."""
    return [word for word in words if not _is_polite(word, lexicon)]


def _is_polite(word: str, lexicon: Lexicon) -> bool:
    piece = lexicon.senses.get(loosen(fold(word)))
    polite = {"filler", "frame", "article", "weak"}
    return piece is not None and len(word) > 1 and bool(piece.roles & polite)


def _is_two_ways(words: list[str]) -> bool:
    """`E1 4`: a sector of E1 to the post, E14 to a thumb that slipped."""
    match = _SPACED_SECTOR.fullmatch(" ".join(words))
    return match is not None and bool(_district(match)) and _read("".join(words)) is not None


def _whole(words: list[str]) -> Code | None:
    """The reply is a code and nothing else."""
    if match := _SPACED_SECTOR.fullmatch(" ".join(words)):
        district = _district(match)
        return Code(district, f"{district} {match[3]}") if district else None
    return _read("".join(words))


def _read(joined: str) -> Code | None:
    if match := _FULL.fullmatch(joined):
        district = _district(match)
        figure = match[3].translate(_DIGIT_FOR)
        sector = f"{district} {figure}"
        return Code(district, sector, sector + match[4]) if district else None
    if match := _OUTWARD.fullmatch(joined):
        district = _district(match)
        return Code(district) if district else None
    return None


def _district(match: regex.Match[str]) -> str:
    return match[1] + match[2] if match[1] in AREAS else ""


def _within(words: list[str]) -> list[Code]:
    """Codes among other words: `my postcode is e1 6an thanks`."""
    found: list[Code] = []
    at = 0
    while at < len(words):
        pair = _read("".join(words[at : at + 2]))
        single = _read(words[at])
        if pair is not None and pair.full and (single is None or not single.full):
            found.append(pair)
            at += 2
            continue
        if single is not None:
            found.append(single)
        at += 1
    return found
