"""`kotha review`: what people challenge: which wait, what one says, and its answer.

Rule: a list shows references and dates, never words; nothing is sent without `--send`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, quiet_group
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.ports import Case, Line
    from bot.service.review import Standing

group = quiet_group("What people challenge: which reviews wait, what one says, its answer.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Argument(help="The reference that the person has, like #1a2b3c4d.")]
UNTOLD = "; NOT TOLD: they have left, and their provider lets no text of ours through. Ring them"
"""Of a case whose person cannot have read our answer."""


@group.command("list")
def list_(
    slug: Annotated[str, typer.Argument(help="One consultation; all without it.")] = "",
    as_json: Json = False,
) -> None:
    """Show open reviews, those due first."""
    from bot.service import review

    found = in_office(lambda office: review.waiting(office, slug))
    text = "\n".join(map(_line, found)) or "No review waits for an answer."
    emit({"reviews": [_data(each) for each in found]}, as_json=as_json, table=text)


@group.command("show")
def show(which: Which, as_json: Json = False) -> None:
    """Show what somebody asks us to look at. That it was read is on record."""
    from bot.service import review

    case, thread = in_office(lambda office: review.read(office, which))
    said = [{"at": line.at.isoformat(), "text": line.text} for line in thread]
    emit({**_case(case), "said": said}, as_json=as_json, table=_text(case, list(thread)))


@group.command("outcome")
def outcome_(
    which: Which,
    outcome: Annotated[str, typer.Argument(help="upheld, partly or not.")],
    because: Annotated[str, typer.Option(help="Why, in the language the person reads.")],
    by: Annotated[str, typer.Option(help="Who decides, as `kotha user list` has the name.")],
    send: Annotated[
        bool, typer.Option("--send", help="Do it. Without this, only show it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a review. The person gets it by text, once; with new words they open it again."""
    from bot.service import review

    ruling = review.Ruling(outcome, because, by)
    done = in_office(lambda office: review.answer(office, which, ruling, send=send))
    told = "\n".join(done.bodies) or "The person has left or cannot be reached: nothing is sent."
    table = f"{told}\n\nIn their language ({done.language})? Not sent: add --send."
    data = {"reference": done.reference, "language": done.language, "says": list(done.bodies)}
    emit({**data, "sent": send}, as_json=as_json, table=told if send else table)


def _line(found: Standing) -> str:
    case = found.case
    due = f"{case.deadline:%d %B %Y}" if case.deadline else "-"
    late = "OVERDUE, was due" if found.is_overdue else "due"
    again = f", answered before by {case.decided_by}" if case.answers else ""
    return (
        f"{found.reference}  {case.consultation}  {case.language}  {late} {due}"
        f"  {case.owner or 'nobody'}{again}{UNTOLD if case.is_untold else ''}"
    )


def _data(found: Standing) -> dict[str, object]:
    return {**_case(found.case), "reference": found.reference, "is_overdue": found.is_overdue}


def _case(case: Case) -> dict[str, object]:
    return {
        "case": str(case.id),
        "consultation": case.consultation,
        "language": case.language,
        "owner": case.owner,
        "opened_at": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat() if case.deadline else None,
        "outcome": case.outcome or None,
        "decided_by": case.decided_by or None,
        "answers": case.answers,
        "is_untold": case.is_untold,
    }


def _text(case: Case, thread: list[Line]) -> str:
    stands = f"answered: {case.outcome}, by {case.decided_by}" if case.closed_at else "open"
    head = f"{case.consultation}  {case.language}  {stands}"
    said = [f"  {line.at:%d %B %Y %H:%M}: {line.text or '(voice)'}" for line in thread]
    return "\n".join([head, *(said or ["  They have not said yet what we should look at."])])
