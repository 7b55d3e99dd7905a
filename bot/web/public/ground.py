"""Statements on which people agree, or which they reject, whatever group they are of.

Rule: made of the published figures alone; a statement whose shares are hidden is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.questions.stance import AGREE, DISAGREE
from bot.results.ground import SHARED, Ground, shared_ground
from bot.results.summary import Figures
from bot.web.public.speech import Speech


class Line(Struct, frozen=True):
    """One statement."""

    statement: str
    agree: str
    disagree: str


class Part(Struct, frozen=True):
    """Those that are shared, or those that are not."""

    title: str
    lines: tuple[Line, ...]


class Grounds(Struct, frozen=True):
    """All of them, the most widely shared first."""

    agree: str = ""
    """What agreeing is called, and disagreeing."""
    disagree: str = ""
    note: str = ""
    parts: tuple[Part, ...] = ()
    """Those that are shared first."""


def grounds(figures: Figures, speech: Speech) -> Grounds:
    """The table, empty where nobody is asked to vote or nothing can be shown."""
    ground = shared_ground(figures)
    if not ground:
        return Grounds()
    return Grounds(
        agree=speech.says(f"bot.{AGREE}"),
        disagree=speech.says(f"bot.{DISAGREE}"),
        note=speech.says("ground_note", {"n": str(SHARED)}),
        parts=tuple(_parts(ground, speech)),
    )


def _parts(ground: tuple[Ground, ...], speech: Speech) -> Iterator[Part]:
    shared = speech.says("shared")
    for is_shared, answer in ((True, "bot.yes"), (False, "bot.no")):
        found = [each for each in ground if bool(each.shared) is is_shared]
        lines = tuple(line for each in found for line in _line(each, speech))
        if lines:
            yield Part(f"{shared}: {speech.says(answer)}", lines)


def _line(each: Ground, speech: Speech) -> Iterator[Line]:
    step = speech.running.compiled.flow.step(each.vote)
    if step is not None:
        agree, disagree = speech.percent(each.agree), speech.percent(each.disagree)
        yield Line(speech.question(step), agree, disagree)
