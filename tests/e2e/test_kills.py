"""kill -9 at random moments while forty people answer: nothing lost, nothing counted twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import copies
from tests.e2e.kills import Killer, lost_and_doubled
from tests.e2e.people import FUNNEL, RESULTS
from tests.e2e.play import OPENS, Story
from tests.e2e.town import Town


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a story is struck."""

    seed: int
    chance: float
    """Of a kill, in each of its fifty-odd rounds."""
    least: int
    """Kills that its dice give."""


SLICE = (Plan(seed=28, chance=0.12, least=6),)
WHOLE = tuple(Plan(seed=100 + n, chance=1.0, least=50) for n in range(4))


@pytest.mark.parametrize("plan", SLICE, ids=lambda plan: f"seed{plan.seed}")
def test_killed_now_and_then_it_loses_nothing(plan: Plan, tmp_path: Path) -> None:
    _survive(plan, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("plan", WHOLE, ids=lambda plan: f"seed{plan.seed}")
def test_killed_in_every_round_it_loses_nothing(plan: Plan, tmp_path: Path) -> None:
    _survive(plan, tmp_path)


def _survive(plan: Plan, folder: Path) -> None:
    copies.flows(folder)
    copies.locales(folder)  # read at every start
    with Town(folder, OPENS, words=folder) as town:
        story = Story(town, seed=plan.seed)
        killer = Killer(town, plan.seed, plan.chance)
        story.play(killer)
        lost, doubled = lost_and_doubled(story)

    assert killer.kills >= plan.least
    assert not lost
    assert doubled.total() <= killer.kills, doubled
    assert story.counted() == RESULTS
    assert story.funnel() == FUNNEL
