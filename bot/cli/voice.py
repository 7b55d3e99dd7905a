"""`kotha voice`: answers that people spoke, for a person to hear, write down and code.

Rule: nothing is transcribed by machine; a list shows ids, never words.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import WRONG, emit, fail, quiet_group
from bot.cli.files import create
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.ports import Recording

group = quiet_group("Answers that people spoke: list, listen, write down.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[str, typer.Argument(help="An id as `kotha voice list` shows it.")]


@group.command("list")
def list_(as_json: Json = False) -> None:
    """Show the recordings that nobody has written down yet."""
    from bot.service import transcribe

    found = in_office(transcribe.waiting)
    table = "\n".join(map(_line, found)) or "Every voice note is written down."
    emit({"recordings": [_row(each) for each in found]}, as_json=as_json, table=table)


@group.command("save")
def save(
    which: Which,
    file: Annotated[Path, typer.Argument(help="Where to put it, like answer.ogg.")],
    as_json: Json = False,
) -> None:
    """Write a recording to a file, so that it can be played. Delete the file afterwards."""
    from bot.service import transcribe

    recording, body = in_office(lambda office: transcribe.listen(office, which))
    _write(file, body)
    text = f"Saved to {file}. Delete it once it is written down: `kotha voice transcribe`."
    emit({**_row(recording), "file": str(file)}, as_json=as_json, table=text)


@group.command("transcribe")
def transcribe_(
    which: Which,
    text: Annotated[str, typer.Option(help="What was said, in the language it was said in.")],
    code: Annotated[str, typer.Option(help="What it comes to, in a word or two.")] = "",
    as_json: Json = False,
) -> None:
    """Write a recording down as the person's answer, and close its case."""
    from bot.service import transcribe

    done = in_office(lambda office: transcribe.write_down(office, which, text, code))
    emit(_row(done), as_json=as_json, table="Written down as the answer. The case is closed.")


def _write(file: Path, body: bytes) -> None:
    """For its owner alone, and never over another file."""
    try:
        handle = create(file)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}. Choose another name.", WRONG)
    with os.fdopen(handle, "wb") as out:
        out.write(body)


def _row(recording: Recording) -> dict[str, object]:
    return {
        "id": str(recording.id),
        "consultation": recording.consultation,
        "step": recording.step,
        "language": recording.language,
        "seconds": recording.seconds,
        "taken_at": recording.taken_at.isoformat() if recording.taken_at else None,
        "delete_at": recording.delete_at.isoformat() if recording.delete_at else None,
        "is_fetched": recording.is_fetched,
    }


def _line(recording: Recording) -> str:
    taken, gone = recording.taken_at, recording.delete_at
    return (
        f"{recording.id}  {recording.consultation} {recording.step}  {recording.language}"
        f"  {recording.seconds} s{f', {taken:%d %B %Y}' if taken else ''}"
        f"{f', deleted by {gone:%d %B %Y}' if gone else ''}"
        f"{'' if recording.is_fetched else ' (file still to come)'}"
    )
