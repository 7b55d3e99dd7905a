"""The sentences that may stand before a question, as words by key.

Rule: found by their keys, never by what they say; what the engine puts first stands first in a
table here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, takewhile

from msgspec import Struct

from bot.flow.structure import Step
from bot.model import Limits, Phrase, Say
from bot.questions.statements import step_of
from bot.render import Words, reader_of, words_of
from bot.shelf import Running
from bot.workshop.entries import is_sent

LIMIT_PASSED = 4
"""Steps in a row that only tell something, before a question."""
_FIRST = (
    "bot.call",
    "bot.invitation",
    "bot.listen.call",
    "bot.phone_linked",
    "bot.reminder.from",
    "bot.reminder.personal",
    "bot.resuming",
)
"""What may lead another sentence that leads a question."""
_FIRST_OF_FLOW = ("invitation", "urgent.reply")


class Leads(Struct, frozen=True):
    """What may stand before a question in one language."""

    single: Sequence[Words]
    """Any one sentence that the bot sends."""
    first: Sequence[Words]
    """Those that may lead another."""
    passed: Sequence[Words]
    """What is told on the way to the question, by steps that ask nothing."""


def leads_of(running: Running, answered: str, language: str, limits: Sequence[Limits]) -> Leads:
    """Those of a question, named by its step or by a vote in it."""
    step = running.compiled.step(step_of(answered)[0])
    texts, slug = running.wording.patched(language), running.slug
    retry = step.key("retry")
    first = (*_FIRST, *(f"{slug}.{part}" for part in _FIRST_OF_FLOW), retry)
    own = (*first, f"{slug}.reminders", f"{slug}.more", step.key("more"))
    silent = [each.key("text") for each in running.compiled.flow.steps if each.question.is_silent]
    sent = (*own, *silent, *(key for key in texts if is_sent(key)))
    told = {
        key: _words(running, key, language, limits) for key in dict.fromkeys(sent) if key in texts
    }
    return Leads(
        tuple(told.values()),
        tuple(told[key] for key in first if key in told),
        tuple(
            frozenset(chain.from_iterable(told[key] for key in each))
            for each in _passed(running, step)
        ),
    )


def _words(running: Running, key: str, language: str, limits: Sequence[Limits]) -> Words:
    reader = reader_of(language, running.slug)
    _, used = words_of(Say((Phrase(key),)), reader, running.scene(limits[0]))
    return used


def _passed(running: Running, step: Step) -> Iterator[tuple[str, ...]]:
    """Steps right before this one that only tell something, with and without those that may be
    passed over."""
    steps = running.compiled.flow.steps
    before = reversed(steps[: [each.id for each in steps].index(step.id)])
    silent = [each.key("text") for each in takewhile(lambda s: s.question.is_silent, before)]
    near = silent[:LIMIT_PASSED]
    for count in range(1, len(near) + 1):
        yield from combinations(near, count)
