"""What to say → text and buttons within a channel's limits.

Rule: pure, and one message is in one language. `render` is the only way from a `Say` to words; the
engine and the services know keys alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import Conversation, Say
from bot.render.labels import labels, option_label
from bot.render.page import compose
from bot.render.parts import fit, plain
from bot.render.scene import Incomplete, Rendered, Scene, Voice
from bot.render.taps import TapRead, read_tap, step_mark, tap_data

__all__ = [
    "Rendered",
    "Scene",
    "TapRead",
    "labels",
    "option_label",
    "read_tap",
    "render",
    "step_mark",
    "tap_data",
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
    for voice in _voices(conversation.language, scene):
        try:
            page = compose(say, conversation, scene, voice, with_buttons=with_buttons)
        except Incomplete:
            continue
        bodies = fit(plain(page.text, scene.limits), scene.limits)
        wording, last = voice.wording, len(bodies) - 1
        return tuple(
            Rendered.of(body, page.buttons if place == last else (), scene, voice, wording)
            for place, body in enumerate(bodies)
        )
    return ()


def _voices(tag: str, scene: Scene) -> Iterator[Voice]:
    """Languages to try for the whole message, and in the end, whatever words there are."""
    candidates = scene.wording.candidates(tag)
    for each in candidates:
        words = scene.wording.texts(each)
        if words:
            yield Voice(scene.catalogue.language(each), words)
    patched = scene.wording.patched(tag)
    yield Voice(scene.catalogue.language(candidates[0]), patched, is_lenient=True)
