"""What to say → text and buttons within a channel's limits.

Rule: pure, and one message is in one language. `render` is the only way from a `Say` to words; the
engine and the services know keys alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NoReturn

from msgspec.structs import replace

from bot.model import Answer, Conversation, Phrase, Say
from bot.render.aloud import Script, can_hear, keys_of, says, scripts, with_call
from bot.render.bidi import with_isolates
from bot.render.labels import labels, option_label
from bot.render.page import Page, compose
from bot.render.parts import fit, plain
from bot.render.readers import NOBODY, reader_of
from bot.render.scene import Incomplete, Rendered, Scene, Voice, Words, fingerprint
from bot.render.taps import TapRead, read_tap, step_mark, tap_data

__all__ = [
    "NOBODY",
    "Rendered",
    "Scene",
    "Script",
    "TapRead",
    "Words",
    "fingerprint",
    "hash_of",
    "labels",
    "option_label",
    "read_out",
    "read_tap",
    "reader_of",
    "render",
    "scripts",
    "spoken",
    "step_mark",
    "tap_data",
    "words_of",
]


def render(
    say: Say, conversation: Conversation, scene: Scene, *, with_buttons: bool = True
) -> tuple[Rendered, ...]:
    """The messages that say this to this person on this channel: normally one, none where
    nothing is to be said, several where the text is over the channel's limit.

    The whole is in the first language of the reader's chain that has all its words.

    Args:
        say: keys, and whose question.
        conversation: the reader's.
        scene: the consultation on this channel.
        with_buttons: false where nobody will look at them.
    """
    shared = None if with_buttons else _shared(say, conversation, scene)
    return shared or _for_one(say, conversation, scene, with_buttons=with_buttons)


class _Personal(Exception):
    """The words depend on what the person has answered."""


class _Withheld(Mapping[str, Answer]):
    """The answers of nobody in particular."""

    def __getitem__(self, step: str) -> NoReturn:
        raise _Personal

    def __iter__(self) -> NoReturn:
        raise _Personal

    def __len__(self) -> NoReturn:
        raise _Personal


def _shared(say: Say, conversation: Conversation, scene: Scene) -> tuple[Rendered, ...] | None:
    """A question alone, or with plain sentences to somebody of whom we have not heard, as an
    invitation is: which is most of what is ever said."""
    is_bare = not say.phrases or conversation.heard_at is None
    if say.ask is None or not is_bare or not all(map(_is_plain, say.phrases)):
        return None
    sentences = tuple((phrase.key, phrase.default) for phrase in say.phrases)
    return _for_everyone(replace(say, phrases=()), sentences, conversation.language, scene)


def _is_plain(phrase: Phrase) -> bool:
    """Whether nothing is put in that the engine knows of the person."""
    return not (phrase.values or phrase.labels or phrase.hint)


@lru_cache(maxsize=4096)
def _for_everyone(
    say: Say, sentences: tuple[tuple[str, str], ...], tag: str, scene: Scene
) -> tuple[Rendered, ...] | None:
    """Worded and counted once for all who are asked it in this language. `None` where it says an
    earlier answer back."""
    phrases = tuple(Phrase(key, default=default) for key, default in sentences)
    say = replace(say, phrases=phrases)
    nobody = replace(reader_of(tag), answers=_Withheld())
    try:
        return _for_one(say, nobody, scene, with_buttons=False)
    except _Personal:
        return None


def _for_one(
    say: Say, conversation: Conversation, scene: Scene, *, with_buttons: bool
) -> tuple[Rendered, ...]:
    composed = _composed(say, conversation, scene, with_buttons=with_buttons)
    if composed is None:
        return ()
    page, voice = composed
    is_turned = voice.language.direction == "rtl"
    text = with_isolates(page.text) if is_turned else page.text
    bodies = fit(plain(text, scene.limits), scene.limits)
    wording, last = voice.wording, len(bodies) - 1
    return tuple(
        Rendered.of(body, page.buttons if place == last else (), scene, voice, wording)
        for place, body in enumerate(bodies)
    )


def _composed(
    say: Say, conversation: Conversation, scene: Scene, *, with_buttons: bool
) -> tuple[Page, Voice] | None:
    """The message, and the first voice that has all its words."""
    say = with_call(say, conversation, scene)
    for voice in _voices(say.language or conversation.language, scene):
        try:
            return compose(say, conversation, scene, voice, with_buttons=with_buttons), voice
        except Incomplete:
            continue
    return None


def words_of(say: Say, conversation: Conversation, scene: Scene) -> tuple[str, Words]:
    """The language of a message, and the words of which `Rendered.wording` is the fingerprint."""
    composed = _composed(say, conversation, scene, with_buttons=scene.limits.has_buttons)
    if composed is None:
        return "", frozenset()
    _, voice = composed
    return voice.language.tag, voice.used


def spoken(say: Say, conversation: Conversation, scene: Scene) -> tuple[str, ...]:
    """The providers' handles of the voice notes that go before this message, for who listens:
    none that says other words than would be written now."""
    if not can_hear(scene, conversation.language):
        return ()
    wanted = set(keys := keys_of(say, scene))
    told = conversation.language
    now = {each.key: hash_of(each, scene, told) for each in scripts(scene) if each.key in wanted}
    notes = (scene.notes.get((told, key)) for key in keys)
    return tuple(note.file_id for note in notes if note and note.says == now[note.key])


def read_out(script: Script, scene: Scene, language: str) -> str:
    """The words of a script, as whoever records it in a language reads them."""
    reader = reader_of(language, scene.flow.flow.slug, script.step or None)
    rendered = render(script.say, reader, scene, with_buttons=False)
    return "\n".join(each.body for each in rendered)


def hash_of(script: Script, scene: Scene, language: str) -> str:
    """Of those words; another, and the note is stale."""
    return says(read_out(script, scene, language))


def _voices(tag: str, scene: Scene) -> Iterator[Voice]:
    """Languages to try for the whole message, and in the end, whatever words there are."""
    candidates = scene.wording.candidates(tag)
    for each in candidates:
        words = scene.wording.texts(each)
        if words:
            yield Voice(scene.catalogue.language(each), words)
    patched = scene.wording.patched(tag)
    yield Voice(scene.catalogue.language(candidates[0]), patched, is_lenient=True)
