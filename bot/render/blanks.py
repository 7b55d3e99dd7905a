"""`{name}` in a text: what stands there for this person.

Rule: filled once, so that what a person wrote is never itself filled; never left standing; and
never with an answer that was given in confidence (sensitive steps, about-you).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.keeping import kept_until
from bot.flow.structure import Step
from bot.language import formats
from bot.model import Answer, Conversation, Media, Other, Outcome, Phrase, Say, Split, Value
from bot.render.bidi import isolated
from bot.render.labels import option_label
from bot.render.parts import shortened
from bot.render.scene import Scene, Voice

RESERVED = frozenset({"left", "closes", "title", "run_by", "choices", "hint", "deleted", "page"})
"""Names that this module fills itself; no step may have them."""
CHOICES_CHARS = {True: 110, False: 600}
"""Room for `{choices}`, by whether the channel bills by segment."""

_BETWEEN = "; "
_BLANK = re.compile(r"\{([a-z][a-z0-9_-]*)(?:\|([^{}]*))?\}")


class Blank(Struct, frozen=True):
    """`{name}` or `{name|fallback}`."""

    name: str
    fallback: str | None


@lru_cache(maxsize=8192)
def template(text: str) -> tuple[str | Blank, ...]:
    """`text` cut at its blanks."""
    parts: list[str | Blank] = []
    end = 0
    for found in _BLANK.finditer(text):
        parts += [text[end : found.start()], Blank(found[1], found[2])]
        end = found.end()
    return (*parts, text[end:]) if parts else (text,)


def names(text: str) -> frozenset[str]:
    """The names of the blanks in a text."""
    return frozenset(part.name for part in template(text) if isinstance(part, Blank))


class Filler(Struct, frozen=True):
    """Fills the blanks of one message in one language."""

    say: Say
    conversation: Conversation
    scene: Scene
    voice: Voice

    def words(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """The words of `key`, every blank filled."""
        return self.fill(self.voice.words(key), Phrase(key, values or {}))

    def phrase(self, phrase: Phrase) -> str:
        """One of the bot's or flow's own sentences; empty where it would be half a sentence."""
        is_known = not phrase.default or self.scene.wording.has(phrase.key)
        text = self.voice.words(phrase.key if is_known else phrase.default)
        is_whole = phrase.key not in _WHOLE_OR_NOT or all(map(self.reserved, names(text)))
        return self.fill(text, phrase) if is_whole else ""

    def fill(self, text: str, phrase: Phrase) -> str:
        """`text` with every blank filled, by its fallback or by nothing if need be."""
        parts = template(text)
        if len(parts) == 1:
            return text
        return "".join(
            part if isinstance(part, str) else self._blank(part, phrase) for part in parts
        )

    def _blank(self, blank: Blank, phrase: Phrase) -> str:
        value = self._value(blank.name, phrase)
        if not value:
            return blank.fallback or ""
        is_turned = self.voice.language.direction == "rtl" and blank.name != "hint"
        return isolated(value) if is_turned else value

    def reserved(self, name: str) -> str:
        """The value of a reserved name; empty for any other, and for one without a value."""
        fill = _RESERVED.get(name)
        return fill(self) if fill else ""

    def _value(self, name: str, phrase: Phrase) -> str:
        language = self.voice.language
        if name in phrase.values:
            return formats.literal(phrase.values[name], language)
        if name in phrase.labels:
            return formats.joined(self._asked_labels(phrase.labels[name]), language)
        if name in phrase.steps:
            return self._piped(phrase.steps[name])
        if name == "hint":
            return self.phrase(phrase.hint) if phrase.hint else ""
        return self.reserved(name) or self._piped(name)

    def _asked_labels(self, options: tuple[str, ...]) -> list[str]:
        step = self.scene.flow.written(self.say.ask or self.conversation.step or "")
        return [self._option(step, option) for option in options] if step else []

    def _option(self, step: Step, option: str) -> str:
        return option_label(self.voice, self.scene.wording, step, option)

    def _piped(self, name: str) -> str:
        """An earlier answer, said back."""
        step = self.scene.flow.written(name)
        answer = self.conversation.answers.get(name)
        is_private = step is None or step.sensitive or step.about
        if step is None or answer is None or is_private or not step.question.is_said_back:
            return ""
        return self.answer(step, answer)

    def answer(self, step: Step, answer: Answer) -> str:
        """An answer in words: labels in this language, the person's own words as they are. None
        of it is part of the wording."""
        if answer.outcome is not Outcome.ANSWERED or answer.value is None:
            return ""
        quoting = replace(self, voice=self.voice.quoting())
        return quoting.said(step, answer.value)

    def said(self, step: Step, value: Value) -> str:
        """A value in words."""
        match value:
            case bool():
                return self._option(step, "yes" if value else "no")
            case int() | float():
                return formats.number(value, self.voice.language)
            case Other():
                return value.text
            case Media():
                return ""
            case Split() | tuple():
                return self._listed(step, value)
            case str() if value in step.question.options():
                return self._option(step, value)
            case _ if step.question.type == "date":
                return formats.literal(value, self.voice.language)
            case _:
                return value

    def _listed(self, step: Step, value: Split | tuple[str | Other, ...]) -> str:
        language = self.voice.language
        if isinstance(value, tuple):
            return formats.joined([self.said(step, each) for each in value], language)
        told = [f"{self._option(step, o)} {formats.number(n, language)}" for o, n in value.given]
        return formats.joined(told, language) if told else self.words("bot.points.none")

    def choices(self) -> Iterator[str]:
        """What the person chose at each step that has options and may be repeated to whoever
        holds the phone."""
        for step in self.scene.flow.flow.steps:
            answer = self.conversation.answers.get(step.id)
            is_private = step.sensitive or step.about or step.question.type == "consent"
            is_private = is_private or not step.question.is_said_back
            if answer is not None and not is_private and step.question.options():
                yield self.answer(step, answer)


def _choices(filler: Filler) -> str:
    """As many whole choices as there is room for, and dots for the rest."""
    room = CHOICES_CHARS[filler.scene.limits.is_billed_by_segment]
    said = [choice for choice in filler.choices() if choice]
    lengths = accumulate(len(choice) + len(_BETWEEN) for choice in said)
    fitting = sum(length <= room for length in lengths)
    if fitting == len(said):
        return _BETWEEN.join(said)
    if not fitting:
        return shortened(said[0], room)
    return _BETWEEN.join([*said[:fitting], "..."])


def _closes(filler: Filler) -> str:
    closes = filler.scene.plan.closes
    return formats.day(closes.date(), filler.voice.language) if closes else ""


def _deleted(filler: Filler) -> str:
    """When the recording that has just come will be gone."""
    heard = filler.conversation.heard_at
    at = kept_until(filler.scene.plan, heard) if heard else None
    return formats.day(at.date(), filler.voice.language) if at else ""


def _left(filler: Filler) -> str:
    return formats.number(filler.say.left, filler.voice.language)


def _page(filler: Filler) -> str:
    """Where anybody can read what came of it."""
    return filler.scene.page


def _of_the_flow(part: str) -> Callable[[Filler], str]:
    return lambda filler: filler.voice.words(f"{filler.scene.flow.flow.slug}.{part}")


_RESERVED: Mapping[str, Callable[[Filler], str]] = {
    "left": _left,
    "closes": _closes,
    "deleted": _deleted,
    "title": _of_the_flow("title"),
    "run_by": _of_the_flow("run_by"),
    "choices": _choices,
    "page": _page,
}

_WHOLE_OR_NOT = frozenset(
    {
        "bot.receipt",
        "bot.receipt.change",
        "bot.stopped.page",
        "bot.decided.page",
        "bot.next.page",
    }
)
"""Sentences that go unsaid where there is nothing to put into them."""
