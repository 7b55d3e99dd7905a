"""What a flow costs by SMS: parts of each message and of the longest way, in each language.

Rule: counted on the very texts that people would get, through `render`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.flow.compiled import compile_flow
from bot.flow.paths import walk
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.language.segments import count
from bot.model import Limits, Phrase, Say
from bot.render import Scene, reader_of, render
from bot.shelf import draft
from bot.workshop.budgets import plainly, strays


class Message(Struct, frozen=True):
    """One question as a reader of one language gets it."""

    language: str
    step: str
    is_first: bool
    """Follows the invitation in one text."""
    body: str
    parts: int

    @property
    def stray(self) -> str:
        """The few letters outside GSM-7; empty: none, or a whole script."""
        return "".join(strays(self.body))

    @property
    def parts_without_stray(self) -> int:
        """Parts, were those letters plain ones."""
        return count(plainly(self.body)).segments


class Cost(Struct, frozen=True):
    """One language, for one person who takes the longest way."""

    language: str
    messages: int
    parts: int


def messages(document: Document, catalogue: Catalogue, limits: Limits) -> Iterator[Message]:
    """Every question in every language of the flow that the installation knows."""
    scene = draft(document, catalogue).scene(limits)
    first = scene.flow.first({})
    for language in document.plan.languages:
        if language not in catalogue.languages:
            continue
        for step in scene.flow.flow.steps:
            body = _body(scene, language, step.id, is_first=step.id == first)
            is_first = step.id == first
            yield Message(language, step.id, is_first, body, count(body).segments)


def costs(document: Document, written: Sequence[Message], limits: Limits) -> tuple[Cost, ...]:
    """The longest way in each language, from messages already written."""
    flow = compile_flow(document.flow).on(limits)
    way = walk(flow).longest.steps
    times = {step: flow.step(step).question.messages for step in way}
    parts: Mapping[tuple[str, str], int] = {
        (message.language, message.step): message.parts for message in written
    }
    languages = dict.fromkeys(message.language for message in written)
    return tuple(
        Cost(
            language,
            sum(times.values()),
            sum(n * parts.get((language, step), 0) for step, n in times.items()),
        )
        for language in languages
    )


def _body(scene: Scene, language: str, step_id: str, *, is_first: bool) -> str:
    slug = scene.flow.flow.slug
    own = f"{slug}.invitation"
    key = own if scene.wording.has(own) else "bot.invitation"
    question = scene.flow.step(step_id).question
    text = Phrase(scene.flow.step(step_id).key("text"))
    invitation = (Phrase(key),) if is_first else ()
    if question.is_silent:
        say = Say(phrases=(*invitation, text))
    else:
        say = Say(phrases=invitation, ask=step_id, order=question.options())
    said = render(say, reader_of(language, slug, step_id), scene)
    return "".join(each.body for each in said)
