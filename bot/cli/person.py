"""`kotha person`: one participant: how they stand, and talking to them in a case.

Rule: states and ids, never an answer or a number; nothing is sent without `--send`.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, quiet_group
from bot.cli.held import clock_command, erase_command, export_command
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.ports import Line
    from bot.service import assist as assist_
    from bot.service.person import Shown
    from bot.shelf.office import Office

group = quiet_group("One participant: how they stand, answering them, closing their case.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Case = Annotated[str, typer.Argument(help="A case as `kotha status` shows it, like 1a2b3c4d.")]
Leave = Annotated[
    bool, typer.Option("--leave-out-about", help="Skip the questions about themselves.")
]
Send = Annotated[bool, typer.Option("--send", help="Do it. Without this, only show it.")]


group.command("erase")(erase_command)
group.command("export")(export_command)
group.command("clock")(clock_command)


@group.command("show")
def show(
    who: Annotated[str, typer.Argument(help="A case, or a number like +44 and ten digits.")],
    as_json: Json = False,
) -> None:
    """Show how somebody stands: states only. Of a case, also what was said in it."""
    from bot.service import person

    found = in_office(lambda office: person.show(office, who))
    emit(_row(found), as_json=as_json, table=_text(found))


@group.command("reply")
def reply(
    case: Case,
    text: Annotated[str, typer.Option(help="The answer, in the person's language.")],
    by: Annotated[str, typer.Option(help="Who signs it; else whoever has the case.")] = "",
    send: Send = False,
    as_json: Json = False,
) -> None:
    """Answer somebody who asked for a person. They get it where they wrote, signed."""
    from bot.service import person

    body = in_office(lambda office: person.reply(office, case, text, by, send=send))
    table = "Sent." if send else f"{body}\n\nNot sent: add --send."
    emit({"case": case, "body": body, "sent": send}, as_json=as_json, table=table)


@group.command("done")
def done(
    case: Case,
    outcome: Annotated[str, typer.Option(help="answered, passed_on or not_reached.")] = "answered",
    send: Send = False,
    as_json: Json = False,
) -> None:
    """Close a case. The person is told, and their questions go on where they stood."""
    from bot.service import person

    bodies = list(in_office(lambda office: person.done(office, case, outcome, send=send)))
    shown = "\n".join(bodies) or "The person is told nothing."
    table = "The case is closed." if send else f"{shown}\n\nNot closed: add --send."
    emit(
        {"case": case, "outcome": outcome, "says": bodies, "closed": send},
        as_json=as_json,
        table=table,
    )


@group.command("assist")
def assist(
    who: Annotated[str, typer.Argument(help="A number like +44 and ten digits, or an id.")],
    flow: Annotated[str, typer.Argument(help="The consultation.")],
    consent: Annotated[str, typer.Option(help="How they agreed, like: told me on the phone.")],
    leave_out_about: Leave = False,
    as_json: Json = False,
) -> None:
    """Enter the answers of somebody who agreed, a line for each; each is kept at once."""
    in_office(lambda office: _assist(office, (who, flow, consent), leave_out_about, as_json))


async def _assist(
    office: Office, asked: tuple[str, str, str], leaves_out: bool, as_json: bool
) -> None:
    from bot.service import assist

    sitting, shown = await assist.begin(office, *asked, leaves_out=leaves_out)
    _read_out(shown, as_json=as_json)
    while not shown.is_over and (line := await asyncio.to_thread(sys.stdin.readline)):
        shown = await assist.hear(office, sitting, line.strip())
        _read_out(shown, as_json=as_json)


def _read_out(shown: assist_.Shown, *, as_json: bool) -> None:
    data = {"says": list(shown.bodies), "is_over": shown.is_over}
    text = "\n\n".join(shown.bodies)
    emit(data, as_json=as_json, table=f"{text}\n\nThat was all." if shown.is_over else text)


def _row(found: Shown) -> dict[str, object]:
    return {
        "participant": str(found.participant),
        "language": found.language,
        "link_worker": found.link_worker,
        "channels": list(found.channels),
        "stopped": found.stopped,
        "consultations": [
            {
                "slug": each.consultation,
                "status": each.status.value,
                "step": each.step,
                "reminders": each.reminded,
                "heard_at": each.heard_at.isoformat() if each.heard_at else None,
                "with_staff": each.with_staff,
            }
            for each in found.standings
        ],
        "thread": [
            {"at": line.at.isoformat(), "by": line.by, "text": line.text} for line in found.thread
        ],
    }


def _text(found: Shown) -> str:
    lines = [
        f"{str(found.participant)[:8]}  {found.language}  by {' and '.join(found.channels) or '-'}"
        f"{f', link worker {found.link_worker}' if found.link_worker else ''}"
        f"{', asked for no more messages' if found.stopped else ''}"
    ]
    lines += [
        f"  {each.consultation}: {each.status}{f' at {each.step}' if each.step else ''}"
        f"{', talking to staff' if each.with_staff else ''}, {each.reminded} reminders"
        for each in found.standings
    ]
    return "\n".join([*lines, *map(_said, found.thread)])


def _said(line: Line) -> str:
    return f"  {line.at:%d %B %H:%M} {'staff' if line.by else 'them'}: {line.text or '(voice)'}"
