"""Choices as people will read and type them.

Rule: a reply must never mean two things, nor mean one thing to us and another to the provider.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from bot.flow.drafts import Draft
from bot.flow.page import Page
from bot.flow.yaml import Trail
from bot.language.folding import fold
from bot.model import Command
from bot.questions.base import NONE, OTHER

LIMIT_OPTION_CHARS = 32
_OPTION_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")

_UNSUBSCRIBE = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
_OTHER_KEYWORDS: Mapping[str, str] = {
    "start": "subscribe", "unstop": "subscribe", "help": "help", "info": "help",
}  # fmt: skip
"""Twilio's default keywords. YES also subscribes there; it stays allowed, since our own opt-out
table decides."""

PROVIDER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(_UNSUBSCRIBE, "unsubscribe"), **_OTHER_KEYWORDS,
}  # fmt: skip
_INSTEAD: Mapping[str, str] = {
    "end": "Finish", "stop": "No longer", "quit": "Give up", "cancel": "Call it off",
    "start": "Begin", "help": "Support", "info": "Facts", "more": "More of it",
    "change": "Alter it", "back": "Go back", "call": "Phone me", "language": "My language",
    "skip": "Pass over", "review": "Look again", "privacy": "My privacy", "delete": "Remove it",
}  # fmt: skip


class Label(Struct, frozen=True):
    """Words that stand for an option."""

    option: str
    words: str
    page: Page
    path: Trail


def reserved(words: str) -> str | None:
    """Why these words cannot be an answer, or `None`."""
    key = fold(words)
    instead = f' Try "{_INSTEAD[key]}".' if key in _INSTEAD else " Use other words."
    if key in PROVIDER_WORDS:
        what = PROVIDER_WORDS[key]
        return f'"{words}" cannot be an answer: the texting provider treats it as {what}.{instead}'
    if key in {command.value for command in Command}:
        return f'"{words}" cannot be an answer: it is the built-in word {key.upper()}.{instead}'
    return None


def labels(draft: Draft) -> Iterator[Label]:
    """Every word or phrase that stands for an option of this step, in the source language."""
    words = draft.words
    if words is None:
        return
    for option, choice in words.choices.items():
        path = (*draft.path, "choices", option)
        yield _override(draft, option) or Label(option, choice.label, draft.page, path)
        for n, also in enumerate(choice.also):
            yield Label(option, also, draft.page, (*path, "also", n))
    for option, label, key in (
        (OTHER, words.other, "other"), (NONE, words.none_of_these, "none_of_these"),
    ):  # fmt: skip
        if label is not None:
            yield _override(draft, option) or Label(option, label, draft.page, (*draft.path, key))


def _override(draft: Draft, option: str) -> Label | None:
    own = draft.override
    if own is None:
        return None
    extra = {OTHER: ("other", own.words.other), NONE: ("none_of_these", own.words.none_of_these)}
    if option in extra:
        key, label = extra[option]
        return Label(option, label, own.page, (*own.path, key)) if label else None
    label = own.words.choices.get(option)
    return Label(option, label, own.page, (*own.path, "choices", option)) if label else None


def judge(draft: Draft) -> None:
    """Note ids and labels that cannot stand."""
    if draft.words is None:
        return
    for option in draft.words.choices:
        _judge_id(draft.page, (*draft.path, "choices", option), option)
    found = list(labels(draft))
    for label in found:
        why = reserved(label.words)
        if why is not None:
            label.page.error("F-118", label.path, why)
    judge_same(found)
    _judge_numbers(draft, found)
    _judge_several(draft, "statements", draft.words.statements)
    _judge_several(draft, "items", draft.words.items)


def _judge_several(draft: Draft, key: str, several: Mapping[str, str]) -> None:
    said = []
    for statement, words in several.items():
        path = (*draft.path, key, statement)
        _judge_id(draft.page, path, statement)
        said.append(Label(statement, words, draft.page, path))
    judge_same(said)


def _judge_id(page: Page, path: Trail, option: str) -> None:
    if not _OPTION_ID.fullmatch(option) or len(option) > LIMIT_OPTION_CHARS:
        message = (
            f'"{option}" cannot be the id of a choice. Use small letters, digits, _ and -, '
            f"at most {LIMIT_OPTION_CHARS}."
        )
        page.error_on_key("F-116", path, message)
    elif option in {OTHER, NONE}:
        key = "other" if option == OTHER else "none_of_these"
        message = f'"{option}" is kept for "{key}:". Use that key, or choose another id.'
        page.error_on_key("F-116", path, message)


def judge_same(found: Collection[Label]) -> None:
    """Two options that one reply could mean."""
    first: dict[str, Label] = {}
    for label in found:
        seen = first.setdefault(fold(label.words), label)
        if seen.option != label.option:
            message = (
                f'"{label.words}" would also mean "{seen.option}". Give each choice words of '
                "its own."
            )
            label.page.error("F-119", label.path, message)


def _judge_numbers(draft: Draft, found: Collection[Label]) -> None:
    """A label that is a number must be the number it has on the screen."""
    question = draft.question
    if question is None:
        return
    order = question.options()
    for label in found:
        key = fold(label.words)
        if not key.isdecimal() or label.option not in order:
            continue
        place = str(order.index(label.option) + 1)
        if (question.is_shuffled or key != place) and int(key) <= len(order):
            message = (
                f'"{label.words}" is also the number of another choice in a text. '
                'Add a word, such as "2 times".'
            )
            label.page.error("F-119", label.path, message)
