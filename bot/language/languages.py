"""The languages of an installation, as `locales/languages.yaml` lists them.

Rule: what a language is stands in that file; no code branches on a tag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from msgspec import Struct
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.errors import FlowError, Problem
from bot.language.digits import ZEROS
from bot.language.files import read_yaml
from bot.language.folding import fold, loosen

SOURCE = "en"
"""The bot's own phrases are written in this language, and every chain ends in it."""
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")

_PSEUDO = re.compile(r"-X[AB]$")
"""Regions that ISO 3166 leaves to private use."""

Direction = Literal["ltr", "rtl"]
_DIGITS = frozenset({"latn", *ZEROS})
_REQUIRED = ("name", "direction", "digits", "script")
_KEYS = frozenset(
    {*_REQUIRED, "english", "chain", "form_of", "avoid", "listen", "letters", "common"}
)


class Language(Struct, frozen=True):
    """One language: how it is called, drawn and counted, and what stands in for it."""

    tag: str
    own_name: str
    direction: Direction
    digits: str
    """Name of its digits, as in CLDR: `latn`, `beng`…"""
    chain: tuple[str, ...]
    """Tags to fall back on, without the flow's own language and English, which always follow."""
    script: str
    """ISO 15924."""
    english_name: str = ""
    form_of: str = ""
    """Tag of the language that this is only a way of typing; such a one is never offered."""
    avoid: tuple[str, ...] = ()
    """Words too familiar for a public body: its messages do without them."""
    listen: bool = False
    """Heard rather than read: whoever chooses it gets voice notes where there are any."""
    letters: str = ""
    """Letters that tell it from the others of its script."""
    common: frozenset[str] = frozenset()
    """Its commonest words, folded, by which a reply in it is known."""

    @property
    def is_pseudo(self) -> bool:
        """Whether it is no language but a trial of the layout, as `en-XA` (CLDR's way)."""
        return _PSEUDO.search(self.tag) is not None

    @property
    def is_written(self) -> bool:
        """Whether we write to people in it, rather than only understand it."""
        return not self.form_of


Row: TypeAlias = Mapping[str, object]
"""The properties of one language, as written: texts, and lists of texts."""


def load_languages(path: Path) -> Mapping[str, Language]:
    """Read the table, in the order of the file.

    Raises:
        FlowError: with every problem found.
    """
    root = read_yaml(path)
    if not isinstance(root, MappingNode):
        message = "It must be a table of languages: a tag, a colon, then its properties."
        raise FlowError([Problem(path.as_posix(), 1, 1, "W-108", message)])
    table = {str(key.value): _plain(node) for key, node in root.value}
    faults = list(_faults(root, table))
    if faults:
        shown = path.as_posix()
        raise FlowError([Problem(shown, line, 1, "W-108", fault) for line, fault in faults])
    return MappingProxyType(
        {tag: _language(tag, row) for tag, row in table.items() if isinstance(row, Mapping)}
    )


def _plain(node: Node) -> object:
    """What a node says, with every scalar as its text."""
    if isinstance(node, MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(each) for each in node.value]
    return str(node.value)


def _faults(root: MappingNode, table: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    """Line and message of everything that is wrong."""
    seen: set[str] = set()
    for key, _ in root.value:
        tag, line = str(key.value), key.start_mark.line + 1
        if tag in seen:
            yield line, f'"{tag}" stands twice. Keep one.'
            continue
        seen.add(tag)
        yield from ((line, fault) for fault in _row_faults(tag, table[tag], table))
    if SOURCE not in table:
        yield (
            1,
            f'The language "{SOURCE}" is missing. Every other one falls back on it: add it.',
        )


def _row_faults(tag: str, row: object, table: Mapping[str, object]) -> list[str]:
    if not TAG.fullmatch(tag):
        return [f'"{tag}" is not a language tag. Write it like bn, bn-Latn or zh-Hant.']
    if not isinstance(row, Mapping):
        return [f'"{tag}" has no properties. Give it {", ".join(_REQUIRED)}.']
    nested = [key for key, value in row.items() if key != "chain" and not isinstance(value, str)]
    if nested:
        return [f'"{tag}": "{key}" must be a text.' for key in nested]
    faults = [f'"{tag}" has an unknown key "{key}".' for key in row if key not in _KEYS]
    faults += [f'"{tag}" lacks "{key}".' for key in _REQUIRED if not row.get(key)]
    if row.get("direction", "ltr") not in get_args(Direction):
        faults.append(f'"{tag}": direction is ltr or rtl.')
    if row.get("digits", "latn") not in _DIGITS:
        faults.append(f'"{tag}": digits is one of {", ".join(sorted(_DIGITS))}.')
    if row.get("listen", "true") != "true":
        faults.append(f'"{tag}": listen is true, or left out.')
    others = [*_chain(row), *([row["form_of"]] if row.get("form_of") else [])]
    faults += [
        f'"{tag}" refers to "{other}", which is not listed. Add it, or take it out.'
        for other in others
        if other not in table or other == tag
    ]
    return faults


def _chain(row: Row) -> tuple[str, ...]:
    chain = row.get("chain") or []
    return tuple(map(str, chain)) if isinstance(chain, list) else (str(chain),)


def _text(row: Row, key: str) -> str:
    return unicodedata.normalize("NFC", str(row.get(key) or ""))


def _language(tag: str, row: Row) -> Language:
    return Language(
        tag=tag,
        own_name=_text(row, "name"),
        direction="rtl" if row["direction"] == "rtl" else "ltr",
        digits=_text(row, "digits"),
        chain=_chain(row),
        script=_text(row, "script"),
        english_name=_text(row, "english") or _text(row, "name"),
        form_of=_text(row, "form_of"),
        avoid=tuple(word.strip() for word in _text(row, "avoid").split(",") if word.strip()),
        listen="listen" in row,
        letters=_text(row, "letters"),
        common=frozenset(loosen(fold(_text(row, "common"))).split()),
    )
