"""Items that are rated in rounds: what of a `delphi` step cannot stand in a file.

Rule: the last round ends before the consultation closes, and what counts as agreement lies at one
end of the scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.flow import times
from bot.flow.page import Page
from bot.flow.rounds import ends
from bot.flow.structure import Plan
from bot.flow.yaml import Trail
from bot.questions.delphi import LIMIT_ROUNDS, Delphi
from bot.questions.scale import LIMIT_OPTIONS

if TYPE_CHECKING:
    from bot.flow.drafts import Draft

LIMIT_ITEMS = 8
"""What somebody rates in texts without tiring of it."""
LEAST_SHARE, MOST_SHARE = 51, 100
LEAST_WAIT = timedelta(days=1)


def read_wait(page: Page, path: Trail, text: str) -> timedelta:
    """How long a round lasts; where that is noted as wrong, as short as one may be."""
    found = page.attempt(times.wait, text, "F-150", path) or LEAST_WAIT
    if found < LEAST_WAIT:
        page.error("F-150", path, "A round lasts a day at least. Write it like 14 days.")
    return found


def judge(page: Page, path: Trail, question: Delphi) -> None:
    """What is wrong within the step's own lines."""
    for key, message in _wrong(question):
        page.error("F-119", (*path, *key), message)


def _wrong(question: Delphi) -> Iterator[tuple[Trail, str]]:
    agree, (least, most) = question.agree, question.agree.within
    if question.to - question.from_ >= LIMIT_OPTIONS:
        message = f"Items are rated with {LIMIT_OPTIONS} numbers at most. Bring the ends closer."
        yield ("to",), message
    if len(question.items) > LIMIT_ITEMS:
        message = f"{len(question.items)} items are too many to rate. Keep {LIMIT_ITEMS} at most."
        yield ("items",), message
    if not 1 <= question.rounds <= LIMIT_ROUNDS:
        yield ("rounds",), f'"rounds" must be 1 to {LIMIT_ROUNDS}. Change it.'
    if not LEAST_SHARE <= agree.share <= MOST_SHARE:
        yield (
            ("agree", "share"),
            f'"share" must be {LEAST_SHARE} to {MOST_SHARE}, in percent of those who rated. '
            "Change it.",
        )
    if not question.from_ + question.to < 2 * least <= 2 * most <= 2 * question.to:
        yield (
            ("agree", "within"),
            f'"within" must lie in the upper half of {question.from_} to {question.to}, the lower '
            "number first. The same at the lower end then counts too. Change it.",
        )


def judge_together(drafts: Sequence[Draft], plan: Plan) -> None:
    """What is wrong with the step among the others, and with its rounds in the plan."""
    found = [each for each in drafts if isinstance(each.question, Delphi)]
    for draft in found[1:]:
        message = f'"{found[0].local}" is rated in rounds already. Put the items together there.'
        draft.page.error("F-117", (*draft.path, "type"), message)
    for draft in found:
        if draft.is_about:
            message = "What people say of themselves is not rated in rounds. Move it."
            draft.page.error("F-117", (*draft.path, "type"), message)
    question = found[0].question if found else None
    if isinstance(question, Delphi):
        _judge_closing(found[0], question, plan)


def _judge_closing(draft: Draft, question: Delphi, plan: Plan) -> None:
    last = ends(question, plan, question.rounds)
    if last is not None and plan.closes is not None and last > plan.closes:
        draft.page.error(
            "F-155",
            (*draft.path, "each"),
            f'The last round would end on {last:%Y-%m-%d %H:%M}, after "closes". Make the rounds '
            "shorter or fewer, or close later.",
        )
