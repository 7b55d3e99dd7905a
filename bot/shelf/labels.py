"""What options were called before: a reply to a question that was sent with an older wording is
still understood.

Rule: kept while the consultation is open, a few for each option; a former name never counts
against a present one (`render.labels` sees to that).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from bot.shelf.running import Running

LIMIT_NAMES = 6
"""The present one and five before it."""
_CHOICES = ".choices."

Names: TypeAlias = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
"""Consultation, language, key of an option: its name, and those before, newest first."""


def remembered(known: Names, running: Iterable[Running]) -> Names:
    """All names, with those that the open consultations give their options now."""
    return {
        each.slug: {
            tag: _of_language(known.get(each.slug, {}).get(tag, {}), each.wording.texts(tag))
            for tag in _tags(each)
        }
        for each in running
        if each.is_open
    }


def former(names: Names, slug: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By language and key, what options of a consultation were called before."""
    return {
        tag: MappingProxyType({key: each[1:] for key, each in keys.items() if each[1:]})
        for tag, keys in names.get(slug, {}).items()
        if any(each[1:] for each in keys.values())
    }


def dumped(names: Names) -> str:
    """As it is kept in the store."""
    return json.dumps(names, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(text: str) -> Names:
    """What the store kept; nothing, where that is nothing."""
    found = json.loads(text) if text else {}
    return {
        slug: {
            tag: {key: tuple(names) for key, names in keys.items()} for tag, keys in tags.items()
        }
        for slug, tags in found.items()
    }


def _tags(running: Running) -> Iterable[str]:
    """Every language that somebody here may be written to in."""
    wording = running.wording
    offered = (each for tag in running.languages for each in wording.candidates(tag))
    return dict.fromkeys(offered)


def _of_language(
    known: Mapping[str, tuple[str, ...]], texts: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    now = {key: text for key, text in texts.items() if _CHOICES in key and text}
    kept = {key: names for key, names in known.items() if key not in now}
    return kept | {key: newest(text, known.get(key, ())) for key, text in now.items()}


def newest(name: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """A name before those it had."""
    return (name, *(each for each in before if each != name))[:LIMIT_NAMES]
