"""`kotha status`: how each consultation stands, what waits, and what needs a person.

Rule: counts and ids; never a number, a name or an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, run
from bot.cli.actor import actor
from bot.cli.groups import profile_lines, profiled, split_lines
from bot.cli.promised import promise_data, promise_lines
from bot.cli.review import UNTOLD
from bot.exchange.marks import mark_of

if TYPE_CHECKING:
    from bot.ports import CaseView, Flag, LaunchRequest, Task
    from bot.service.status import Report


_WISHES = {"copy": "a copy", "erasure": "erasure"}
"""What a request is for."""


def command(
    slug: Annotated[str | None, typer.Argument(help="One consultation; all without it.")] = None,
    by: Annotated[
        str,
        typer.Option(
            help="Split people by language, channel, source, area, link_worker or segment."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the funnel, who is missing, what waits to be sent or was set aside, and open cases."""
    by = by.replace("-", "_").lower()
    found, is_live, requests, flags = run(_reports(slug, by))
    text = (
        "\n\n".join(_text(report, by) for report in found)
        or "Nothing was launched here yet: `kotha launch FLOW`."
    )
    data: dict[str, object] = {"consultations": [_data(report) for report in found]}
    for name, label in (("failed", "DID NOT LEAVE"), ("waiting", "WAITS")):
        if requests[name]:
            from bot.service.launch.holding import told

            lines = "\n".join(f"  {label}: {told(each)}" for each in requests[name])
            text = f"{lines}\n\n{text}"
            data[name] = list(requests[name])
    if flags:
        text = "\n".join([*map(_flag, flags), "", text])
        data["flagged"] = list(map(_flag_data, flags))
    if not is_live:
        text = f"TRIAL: only guests can be invited until `kotha golive`.\n\n{text}"
        data["trial"] = True
    emit(data, as_json=as_json, table=text)


async def _reports(
    slug: str | None, by: str
) -> tuple[Sequence[Report], bool, Mapping[str, Sequence[LaunchRequest]], Sequence[Flag]]:
    from bot import settings
    from bot.app import opened
    from bot.service import launch, status

    async with opened(settings.load()) as app:
        async with app.store.read() as reader:
            is_live = await launch.is_live(reader)
        office, now = app.office(actor()), app.clock.now()
        requests = {"waiting": await launch.waiting(office), "failed": await launch.failed(office)}
        flags = await status.flags(app.store, now)
        return await status.reports(app.store, slug, now, by), is_live, requests, flags


_FLAGS = {
    "flood": "sends too much, and is answered slowly",
    "loop": "seems to answer us by itself, and is answered no more for an hour",
}


def _flag(flag: Flag) -> str:
    who = f"participant {flag.participant}" if flag.participant else "somebody we do not know"
    return (
        f"  FLAGGED {_day(flag.at)}: a number on {flag.channel} ({who}) {_FLAGS[flag.reason]}: "
        f"{flag.heard} messages in an hour"
    )


def _flag_data(flag: Flag) -> dict[str, object]:
    who = str(flag.participant) if flag.participant else None
    data = {"channel": flag.channel, "reason": flag.reason, "at": flag.at.isoformat()}
    return {**data, "heard": flag.heard, "participant": who}


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
        "promises": promise_data(report),
        "paused_since": _iso(report.paused_since),
        "invited": report.invited,
        "funnel": dict(report.funnel),
        "joined": dict(report.joined),
        "split": {value: dict(words) for value, words in report.split.items()},
        "profile": profiled(report.profile),
        "tasks": [
            {
                "id": str(task.id),
                "group": task.group,
                "owner": report.staff.get(task.owner),
                "opened_at": task.opened_at.isoformat(),
            }
            for task in report.tasks
        ],
        "outbox": {status.value: n for status, n in report.outbox.items()},
        "held_back": report.held_back,
        "quarantined": report.quarantined,
        "cases": [
            {
                "id": str(case.id),
                "kind": case.kind.value,
                "wish": case.wish or None,
                "step": case.step,
                "conversation": str(case.conversation) if case.conversation else None,
                "opened_at": case.opened_at.isoformat(),
                "owner": case.owner or None,
                "deadline": _iso(case.deadline),
                "is_untold": case.is_untold,
            }
            for case in report.cases
        ],
    }


def _text(report: Report, by: str) -> str:
    came = sum(report.joined.values())
    joined = f", {came} came by themselves" if came else ""
    lines = [f"{report.slug}: {report.lifecycle}, {report.invited} invited{joined}"]
    if report.paused_since:
        lines.append(
            f"  PAUSED since {_day(report.paused_since)}: nothing unprompted leaves until "
            "`kotha resume`"
        )
    if "closing" in report.overdue:
        lines.append("  OVERDUE: closing. It closes by itself while `kotha serve` runs.")
    lines += [f"  {name:<10} {_day(at)}" for name, at in _dates(report) if at is not None]
    lines += promise_lines(report)
    lines += [*_funnel(report), *split_lines(report.split, by), *profile_lines(report.profile)]
    lines += [_task(task, report) for task in report.tasks]
    if report.outbox:
        lines.append("  messages:")
        lines += [f"    {status:<10} {n:>7}" for status, n in report.outbox.items()]
    if report.held_back:
        lines.append(f"  held back, since their people had enough this week: {report.held_back}")
    if report.quarantined:
        lines.append(f"  set aside after five failed tries: {report.quarantined}")
    lines += [
        f"  case {str(case.id)[:8]}: {case.kind.replace('_', ' ')}"
        f"{f' for {_WISHES[case.wish]}' if case.wish else ''}"
        f"{f' at {case.step}' if case.step else ''}, since {_day(case.opened_at)}"
        f"{_due(case, report)}{UNTOLD if case.is_untold else ''}"
        for case in report.cases
    ]
    return "\n".join(lines)


def _due(case: CaseView, report: Report) -> str:
    """By whom and by when, where the person was told."""
    if case.deadline is None:
        return ""
    late = "OVERDUE since" if case.id in report.late else "due by"
    return (
        f"; {report.staff.get(case.owner, case.owner) or 'nobody'}, {late} {_day(case.deadline)}"
    )


def _funnel(report: Report) -> Sequence[str]:
    """Those invited, and beside them those who came by a joining word."""
    if not any(report.joined.values()):
        lines = [f"    {word:<10} {n:>7}" for word, n in report.funnel.items()]
        return ["  people, by how far they got:", *lines]
    rows = [
        f"    {word:<10} {n:>7} {report.joined[word]:>14}" for word, n in report.funnel.items()
    ]
    return [f"  {'people:':<12} {'invited':>7} {'by themselves':>14}", *rows]


def _task(task: Task, report: Report) -> str:
    owner = report.staff.get(task.owner, "every link worker")
    return (
        f"  task {mark_of(task.id)}: look for {task.group}, since {_day(task.opened_at)}; {owner}"
    )


def _dates(report: Report) -> Sequence[tuple[str, datetime | None]]:
    dates = report.dates
    return (
        ("opens", dates.opens),
        ("closes", dates.closes),
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _day(at: datetime) -> str:
    return f"{at:%d %B %Y %H:%M %Z}".strip()
