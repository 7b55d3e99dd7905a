"""`kotha l10n pseudo`: two made-up languages that show what a layout does with a long one and with
one that runs from right to left.

Rule: blanks, addresses and command words stay, so that the conversation works; everything else is
visibly not English, so that a text that is not translatable stands out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from bot.workshop.translating import templates
from bot.workshop.translating.files import write
from bot.workshop.translating.sources import Sources

_ACCENTS = str.maketrans(
    "aceghijklnorsuwyzACEGHIJKLNORSUWYZ", "åçéğĥîĵķļñöŕšûŵýžÅÇÉĞĤÎĴĶĻÑÖŔŠÛŴÝŽ"
)
_KEPT = re.compile(r"\{[^{}]*\}|https?://\S+|\b[A-Z]{2,}\b|\d+|\s+")
"""Blanks, addresses, command words in capitals, numbers, spaces."""
_LONGER = 0.4
_RLO, _PDF = "\u202e", "\u202c"


class Pseudo(Struct, frozen=True):
    """One of them."""

    tag: str
    name: str
    direction: str
    said: Callable[[str], str]


def accented(text: str) -> str:
    """`[Ĥéļļö ···]`: accents, 40 % more, and brackets that show where a text was cut."""
    return "\n".join(_bracketed(line) for line in text.split("\n"))


def _bracketed(line: str) -> str:
    if not line.strip():
        return line
    more = "·" * max(1, round(len(line) * _LONGER))
    return f"[{_outside(line, lambda part: part.translate(_ACCENTS))} {more}]"


def mirrored(text: str) -> str:
    """Each word as if it were written from right to left."""
    return _outside(text, lambda part: f"{_RLO}{part}{_PDF}" if part else part)


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text, with `change` done to all that need not stay."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [change(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, change(text[at:])])


PSEUDO = (
    Pseudo("en-XA", "[Ĕñĝļîšĥ]", "ltr", accented),
    Pseudo("ar-XB", "\u202ehsilgnE\u202c", "rtl", mirrored),
)


def catalogues(sources: Sources, locales: Path) -> Mapping[Path, str]:
    """Every catalogue of both, and `languages.yaml` with them in it."""
    made: dict[Path, str] = {}
    for each in PSEUDO:
        for file in sources.files:
            made[locales / each.tag / f"{file}.po"] = _catalogue(each, file, sources)
    table = locales / "languages.yaml"
    made[table] = _listed(table.read_text("utf-8"))
    return made


def _catalogue(pseudo: Pseudo, file: str, sources: Sources) -> str:
    made = templates.catalogue("Made by `kotha l10n pseudo`, to try the layout.", pseudo.tag)
    for source in sources.of(file).values():
        entry = templates.entry(source)
        is_typed = ".also." in source.key or ".urgent.words" in source.key
        entry.msgstr = source.words if is_typed else pseudo.said(source.words)
        made.append(entry)
    return str(made)


def _listed(table: str) -> str:
    """The table with those of them that it lacks."""
    missing = [
        f"\n{each.tag}:\n  name: \"{each.name}\"\n  english: Trial of the layout\n"
        f"  direction: {each.direction}\n  digits: latn\n  script: Latn\n"
        for each in PSEUDO
        if not re.search(rf"^{each.tag}:", table, re.MULTILINE)
    ]  # fmt: skip
    return table.rstrip("\n") + "\n" + "".join(missing) if missing else table


def remove(locales: Path) -> tuple[Path, ...]:
    """Take both away again; the files that changed or went."""
    table = locales / "languages.yaml"
    text = table.read_text("utf-8")
    for each in PSEUDO:
        text = re.sub(rf"\n?^{each.tag}:\n(?:  .*\n)*", "", text, flags=re.MULTILINE)
    changed = write({table: text})
    gone = []
    for each in PSEUDO:
        for path in sorted((locales / each.tag).glob("*.po")):
            path.unlink()
            gone.append(path)
        if (locales / each.tag).is_dir():
            (locales / each.tag).rmdir()
    return (*changed, *gone)
