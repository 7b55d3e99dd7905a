"""Statements on which people agree, or which they reject, whatever group they are of.

Rule: made of the published figures alone; a statement whose shares are hidden is not among them.
"""

from __future__ import annotations

from msgspec import Struct

from bot.questions.stance import AGREE, DISAGREE
from bot.results.ground import SHARED, shared_ground
from bot.results.summary import Figures
from bot.web.public.speech import Speech


class Line(Struct, frozen=True):
    """One statement."""

    statement: str
    agree: str
    disagree: str
    shared: str
    """Yes or no."""


class Grounds(Struct, frozen=True):
    """All of them, the most widely shared first."""

    agree: str = ""
    """What agreeing is called, and disagreeing."""
    disagree: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()


def grounds(figures: Figures, speech: Speech) -> Grounds:
    """The table, empty where nobody is asked to vote or nothing can be shown."""
    flow = speech.running.compiled.flow
    lines = tuple(
        Line(
            speech.question(step),
            speech.percent(each.agree),
            speech.percent(each.disagree),
            speech.says("bot.yes" if each.shared else "bot.no"),
        )
        for each in shared_ground(figures)
        if (step := flow.step(each.vote)) is not None
    )
    if not lines:
        return Grounds()
    note = speech.says("ground_note", {"n": str(SHARED)})
    return Grounds(speech.says(f"bot.{AGREE}"), speech.says(f"bot.{DISAGREE}"), note, lines)
