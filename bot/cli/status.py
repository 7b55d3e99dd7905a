"""`kotha status`: how each consultation stands, what waits, and what needs a person.

Rule: counts and ids; never a number, a name or an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, run

if TYPE_CHECKING:
    from bot.ports import LaunchRequest
    from bot.service.status import Report


def command(
    slug: Annotated[str | None, typer.Argument(help="One consultation; all without it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the funnel, what waits to be sent, what was set aside, and open cases."""
    found, is_live, requests = run(_reports(slug))
    text = "\n\n".join(map(_text, found)) or "Nothing was launched here yet: `kotha launch FLOW`."
    data: dict[str, object] = {"consultations": [_data(report) for report in found]}
    if requests:
        from bot.service.launch.holding import told

        lines = "\n".join(f"  WAITS: {told(each)}" for each in requests)
        text = f"{lines}\n\n{text}"
        data["waiting"] = list(requests)
    if not is_live:
        text = f"TRIAL: only guests can be invited until `kotha golive`.\n\n{text}"
        data["trial"] = True
    emit(data, as_json=as_json, table=text)


async def _reports(
    slug: str | None,
) -> tuple[Sequence[Report], bool, Sequence[LaunchRequest]]:
    from bot import settings
    from bot.app import opened
    from bot.service import launch, status
    from bot.service.launch.holding import WAITING

    async with opened(settings.load()) as app:
        async with app.store.read() as reader:
            is_live = await launch.is_live(reader)
            requests = await reader.requests(WAITING)
        return await status.reports(app.store, slug, app.clock.now()), is_live, requests


def _data(report: Report) -> dict[str, object]:
    dates = report.dates
    return {
        "slug": report.slug,
        "lifecycle": report.lifecycle.value,
        "opens": _iso(dates.opens),
        "closes": _iso(dates.closes),
        "heard": _iso(dates.heard),
        "decided": _iso(dates.decided),
        "overdue": list(report.overdue),
        "paused_since": _iso(report.paused_since),
        "invited": report.invited,
        "funnel": dict(report.funnel),
        "outbox": {status.value: n for status, n in report.outbox.items()},
        "held_back": report.held_back,
        "quarantined": report.quarantined,
        "cases": [
            {
                "id": str(case.id),
                "kind": case.kind.value,
                "step": case.step,
                "conversation": str(case.conversation) if case.conversation else None,
                "opened_at": case.opened_at.isoformat(),
            }
            for case in report.cases
        ],
    }


def _text(report: Report) -> str:
    lines = [f"{report.slug}: {report.lifecycle}, {report.invited} invited"]
    if report.paused_since:
        lines.append(
            f"  PAUSED since {_day(report.paused_since)}: nothing unprompted leaves until "
            "`kotha resume`"
        )
    if report.overdue:
        lines.append(f"  OVERDUE: {', '.join(report.overdue)}")
    lines += [f"  {name:<10} {_day(at)}" for name, at in _dates(report) if at is not None]
    lines.append("  people, by how far they got:")
    lines += [f"    {word:<10} {n:>7}" for word, n in report.funnel.items()]
    if report.outbox:
        lines.append("  messages:")
        lines += [f"    {status:<10} {n:>7}" for status, n in report.outbox.items()]
    if report.held_back:
        lines.append(f"  held back, since their people had enough this week: {report.held_back}")
    if report.quarantined:
        lines.append(f"  set aside after five failed tries: {report.quarantined}")
    lines += [
        f"  case {str(case.id)[:8]}: {case.kind.replace('_', ' ')}"
        f"{f' at {case.step}' if case.step else ''}, since {_day(case.opened_at)}"
        for case in report.cases
    ]
    return "\n".join(lines)


def _dates(report: Report) -> Sequence[tuple[str, datetime | None]]:
    dates = report.dates
    return (
        ("opens", dates.opens),
        ("closes", dates.closes),
        ("heard", dates.heard),
        ("decided", dates.decided),
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(at: datetime) -> str:
    return f"{at:%d %B %Y %H:%M %Z}".strip()
