"""*What we heard* for one reader: what they chose themselves, and what was said where they live.

Rule: pure, and only of figures that may be shown. Nothing of a sensitive question and nothing that
people said of themselves is said back, and nothing at all where the address may be another's, or
is another's as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.model import Phrase
from bot.render import Scene, option_label
from bot.render.scene import Voice
from bot.results.summary import Cell, Counts, Figures
from bot.service.feedback.decided import Chosen, chosen
from bot.service.feedback.people import Hearer

AREA = "area"


class Own(Struct, frozen=True):
    """What of somebody may be said back to them."""

    language: str
    chosen: Chosen = ()
    area: str = ""


def own_of(hearer: Hearer, scene: Scene, told: Sequence[Counts]) -> Own:
    """Of the questions told, what they chose; and where they live."""
    language = hearer.conversation.language
    if hearer.is_shared or not hearer.is_active:
        return Own(language)
    steps = [counts.step for counts in told]
    mine = sorted(
        (each for each in chosen(hearer, scene) if each[0] in steps),
        key=lambda each: steps.index(each[0]),
    )
    return Own(language, tuple(mine[:1]), hearer.person.participant.area)


def yours(found: Figures, own: Own, scene: Scene, voice: Voice) -> Iterator[Phrase]:
    """What they chose with how many chose it; then the same of their area, where enough people of
    it answered."""
    for step_id, option in own.chosen:
        step = scene.flow.written(step_id)
        if step is None:
            continue
        label = option_label(voice, scene.wording, step, option)
        whole = _cell(found.questions, step_id, option)
        if whole is None:
            yield Phrase("bot.heard.yours_few", {"label": label})
        else:
            yield Phrase("bot.heard.yours", {"label": label, **_share(whole)})
        there = _cell(_of_area(found, own.area), step_id, option)
        if there is not None:
            yield Phrase("bot.heard.area", {"area": own.area, "label": label, **_share(there)})


def _of_area(found: Figures, area: str) -> Sequence[object]:
    """The questions of an area; none where too few people of it took part."""
    facets = (facet for facet in found.facets if facet.by == AREA and area)
    groups = (group for facet in facets for group in facet.groups if group.value == area)
    return next((group.questions for group in groups), ())


def _cell(questions: Sequence[object], step: str, option: str) -> tuple[Cell, int] | None:
    """A count that may be shown, and its base."""
    for counts in questions:
        if isinstance(counts, Counts) and counts.step == step and counts.base:
            cell = next((each for each in counts.cells if each.id == option), None)
            if cell is not None and cell.percent is not None:
                return cell, counts.base
    return None


def _share(found: tuple[Cell, int]) -> dict[str, str]:
    cell, base = found
    return {"percent": f"{cell.percent}%", "base": str(base)}
