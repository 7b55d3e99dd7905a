"""What people were promised, as `kotha status` shows it: kept, to come, late, overdue.

Rule: plain words, and for whatever is owed the command that mends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.model import PromiseKind, Punctuality

if TYPE_CHECKING:
    from bot.service.status import Owed, Report

_WHAT: Mapping[PromiseKind, str] = {
    PromiseKind.HEARD: "what was heard",
    PromiseKind.DECIDED: "what was decided and why",
    PromiseKind.NEXT: "what happened next",
}
_MEND: Mapping[PromiseKind, str] = {
    PromiseKind.HEARD: "it goes out by itself once the consultation is closed and `kotha serve` "
    "runs",
    PromiseKind.DECIDED: "kotha decide {slug}",
    PromiseKind.NEXT: "kotha decide {slug} --next",
}


def promise_lines(report: Report) -> Iterator[str]:
    """One line each, what is overdue first."""
    for owed in sorted(report.owed, key=lambda o: o.standing is not Punctuality.OVERDUE):
        yield f"  {_line(owed, report.slug)}"


def promise_data(report: Report) -> list[dict[str, object]]:
    """For `--json`."""
    return [
        {
            "kind": each.promise.kind.value,
            "number": each.promise.number,
            "promised": each.promise.promised.isoformat(),
            "due": each.promise.due.isoformat(),
            "kept_at": each.promise.kept_at.isoformat() if each.promise.kept_at else None,
            "standing": each.standing.value,
            "recorded": each.is_recorded,
        }
        for each in report.owed
    ]


def _line(owed: Owed, slug: str) -> str:
    promise = owed.promise
    what = _WHAT[promise.kind] + (f" ({promise.number})" if promise.number else "")
    mend = "" if owed.is_recorded else f"; nothing is recorded: {_mend(promise.kind, slug)}"
    match owed.standing:
        case Punctuality.KEPT:
            return f"told: {what}, {_day(promise.kept_at or promise.due)}"
        case Punctuality.OVERDUE:
            return (
                f"OVERDUE: {what} was promised for {_day(promise.due)}, and people have not been "
                f"told{mend}"
            )
        case Punctuality.LATE:
            return (
                f"LATE: {what} was promised for {_day(promise.promised)}, and people were given "
                f"{_day(promise.due)}{mend}"
            )
        case Punctuality.DUE:
            return f"to come: {what}, {_day(promise.due)}{mend if owed.is_soon else ''}"


def _mend(kind: PromiseKind, slug: str) -> str:
    return _MEND[kind].format(slug=slug)


def _day(at: datetime) -> str:
    return f"{at:%d %B %Y}"
