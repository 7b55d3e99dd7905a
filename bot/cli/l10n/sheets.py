"""`kotha l10n sheet`, `take` and `approve`: a translator's round.

Rule: a sheet that is wrong anywhere is refused whole, every fault with its row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import MISUSE, WRONG, emit, fail
from bot.cli.l10n.desk import BY, FLOW, JSON, TAG, TO, Desk, desk, refuse_unknown
from bot.language.english import counted

FILE = typer.Argument(metavar="FILE", help="The sheet: .csv or .xlsx.")
TESTED = typer.Option(metavar="HOW", help="How it was tried on readers.")
KEYS = typer.Option(
    metavar="KEY", help="Only this one; a whole question by its beginning. Repeat it for more."
)
_SHOWN = 10


def sheet(
    tag: Annotated[str, TAG],
    flow: Annotated[str, FLOW] = "",
    to: Annotated[Path | None, TO] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write a spreadsheet for a translator: .csv, or .xlsx by the name given with --to."""
    from bot.workshop.translating import grids, sheets

    at = desk()
    refuse_unknown(at, tag, flow)
    path = to or Path(f"{tag}-{flow}.csv" if flow else f"{tag}.csv")
    columns = sheets.columns(is_rtl=at.catalogue.language(tag).direction == "rtl")
    lines = list(sheets.lines(at.sources, at.catalogue, tag, flow, at.locales))
    body = grids.write(path, columns, lines)
    try:
        path.write_bytes(body)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", MISUSE)
    emit(
        {"file": path.as_posix(), "language": tag, "rows": len(lines)},
        as_json=as_json,
        table=f"{path}: {counted(len(lines), 'row')}. Then: kotha l10n take {path} --by NAME",
    )


def take(
    file: Annotated[Path, FILE],
    by: Annotated[str, BY],
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Take a sheet back, whole or not at all: its changes are drafts in that name."""
    from bot.workshop.translating import grids, reviewing, taking

    name = reviewing.name(by)
    at = desk()
    grid = grids.read(file)
    target = taking.target(file, grid, at.sources, at.catalogue, at.locales)
    taken = taking.take(file, grid, target, name)
    said = [f"{key}: taken" for key in taken.changed]
    said += [f"{key}: right as it is" for key in taken.confirmed]
    count = len(said)
    end = f"{counted(count, 'text')} in {taken.tag}, drafts by {name}."
    if count:
        end += f" Then: kotha l10n approve {taken.tag} --by NAME, and kotha l10n reload"
    data = {"language": taken.tag, "changed": taken.changed, "confirmed": taken.confirmed}
    emit(data, as_json=as_json, table="\n".join([*said, end]))


def approve(
    tag: Annotated[str, TAG],
    by: Annotated[str, BY],
    tested: Annotated[str, TESTED] = "",
    keys: Annotated[list[str] | None, KEYS] = None,
    flow: Annotated[str, FLOW] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Put a name to translations; without --keys or --flow, to all that are fresh and sound."""
    from bot.workshop.translating import files, reviewing

    name = reviewing.name(by)
    at = desk()
    refuse_unknown(at, tag, flow)
    wanted = _wanted(at, tag, keys or (), flow)
    approval = reviewing.Approval(name, " ".join(tested.split()))
    done = reviewing.approve(at.catalogue, tag, wanted, _faults(at, tag), approval)
    files.write({at.locales / tag / "review.csv": done.text})
    left = {key: why for key, why in done.left.items() if ".also." not in key or keys}
    said = [f"{key} {why}. It is not approved." for key, why in list(left.items())[:_SHOWN]]
    said += [f"… and {len(left) - _SHOWN} more"] if len(left) > _SHOWN else []
    count = len(done.approved)
    said.append(f"{name} stands for {counted(count, 'text')} in {tag}.")
    data = {"language": tag, "by": name, "approved": done.approved, "left": left}
    emit(data, as_json=as_json, table="\n".join(said))
    if not done.approved or (keys and left):
        raise typer.Exit(WRONG)


def _wanted(at: Desk, tag: str, keys: Sequence[str], flow: str) -> Mapping[str, str]:
    """Source words by key, of what is to be approved."""
    of_tag = {
        key: source.words
        for key, source in at.sources.by_key.items()
        if at.sources.language(source.file) != tag and flow in {"", source.file}
    }
    names = [part.strip() for each in keys for part in each.split(",") if part.strip()]
    unknown = [name for name in names if not any(_is_of(key, name) for key in of_tag)]
    if unknown:
        fail(f"There is no key {', '.join(unknown)}. `kotha l10n sheet {tag}` has them.", MISUSE)
    if not names:
        return of_tag
    return {k: words for k, words in of_tag.items() if any(_is_of(k, name) for name in names)}


def _is_of(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}.")


def _faults(at: Desk, tag: str) -> Mapping[str, str]:
    """By key, what is wrong with its words."""
    from bot.workshop import catalogues

    places = {(e.file, e.line): e.key for e in at.catalogue.entries[tag].values()}
    found = catalogues.check(at.catalogue, at.sources.documents, at.locales)
    return {
        places[problem.file, problem.line]: f"is wrong: {problem.code} {problem.message}"
        for problem in catalogues.errors(found)
        if (problem.file, problem.line) in places
    }
