"""`locales/languages.yaml` → the languages, in its order.

Rule: a table with anything wrong in it is refused whole, with every problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, get_args

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.errors import FlowError, Problem
from bot.language.digits import ZEROS
from bot.language.folding import fold, loosen
from bot.language.languages import SOURCE, Direction, Language
from bot.language.yaml import read_yaml

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_DIGITS = frozenset({"latn", *ZEROS})
_REQUIRED = ("name", "direction", "digits", "script")
_KEYS = frozenset(
    {*_REQUIRED, "english", "chain", "form_of", "avoid", "listen", "letters", "common"}
)


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
