"""When the rounds end in which items are rated.

Rule: by the consultation's own clock, counted from its opening, so that everybody can reckon it.
"""

from __future__ import annotations

from datetime import datetime

from bot.flow.structure import Flow, Plan, Step
from bot.questions.delphi import Delphi


def rated(flow: Flow) -> tuple[Step, Delphi] | None:
    """The step of a flow whose items are rated in rounds; there is one at most."""
    for step in flow.steps:
        if isinstance(step.question, Delphi):
            return step, step.question
    return None


def ends(question: Delphi, plan: Plan, number: int) -> datetime | None:
    """When a round ends, the first being 1: at the hour at which the consultation opened, so many
    days later by its own clock. `None`: it has no opening yet."""
    return plan.opens + number * question.each if plan.opens is not None else None
