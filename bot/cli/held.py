"""`kotha person export` and `erase`: what we hold of somebody, handed over or gone.

Rule: a member of staff answers for it by name; nothing changes without `--send`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, fail
from bot.cli.files import create
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.service.rights.erasing import Erased

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
    from bot.service.rights import erasing

    done = in_office(lambda office: erasing.erase(office, who, by, reason, send=send))
    data = {
        "rows": dict(done.rows),
        "totals_stay": list(done.kept),
        "says": done.says,
        "why_silent": done.why_silent,
        "erased": send,
    }
    emit(data, as_json=as_json, table=_text(done, is_done=send))


def export_command(
    who: Who,
    by: By,
    out: Annotated[Path, typer.Option("--out", help="A new file: .html to read, or .json.")],
    send: Annotated[
        bool, typer.Option("--send", help="Close the case, and tell them that it is answered.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write all that is held of somebody to a file for this user alone. It is never texted."""
    from bot.service.rights import copying

    if out.suffix not in {".html", ".json"}:
        fail("--out: give a file that ends in .html or .json.", 2)
    try:
        handle = create(out)
    except OSError as error:
        fail(f"{out} cannot be written ({error.strerror}). Give a new file.")
    try:
        made = in_office(lambda office: copying.copy(office, who, by, send=send))
    except BaseException:
        out.unlink()
        raise
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(copying.as_page(made) if out.suffix == ".html" else copying.as_json(made))
    rows = {part.table: len(part.rows) for part in made.parts}
    told = f"They are told: {made.says}" if made.says else "They are told nothing by text."
    text = f"{out}: {sum(rows.values())} rows. Hand it over in person or by post. {told}"
    emit({"out": str(out), "rows": rows, "says": made.says}, as_json=as_json, table=text)


def clock_command(
    case: Annotated[str, typer.Argument(help="A request as `kotha status` shows it.")],
    by: By,
    stop: Annotated[
        bool, typer.Option("--stop/--run", help="We wait for what we asked them, or no more.")
    ],
    as_json: Json = False,
) -> None:
    """Let the month of a request stand while they make clear what they want, or run again."""
    from bot.service.rights import copying

    found = in_office(lambda office: copying.clock(office, case, by, stands=stop))
    deadline = f"{found.deadline:%Y-%m-%d}" if found.deadline else ""
    text = "Its clock stands." if stop else f"Its clock runs: it is due by {deadline}."
    emit({"case": case, "stands": stop, "deadline": deadline}, as_json=as_json, table=text)


def _text(done: Erased, *, is_done: bool) -> str:
    lines = [f"  {name}: {n}" for name, n in done.rows.items()]
    kept = f"Published totals stay: {', '.join(done.kept)}." if done.kept else ""
    told = f"They are told: {done.says}" if done.says else done.why_silent
    end = "Erased." if is_done else "Nothing was erased: add --send."
    rows = ["Rows erased or emptied:" if is_done else "Rows that would go or be emptied:", *lines]
    return "\n".join(line for line in (*rows, kept, told, end) if line)
