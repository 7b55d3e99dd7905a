"""What sort of words a key names, and what people have read just before them.

Rule: for the eyes of a translator only; nothing is decided by it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.flow.structure import Document

_INNER: Mapping[str, str] = {
    "choices": "option",
    "costs": "cost",
    "also": "alias",
    "bands": "band",
    "endings": "ending",
    "sections": "section",
    "urgent": "urgent",
}
"""By the last part of a key but one."""
_OUTER: Mapping[str, str] = {
    "text": "question",
    "hint": "hint",
    "retry": "hint",
    "own": "question",
    "more": "more",
    "low": "end of scale",
    "high": "end of scale",
}
"""By the last part of a key."""
_OF_FLOW = 2
"""Parts of a key that belongs to the flow itself, as `eyes.title`."""


def kind(key: str) -> str:
    """`question`, `option`, `alias`… as the sheet shows it."""
    parts = key.split(".")
    if parts[0] == "bot":
        return "phrase"
    if len(parts) > 1 and parts[-2] in _INNER:
        return _INNER[parts[-2]]
    if len(parts) == _OF_FLOW:
        return parts[-1].replace("_", " ")
    return _OUTER.get(parts[-1], parts[-1])


def befores(document: Document) -> Mapping[str, str]:
    """By key, the words that come before: the question before a question, the question of an
    option, the label of an alias; nothing for the others."""
    texts, slug = document.texts, document.flow.slug
    found: dict[str, str] = {}
    last = texts.get(f"{slug}.invitation") or texts.get(f"{slug}.title", "")
    for step in document.flow.steps:
        asked = texts.get(step.key("text"), "")
        starts = (f"{step.prefix}.", f"{slug}.{step.id}.")
        found |= {key: asked for key in texts if key.startswith(starts)}
        found |= {
            step.key(f"also.{option}"): label
            for option in step.question.options()
            if (label := texts.get(step.key(f"choices.{option}")))
        }
        found[step.key("text")] = last
        last = asked
    return found
