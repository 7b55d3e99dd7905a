"""The languages of an installation, as `locales/languages.yaml` lists them.

Rule: what a language is stands in that file; no code branches on a tag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.errors import FlowError, Problem
from bot.language.digits import ZEROS
from bot.language.folding import fold, loosen

SOURCE = "en"
"""The bot's own phrases are written in this language, and every chain ends in it."""
LIMIT_BYTES = 1_048_576
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


def load_languages(path: Path) -> Mapping[str, Language]:
    """Read the table, in the order of the file.

    Raises:
        FlowError: with every problem found.
    """
    table = _parse(path)
    problems: list[Problem] = []
    languages: dict[str, Language] = {}
    for tag, row in table.items():
        line = table.lc.data[tag][0] + 1
        found = tuple(_faults(str(tag), row, table))
        problems += [Problem(path.as_posix(), line, 1, "W-108", fault) for fault in found]
        if not found:
            languages[str(tag)] = _language(str(tag), row)
    if SOURCE not in table:
        message = f'The language "{SOURCE}" is missing. Every other one falls back on it: add it.'
        problems.append(Problem(path.as_posix(), 1, 1, "W-108", message))
    if problems:
        raise FlowError(problems)
    return MappingProxyType(languages)


def _parse(path: Path) -> CommentedMap:
    shown = path.as_posix()
    try:
        raw = path.read_bytes()
        if len(raw) > LIMIT_BYTES:
            raise FlowError([Problem(shown, 1, 1, "W-102", "The file is over 1 MiB.")])
        table = YAML(typ="rt", pure=True).load(raw.decode("utf-8"))
    except OSError as error:
        message = f"It cannot be read: {error.strerror}. Restore it."
        raise FlowError([Problem(shown, 1, 1, "W-101", message)]) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "It is not UTF-8. Save it as UTF-8."
        raise FlowError([Problem(shown, line, 1, "W-103", message)]) from error
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"It is not YAML: {getattr(error, 'problem', None) or 'it does not parse'}."
        raise FlowError([Problem(shown, line, column, "W-104", message)]) from error
    if not isinstance(table, CommentedMap):
        message = "It must be a table of languages: a tag, a colon, then its properties."
        raise FlowError([Problem(shown, 1, 1, "W-108", message)])
    return table


def _faults(tag: str, row: object, table: CommentedMap) -> list[str]:
    if not TAG.fullmatch(tag):
        return [f'"{tag}" is not a language tag. Write it like bn, bn-Latn or zh-Hant.']
    if not isinstance(row, CommentedMap):
        return [f'"{tag}" has no properties. Give it {", ".join(_REQUIRED)}.']
    faults = [f'"{tag}" has an unknown key "{key}".' for key in row if key not in _KEYS]
    faults += [f'"{tag}" lacks "{key}".' for key in _REQUIRED if not row.get(key)]
    if row.get("direction", "ltr") not in get_args(Direction):
        faults.append(f'"{tag}": direction is ltr or rtl.')
    if row.get("digits", "latn") not in _DIGITS:
        faults.append(f'"{tag}": digits is one of {", ".join(sorted(_DIGITS))}.')
    if row.get("listen", True) is not True:
        faults.append(f'"{tag}": listen is true, or left out.')
    others = [*_chain(row), *([row["form_of"]] if row.get("form_of") else [])]
    faults += [
        f'"{tag}" refers to "{other}", which is not listed. Add it, or take it out.'
        for other in others
        if other not in table or other == tag
    ]
    return faults


def _chain(row: CommentedMap) -> tuple[str, ...]:
    chain = row.get("chain") or ()
    return (chain,) if isinstance(chain, str) else tuple(str(tag) for tag in chain)


def _avoided(row: CommentedMap) -> tuple[str, ...]:
    words = (word.strip() for word in str(row.get("avoid") or "").split(","))
    return tuple(unicodedata.normalize("NFC", word) for word in words if word)


def _language(tag: str, row: CommentedMap) -> Language:
    return Language(
        tag=tag,
        own_name=str(row["name"]),
        direction="rtl" if row["direction"] == "rtl" else "ltr",
        digits=str(row["digits"]),
        chain=_chain(row),
        script=str(row["script"]),
        english_name=str(row.get("english") or row["name"]),
        form_of=str(row.get("form_of") or ""),
        avoid=_avoided(row),
        listen=row.get("listen") is True,
        letters=unicodedata.normalize("NFC", str(row.get("letters") or "")),
        common=frozenset(loosen(fold(str(row.get("common") or ""))).split()),
    )
