"""What must be true before anyone is invited: promises written down, languages ready.

Rule: pure; every reason to refuse is told at once, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.flow.rounds import ends, rated
from bot.flow.structure import Document, Plan
from bot.language.catalogue import Catalogue, Readiness
from bot.language.english import counted

_SHOWN = 5

_NEEDED: Mapping[str, str] = {
    "purpose": "say what it is for: needs, health, service_quality or accountability",
    "promise": "say what people are promised: inform, consult, involve, collaborate or devolve",
    "decision": "say who decides, when, and what can change",
    "feedback": "say when people will hear what was heard, and what was decided",
    "keep": "say how long identities and answers are kept",
    "closes": "say when it closes",
}
"""Keys that a flow file may lack until it is launched. A launch without a plan to answer back is
the silence that people are tired of."""


def unmet(document: Document, now: datetime, *, is_open: bool = False) -> Sequence[str]:
    """Why this consultation cannot open yet, a sentence each; empty: it can. `is_open`: it has,
    and more people are to be invited."""
    plan = document.plan
    missing = [
        f"S-201 {key}: is missing. Before a launch, {why}."
        for key, why in _NEEDED.items()
        if not getattr(plan, key)
    ]
    return [*missing, *_dates(plan, now), *_rounds(document, now, is_open=is_open)]


def _rounds(document: Document, now: datetime, *, is_open: bool) -> Sequence[str]:
    """Why items cannot be rated in rounds: these are counted from the opening."""
    found, plan = rated(document.flow), document.plan
    if found is None:
        return []
    step, question = found
    if plan.opens is None:
        return [f"S-207 opens: is missing. The rounds of {step.id} are counted from it."]
    last = ends(question, plan, question.rounds)
    if last is not None and plan.closes is not None and last > plan.closes:
        return [f"S-208 {step.id}: its last round would end after closes. Close later."]
    asked = ends(question, plan, question.rounds if is_open else 1)
    if asked is not None and asked <= now:
        which = "last" if is_open else "first"
        return [f"S-208 {step.id}: its {which} round would be over. Set a later opening."]
    return []


def _dates(plan: Plan, now: datetime) -> Sequence[str]:
    if plan.closes is None:
        return []
    reasons = []
    if plan.closes <= now:
        reasons.append("S-202 closes: has passed. Set a later date.")
    if plan.opens is not None and plan.opens >= plan.closes:
        reasons.append("S-202 closes: is not after opens. Set a later date.")
    if plan.feedback is not None and plan.feedback.heard <= plan.closes:
        reasons.append("S-203 feedback: heard is before the closing. Set a later date.")
    closing_day = plan.closes.astimezone(ZoneInfo(plan.timezone)).date()
    if plan.decision is not None and plan.decision.date < closing_day:
        reasons.append(
            "S-204 decision: is dated before the closing, so nobody could have been heard. Set a "
            "later date."
        )
    return reasons


class Readers(Struct, frozen=True):
    """Who there is for each language: how many are to read it, and who could check it."""

    asked: Mapping[str, int]
    """People of the list, by language."""
    staff: Mapping[str, Sequence[str]] = {}
    """Names of colleagues, by the language they have."""


def unready(document: Document, catalogue: Catalogue, readers: Readers) -> Sequence[str]:
    """Why some languages may not be spoken yet; empty: all are complete and reviewed.

    Args:
        document: the consultation, with the languages it offers.
        catalogue: all translations.
        readers: who is to read each language, and who could check it.
    """
    plan, flow = document.plan, document.flow
    reasons = []
    for tag in plan.languages:
        if tag not in catalogue.languages:
            reasons.append(f"S-205 {tag}: this installation has no such language.")
            continue
        readiness = catalogue.readiness(tag, document.texts, flow.language)
        lacks = _lacks(readiness)
        if lacks:
            asked = counted(readers.asked.get(tag, 0), "person", "people")
            reasons.append(
                f"S-206 {catalogue.language(tag).own_name} ({tag}): {lacks}. To be read by "
                f"{asked} of this list. {_reviewers(catalogue, tag, readers)} Finish the "
                "translation, or let someone stand for it: --accept-drafts NAME."
            )
    return reasons


def _reviewers(catalogue: Catalogue, tag: str, readers: Readers) -> str:
    """Who could check it: those who did before, and colleagues who have the language."""
    tags = (tag, *catalogue.language(tag).chain)
    before = [
        review.by
        for each in tags
        for review in catalogue.reviews.get(each, {}).values()
        if review.status == "approved" and review.by
    ]
    staff = [name for each in tags for name in readers.staff.get(each, ())]
    names = tuple(dict.fromkeys([*before, *staff]))
    if not names:
        return "Nobody here has reviewed it before: ask a speaker."
    some = ", ".join(names[:_SHOWN])
    return f"Who could review it: {some}{', …' if len(names) > _SHOWN else ''}."


def _lacks(readiness: Readiness) -> str:
    parts = (
        ("missing", readiness.missing),
        ("stale, because the source changed", readiness.stale),
        ("not reviewed by a named person", readiness.unreviewed),
    )
    return "; ".join(
        f"{counted(len(keys), 'text')} {what} ({', '.join(keys[:_SHOWN])}"
        f"{', …' if len(keys) > _SHOWN else ''})"
        for what, keys in parts
        if keys
    )
