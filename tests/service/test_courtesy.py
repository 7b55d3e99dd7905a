"""Every unprompted message says who is texting and how to stop, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels import LIMITS
from bot.engine import advance
from bot.flow.folder import folders
from bot.flow.load import load
from bot.flow.structure import Document
from bot.model import MessageKind, Say, Silence, Start, Turn
from bot.render import Scene, reader_of, render
from bot.results.counting import figures
from bot.service.feedback.heard import previews
from bot.service.launch.testing import opening
from bot.shelf import Running
from tests.service.stage import NOON, ROOT, running

FLOWS = folders(ROOT / "flows")
BLOCKS = ROOT / "flows" / "_blocks"


def spoken(turn: Turn, scene: Scene) -> str:
    says = [effect for effect in turn.effects if isinstance(effect, Say)]
    assert {say.kind for say in says} <= {MessageKind.REMINDER}
    return "\n".join(shown.body for say in says for shown in render(say, turn.conversation, scene))


def reminder(ready: Running, tag: str, channel: str) -> str:
    """What someone reads who was invited and has said nothing."""
    scene = ready.scene(LIMITS[channel])
    invited = advance(scene.flow_for(tag), reader_of(tag, ready.slug), Start(), now=NOON)
    return spoken(advance(scene.flow_for(tag), invited.conversation, Silence(), now=NOON), scene)


def unprompted(document: Document) -> Iterator[tuple[str, str]]:
    """Where each text stands, and the text."""
    ready = running(document)
    for channel, limits in LIMITS.items():
        for tag in ready.languages:
            invitation = "\n".join(shown.body for shown in opening(ready, tag, limits))
            yield f"invitation {tag} {channel}", invitation
            yield f"reminder {tag} {channel}", reminder(ready, tag, channel)
    for heard in previews(figures([], {}, document), ready, LIMITS):
        yield f"feedback {heard.language} {heard.channel}", "\n".join(heard.bodies)


def names_of(document: Document) -> set[str]:
    """Who asks, as each language writes it."""
    ready = running(document)
    key = f"{document.flow.slug}.run_by"
    found = (ready.wording.get(tag, key) for tag in (document.flow.language, *ready.languages))
    return {name for name in found if name}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.name)
def test_whoever_hears_from_us_unasked_reads_who_we_are_and_how_to_stop(flow: Path) -> None:
    document = load(flow, BLOCKS)
    names = names_of(document)
    texts = dict(unprompted(document))

    assert len(texts) >= 3 * len(LIMITS) * len(document.plan.languages)
    assert [where for where, text in texts.items() if "STOP" not in text] == []
    assert [where for where, text in texts.items() if not any(n in text for n in names)] == []
