"""The words of options: what an option is called, and all that it may be called by.

Rule: an option id never reaches a person where the catalogue has a label for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.language import formats
from bot.language.catalogue import Wording
from bot.language.folding import fold
from bot.model import Conversation
from bot.render.scene import Scene, Voice

OURS: Mapping[str, str] = {
    "yes": "bot.yes",
    "no": "bot.no",
    "none": "bot.points.none",
    "agree": "bot.agree",
    "disagree": "bot.disagree",
    "pass": "bot.pass",
}
"""Options that the bot words itself, where the flow does not."""


def option_label(voice: Voice, wording: Wording, step: Step, option: str) -> str:
    """What `option` of `step` is called in this voice: its label, the bot's Yes or No, or a point
    of a scale as a number."""
    key = label_key(wording, step, option)
    return voice.words(key) if key else formats.literal(option, voice.language)


def label_key(wording: Wording, step: Step, option: str) -> str:
    """The catalogue key of an option's label; empty for a point of a scale."""
    key = step.key(f"choices.{option}")
    if wording.has(key):
        return key
    return OURS.get(option, "")


def labels(scene: Scene, conversation: Conversation, step: str) -> Mapping[str, tuple[str, ...]]:
    """Option ids of a step to what a person may call them: labels and aliases in the languages
    of the reader's chain, then the flow's own, then English."""
    return _labels(scene.flow, scene.wording, step, conversation.language)


@lru_cache(maxsize=2048)
def _labels(
    flow: CompiledFlow, wording: Wording, step: str, tag: str
) -> Mapping[str, tuple[str, ...]]:
    asked, tags = flow.step(step), wording.candidates(tag)
    names = {o: _names(wording, asked, o, tags) for o in asked.question.options()}
    taken = {fold(name) for each in names.values() for name in each}
    return MappingProxyType(
        {o: (*each, *_former(wording, asked, o, tags, taken)) for o, each in names.items()}
    )


def _former(
    wording: Wording, step: Step, option: str, tags: tuple[str, ...], taken: set[str]
) -> tuple[str, ...]:
    """What an option was called before, unless any is called so now."""
    key = label_key(wording, step, option)
    names = (name for tag in tags for name in wording.former.get(tag, {}).get(key, ()))
    return tuple(name for name in dict.fromkeys(names) if fold(name) not in taken)


def _names(wording: Wording, step: Step, option: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    key = label_key(wording, step, option)
    if not key:
        return (option,)
    also = step.key(f"also.{option}")
    found: dict[str, None] = {}
    for tag in tags:
        words = wording.texts(tag)
        if label := words.get(key):
            found[label] = None
        found |= dict.fromkeys(words.get(also, "").splitlines())
    return tuple(name for name in found if name.strip())
