"""What is read out to people who listen: which words of a flow are spoken, and their notes.

Rule: pure. A note counts only while the words it says are the words that would be written, so that
nobody hears another question than the one they answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from bot.model import Conversation, Phrase, Say
from bot.render.scene import Scene

CALL = Phrase("bot.listen.call")


class Script(Struct, frozen=True):
    """Something to be read out."""

    key: str
    """`<slug>.invitation`, `<slug>.<step>` (`<slug>.<step>.<statement>` where it puts several), or
    `<slug>.endings.<id>`."""
    say: Say
    step: str = ""


def scripts(scene: Scene) -> tuple[Script, ...]:
    """All that is read out in a consultation, in its order: the invitation, each step with its
    options in the order of the file, the endings."""
    return (_invitation(scene), *_steps(scene), *_endings(scene))


def says(text: str) -> str:
    """Hash of words read out."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def can_hear(scene: Scene, tag: str) -> bool:
    """Whether a reader of this language is sent voice notes on this channel."""
    return _listens(scene, tag) and "voice" in scene.limits.media


def keys_of(say: Say, scene: Scene) -> tuple[str, ...]:
    """What of a message is read out, in its order."""
    if say.replaces or say.options_of != "step":
        return ()
    slug = scene.flow.flow.slug
    told = {step.key("text"): f"{slug}.{step.id}" for step in scene.flow.flow.steps}
    known = {script.key for script in (_invitation(scene), *_endings(scene))}
    spoken = (told.get(p.key) or (p.key if p.key in known else "") for p in say.phrases)
    asked = f"{slug}.{say.ask}" if say.ask else ""
    asked = f"{asked}.{say.statement}" if say.statement else asked
    return tuple(key for key in (*spoken, asked) if key)


def with_call(say: Say, conversation: Conversation, scene: Scene) -> Say:
    """Where notes cannot be sent, whoever listens is offered a call as they begin."""
    begins = {"bot.language.chosen", f"{scene.flow.flow.slug}.invitation"}
    is_beginning = any(phrase.key in begins for phrase in say.phrases)
    if not is_beginning or "voice" in scene.limits.media:
        return say
    is_wanted = _listens(scene, conversation.language)
    return replace(say, phrases=(*say.phrases, CALL)) if is_wanted else say


def _listens(scene: Scene, tag: str) -> bool:
    language = scene.catalogue.languages.get(tag)
    return language is not None and language.listen


def _invitation(scene: Scene) -> Script:
    key = f"{scene.flow.flow.slug}.invitation"
    return Script(key, Say((Phrase(key, default="bot.invitation"),)))


def _steps(scene: Scene) -> Iterator[Script]:
    flow = scene.flow
    for each in flow.flow.steps:
        step = flow.step(each.id)
        key = f"{flow.flow.slug}.{step.id}"
        if step.question.is_silent:
            yield Script(key, Say((Phrase(step.key("text")),)), step.id)
            continue
        say = Say(ask=step.id, order=step.question.options())
        if step.question.puts:
            for statement in step.question.pool():
                yield Script(f"{key}.{statement}", replace(say, statement=statement), step.id)
        else:
            yield Script(key, say, step.id)


def _endings(scene: Scene) -> Iterator[Script]:
    slug = scene.flow.flow.slug
    for ending in scene.flow.flow.endings:
        key = f"{slug}.endings.{ending}"
        own = f"bot.ending.{ending}"
        default = own if scene.wording.has(own) else "bot.ending.done"
        yield Script(key, Say((Phrase(key, default=default),)))
