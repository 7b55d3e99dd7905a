"""One message in one language: the reader's own, or the first of their chain that can say all.

Rule: pure; a message that one language cannot say whole moves on to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from bot.model import Limits, MessageKind, Phrase, Say
from bot.render import Scene, reader_of, render
from bot.render.scene import Incomplete, Voice
from bot.shelf import Running

Said: TypeAlias = "tuple[str, Say] | None"
"""A message and the language of its words; `None`: it cannot be said."""


class Preview(Struct, frozen=True):
    """Exactly what one language reads on one channel."""

    language: str
    """Of the reader."""
    written_in: str
    """Of the words: further down the reader's chain where their own are not ready."""
    channel: str
    bodies: tuple[str, ...]
    units: int
    """Segments, or messages where segments do not count."""


def said_in(scene: Scene, language: str, phrases: Callable[[Voice], Iterable[Phrase]]) -> Said:
    """A message and its language; `None` where it cannot be said at all.

    Args:
        scene: of the consultation on the channel.
        language: the reader's.
        phrases: what is said, in a voice; `Incomplete` where that language lacks some of it.
    """
    for tag, voice in _voices(scene, language):
        try:
            say = Say(tuple(phrases(voice)), kind=MessageKind.BROADCAST)
            for phrase in say.phrases:
                voice.words(phrase.key)
        except Incomplete:
            continue
        return tag, say
    return None


def _voices(scene: Scene, language: str) -> Iterator[tuple[str, Voice]]:
    candidates = scene.wording.candidates(language)
    for tag in candidates:
        yield tag, Voice(scene.catalogue.language(tag), scene.wording.texts(tag))
    patched = scene.wording.patched(language)
    yield candidates[0], Voice(scene.catalogue.language(candidates[0]), patched, is_lenient=True)


def previews(
    running: Running,
    limits: Mapping[str, Limits],
    say: Callable[[Scene, str], Said],
) -> Iterator[Preview]:
    """The message of every language the consultation offers, on every channel."""
    for language in running.languages:
        for channel, limit in sorted(limits.items()):
            scene = running.scene(limit)
            said = say(scene, language)
            if said is not None:
                tag, words = said
                parts = render(words, reader_of(tag, running.slug), scene)
                bodies = tuple(part.body for part in parts)
                yield Preview(language, tag, channel, bodies, sum(p.units for p in parts))
