"""`kotha remind`: remind the silent, by hand.

Rule: a dry run unless `--send`; who is reminded, and when, is under every check that automatic
reminders are under.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.service.nudge import Reminded


def command(
    flow: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    name: Annotated[str, typer.Option("--as", help="Whose first name they read.")],
    stuck: Annotated[bool, typer.Option("--stuck", help="Those who have begun.")] = False,
    new: Annotated[bool, typer.Option("--not-started", help="Those who have not.")] = False,
    person: Annotated[str, typer.Option(help="One, by the id of the participant.")] = "",
    send: Annotated[bool, typer.Option("--send", help="Do it. Without this, only show.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Remind people who have said nothing. Each at most once a day, and never at night."""
    from bot.service import nudge

    groups = (("stuck",) if stuck else ()) + (("new",) if new else ())
    if bool(person) == bool(groups):
        fail("Say whom: --stuck, --not-started or both, or one --person.", MISUSE)
    wanted = nudge.Wanted(flow, groups, person, name)
    done = in_office(lambda office: nudge.remind(office, wanted, send=send))
    emit(_row(done, send=send), as_json=as_json, table=_text(done, send=send))


def _row(done: Reminded, *, send: bool) -> dict[str, object]:
    return {
        "people": done.people,
        "held_back": done.held_back,
        "languages": dict(done.languages),
        "samples": list(done.samples),
        "sent": send,
    }


def _text(done: Reminded, *, send: bool) -> str:
    spread = ", ".join(f"{tag} {n}" for tag, n in sorted(done.languages.items()))
    lines = [
        *done.samples,
        f"{done.people} people{f' ({spread})' if spread else ''}; held back: {done.held_back} who "
        "have left, talk to staff or had a reminder today.",
        "They are reminded now, or in the morning." if send else "Nothing was sent: add --send.",
    ]
    return "\n\n".join(lines)
