"""`kotha person export` and `erase`: what we hold of somebody, handed over or gone.

Rule: a member of staff answers for it by name; nothing changes without `--send`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.service.erase import Erased

Who = Annotated[
    str, typer.Argument(help="The case in which they asked, or a number like +44 and ten digits.")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")]
Reason = Annotated[
    str, typer.Option(help="Why, where they did not ask from their phone. No names.")
]
Send = Annotated[bool, typer.Option("--send", help="Do it. Without this, only show it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def erase_command(
    who: Who, by: By, reason: Reason = "", send: Send = False, as_json: Json = False
) -> None:
    """Erase somebody, who is told so by a last message. Without --send, count what would go."""
    from bot.service import erase

    done = in_office(lambda office: erase.erase(office, who, by, reason, send=send))
    data = {
        "rows": dict(done.rows),
        "totals_stay": list(done.kept),
        "says": done.says,
        "why_silent": done.why_silent,
        "erased": send,
    }
    emit(data, as_json=as_json, table=_text(done, is_done=send))


def _text(done: Erased, *, is_done: bool) -> str:
    lines = [f"  {name}: {n}" for name, n in done.rows.items()]
    kept = f"Published totals stay: {', '.join(done.kept)}." if done.kept else ""
    told = f"They are told: {done.says}" if done.says else done.why_silent
    end = "Erased." if is_done else "Nothing was erased: add --send."
    rows = ["Rows erased or emptied:" if is_done else "Rows that would go or be emptied:", *lines]
    return "\n".join(line for line in (*rows, kept, told, end) if line)
