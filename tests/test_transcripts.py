"""Every transcript beside a flow, and every one in `tests/transcripts`, plays as it is written.

`make transcripts` rewrites the bot's lines (`<`) to what the bot says now: read the difference
before you keep it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from bot.channels import LIMITS
from bot.errors import FlowError
from bot.flow.load import load
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.workshop.transcripts import parse, play, rewritten

ROOT = Path(__file__).parents[1]
FLOWS = ROOT / "flows"
FILES = sorted(FLOWS.glob("*/transcripts/*.txt"))


@lru_cache
def catalogue() -> Catalogue:
    """All languages, read once."""
    return Catalogue.load(ROOT / "locales")


@lru_cache
def document(folder: Path) -> Document:
    """A flow, read once."""
    return load(folder, FLOWS / "_blocks")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_transcript_plays_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    transcript = parse(path)
    flow, limits = document(path.parents[1]), LIMITS[transcript.channel]
    if request.config.getoption("--update"):
        path.write_text(rewritten(transcript, flow, catalogue(), limits), encoding="utf-8")
        transcript = parse(path)

    problems = play(transcript, flow, catalogue(), limits)

    assert not problems, "\n".join(map(str, problems))


@pytest.mark.parametrize("flow", sorted(FLOWS.glob("*/flow.yaml")), ids=lambda p: p.parent.name)
def test_every_flow_has_transcripts_in_each_of_its_languages(flow: Path) -> None:
    spoken = {parse(path).language for path in (flow.parent / "transcripts").glob("*.txt")}

    assert set(document(flow.parent).plan.languages) <= spoken


BROKEN = {
    "no_header": ("> yes\n", "T-001"),
    "no_mark": ("channel: sms   language: en\nyes\n", "T-002"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_transcript_names_the_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_text(BROKEN[name][0], encoding="utf-8")

    with pytest.raises(FlowError, match=BROKEN[name][1]):
        parse(path)


def test_a_difference_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text(
        "channel: sms   language: en\n> no\n< Come back!\n= status: completed\n", encoding="utf-8"
    )

    problems = play(
        parse(path), document(FLOWS / "eye-screening-access"), catalogue(), LIMITS["sms"]
    )

    assert [(problem.line, problem.code) for problem in problems] == [(3, "T-102"), (4, "T-104")]
