"""Making what people type comparable: safe text, and the key by which it is matched.

Rule: cut first, then fold; every form of the same word ends as the same key, in every script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import regex

from bot.language.digits import fold_digits

LIMIT_CHARS = 4096
"""Longest reply that is read; no provider delivers more (Telegram's limit)."""

_LIMIT_MARKS = 30
"""Longest run of combining marks kept. Source: UAX #15, Stream-Safe Text Format. A longer run
makes NFC quadratic."""

_MARKS = regex.compile(rf"(\p{{M}}{{{_LIMIT_MARKS}}})\p{{M}}+")
_JOINERS = "\u200c\u200d"
_UNWANTED = regex.compile(rf"[\p{{Cs}}\p{{Co}}\p{{Cn}}]|[^\P{{Cc}}\n\t]|[^\P{{Cf}}{_JOINERS}]")
"""Lone surrogates, private and unassigned code points, control and format characters (bidi
marks, zero-width space, BOM, soft hyphen). The joiners stay: Bengali and emoji spell with them."""

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Variation_Selector}\u0640\u034f\u20e3]")
_DROPPED_MARKS = regex.compile(
    r"[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
"""Latin, Hebrew and Arabic combining marks. Indic vowel signs are marks too, and are kept."""

_APOSTROPHES = regex.compile(r"['’‘ʼ`´]")
_BREAKS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_ASCII_BREAKS = regex.compile(r"[^a-z0-9]+")
_ASCII_LINE_BREAKS = regex.compile(r"[^a-z0-9\n]+")
_HAN = regex.compile(r"(\p{Han})")
_PARTING = "\u01c0"
"""A letter that no word list holds (a click of the phonetic alphabet), to fold lists at once."""
_SYMBOLS = regex.compile(r"[^\p{So}]")
_SKIN = regex.compile(r"[\U0001f3fb-\U0001f3ff]")
_SPELT = str.maketrans({"\U0001f51f": "10", "½": " half ", "¼": " quarter "})
"""Signs whose compatibility form would read as other numbers: `1½` would be `11 2`."""

_LETTERS = tuple(
    {
        "ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و",
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss",
    }.items()
)  # fmt: skip
"""Letters that keyboards and readers take for one another."""
_HAS_SPELT = regex.compile("[🔟½¼]")
_HAS_LETTERS = regex.compile(f"[{''.join(letter for letter, _ in _LETTERS)}]")
"""To change only what needs it."""

_CLAUSES = regex.compile(r"[,;:/|+&>→،؛।、，；\n\t]+|\.(?!\d)|(?<!\d)\.|\s[-–—]\s")
_SENTENCES = regex.compile(r"[,;!?…؟،؛।。！？，；、\n]+|\.(?=\s)|\s[-–—]\s")
"""What parts a sentence from the next, but not a list or an abbreviation (`n/a`)."""
_RUNS = regex.compile(r"(\p{L})\1{2,}")


def clean(raw: str) -> str:
    """*raw* cut to 4,096 characters, made harmless, NFC, stripped; otherwise verbatim."""
    text = raw[:LIMIT_CHARS]
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _UNWANTED.sub("", text)
    text = _MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """The key by which *text* is matched: lower case, ASCII digits, words parted by one space.

    Punctuation goes, and so does what people leave out: Latin accents, Arabic vowel marks,
    apostrophes, joiners. Chinese, which parts no words, becomes a word for each character. A
    text that is only symbols keeps them, once each (`👍🏽👍` is `👍`).
    """
    if text.isascii():
        bare = text.lower().replace("'", "").replace("`", "")
        return str(_ASCII_BREAKS.sub(" ", bare)).strip()
    return _fold(text[:LIMIT_CHARS])


def _fold(text: str) -> str:
    return _letters(text) or _symbols(text)


def _letters(text: str) -> str:
    spelt = text.translate(_SPELT) if _HAS_SPELT.search(text) else text
    folded = unicodedata.normalize("NFKC", _MARKS.sub(r"\1", spelt))
    folded = _INVISIBLE.sub("", folded).casefold()
    folded = fold_digits(_APOSTROPHES.sub("", folded))
    folded = _DROPPED_MARKS.sub("", unicodedata.normalize("NFD", folded))
    if _HAS_LETTERS.search(folded):
        for letter, plain in _LETTERS:
            folded = folded.replace(letter, plain)
    spaced = _HAN.sub(r" \1 ", unicodedata.normalize("NFC", folded))
    return " ".join(_BREAKS.split(spaced)).strip()  # three times as fast as to substitute


def _symbols(text: str) -> str:
    return "".join(dict.fromkeys(_SYMBOLS.sub("", _SKIN.sub("", text))))


@lru_cache(maxsize=16_384)
def fold_cached(text: str) -> str:
    """`fold` for texts that come again and again: labels, aliases, words."""
    return fold(text)


def fold_all(texts: Sequence[str]) -> list[str]:
    """`loosen(fold(text))` of each: many at once, for word lists, in a tenth of the time."""
    if all(map(str.isascii, texts)) and all(map(str.isprintable, texts)):
        bare = "\n".join(texts).lower().replace("'", "").replace("`", "")
        keys = [key.strip() for key in _ASCII_LINE_BREAKS.sub(" ", bare).split("\n")]
    else:
        joined = loosen(_letters(_PARTING.join(texts)))
        keys = [" ".join(key.split()) for key in joined.split(_PARTING)]
    return [key or loosen(fold(text)) for key, text in zip(keys, texts, strict=False)]


def clauses(text: str) -> list[list[str]]:
    """The words of *text*, folded, a list for each stretch between separators."""
    parts = (fold(part).split() for part in _CLAUSES.split(text))
    return [part for part in parts if part]


def sentences(text: str) -> list[list[str]]:
    """The words of *text*, folded, a list for each stretch that a comma or a stop ends."""
    stretches = _SENTENCES.split(text.strip(" .!?…؟।。！？\n"))
    parts = (fold(part).split() for part in stretches)
    return [part for part in parts if part]


def narrow(text: str) -> str:
    """*text* with the wide forms of ASCII, which Chinese keyboards type, as ASCII: `１．５`."""
    return text if text.isascii() else text.translate(_NARROW)


def exact(text: str) -> str:
    """*text* with its accents, but not its capitals or the points around it."""
    if text.isascii():
        return text.lower().strip(" .!")
    return unicodedata.normalize("NFC", narrow(text).casefold()).strip(" .!")


_NARROW = {ord("！") + at: ord("!") + at for at in range(94)}
_CONFUSED = regex.compile(
    r"[ীূণশষঁ়ৎ]|জ্ব"
    r"|[ईऊीू\u093cँंऩऱऴऑॉष]|[ङञणनम]्|िये"
    r"|[ਈਊੀੂ\u0a3cੰਂ]"
    r"|[ઈઊીૂ\u0abcઁંઑૉષ]|[ઙઞણનમ]્"
    r"|[ھں]"
)
_LOOSE_LETTERS = tuple(
    {
        "ী": "ি", "ূ": "ু", "ণ": "ন", "শ": "স", "ষ": "স", "ঁ": "", "়": "", "ৎ": "ত",
        "ई": "इ", "ऊ": "उ", "ी": "ि", "ू": "ु", "\u093c": "", "ँ": "ं", "ऩ": "न", "ऱ": "र",
        "ऴ": "ळ", "ऑ": "ओ", "ॉ": "ो", "ष": "श",
        "ਈ": "ਇ", "ਊ": "ਉ", "ੀ": "ਿ", "ੂ": "ੁ", "\u0a3c": "", "ੰ": "ਂ",
        "ઈ": "ઇ", "ઊ": "ઉ", "ી": "િ", "ૂ": "ુ", "\u0abc": "", "ઁ": "ં", "ઑ": "ઓ", "ૉ": "ો",
        "ષ": "શ",
        "ھ": "ہ", "ں": "ن", "জ্ব": "জ", "िये": "िए",
    }.items()
)  # fmt: skip
"""Bengali, Devanagari, Gurmukhi, Gujarati, Urdu: short and long i and u, dots below, nasal signs,
sibilants, the two h and the n without its dot."""
_NASAL = regex.compile(
    r"[ङञणनमઙઞણનમ][्્]"
    r"(?:(?<=[ङञणन]्)(?=[क-घच-झट-ढत-ध])|(?<=म्)(?=[प-भ])"
    r"|(?<=[ઙઞણન]્)(?=[ક-ઘચ-ઝટ-ઢત-ધ])|(?<=મ્)(?=[પ-ભ]))"
)
"""An n or m before its like, which many write as a dot: `बन्द` is `बंद`."""
_LAST_NASAL = regex.compile(
    r"[ंਂં](?![\p{Deva}\p{Guru}\p{Gujr}])(?<=[\p{Deva}\p{Guru}\p{Gujr}]{2}.)(?<!ਾਂ)"
)
"""The dot that many leave off at the end of a word (`नहीं`); within one it is a letter (`बंद`), and
in Punjabi after a long a (`ਪਹਿਲਾਂ` is before, `ਪਹਿਲਾ` the first)."""


def loosen(key: str) -> str:
    """A folded key with the letters merged that spelling confuses (ি/ী, ন/ণ, नहीं/नही, ہ/ھ…).

    For word lists only: labels keep their letters. Other scripts come back unchanged.
    """
    if key.isascii() or not _CONFUSED.search(key):
        return key
    for letter, loose in _LOOSE_LETTERS:  # faster than `str.translate`, which asks of every letter
        key = key.replace(letter, loose)
    return str(_LAST_NASAL.sub("", _NASAL.sub(_dotted, key)))


def _dotted(match: regex.Match[str]) -> str:
    return "ं" if match[0] < "ઁ" else "ં"


def squeeze(key: str) -> str:
    """A folded key with letters held down let go: `yesss` is `yes`, `nooo` is `no`."""
    return str(_RUNS.sub(r"\1", key)) if _RUNS.search(key) else key
