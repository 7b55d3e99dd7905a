"""`kotha export`: what may leave the house of a consultation, and for whom.

Rule: every file that is made is on record, with who made it; nothing is written over another.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.cli import MISUSE, emit, fail, quiet_group
from bot.cli.actor import actor
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.shelf.office import Office

group = quiet_group("What may leave the house: the report, the figures, and row by row.")
OPENED = "report.opened"
"""In the audit; `kotha decide` waits for it."""

Slug = Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@group.command("report")
def report(
    slug: Slug,
    out: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
    by: Annotated[str, typer.Option(help="Who opens it: whoever decides, or for them.")] = "",
    lang: Annotated[str, typer.Option(help="The language of its reader.")] = "en",
    pdf: Annotated[bool, typer.Option("--pdf", help="As PDF; needs WeasyPrint.")] = False,
    as_json: Json = False,
) -> None:
    """Write the report: one page with method, figures, decisions and the questions as asked, in
    every language. Once somebody has opened it, a decision can be recorded."""
    path = out or Path(f"report-{slug}-{lang}.{'pdf' if pdf else 'html'}")
    name = by.strip() or actor()
    digest = in_office(lambda office: _report(office, slug, (lang, pdf), (path, name)))
    data = {"slug": slug, "file": path.as_posix(), "sha256": digest, "by": name}
    text = (
        f"{path}: written, and on record as opened by {name}. SHA-256 {digest}.\n"
        f"What was decided can now be recorded: kotha decide {slug}"
    )
    emit(data, as_json=as_json, table=text)


async def _report(office: Office, slug: str, how: tuple[str, bool], to: tuple[Path, str]) -> str:
    from bot.shelf.publication import before_deciding
    from bot.web.report import digest, printed
    from bot.web.report import report as draw

    lang, pdf = how
    path, name = to
    shown = await before_deciding(office, slug)
    spoken = [tag for tag in shown.running.languages if tag in shown.running.catalogue.languages]
    if lang not in spoken:
        offered = ", ".join(spoken)
        fail(f"{slug} is not offered in {lang!r}. Choose one of: {offered}.", MISUSE)
    html = draw(shown, lang, office.limits)
    body = printed(html) if pdf else html.encode()
    write(path, body)
    await note(office, OPENED, slug, {"by": name, "language": lang, "sha256": digest(body)})
    return digest(body)


async def note(office: Office, action: str, slug: str, detail: dict[str, str | int]) -> None:
    """Put a deed on record."""
    from bot.ports import AuditRow

    async with office.store.begin() as transaction:
        deed = AuditRow(office.clock.now(), office.actor, action, slug, detail)
        await transaction.audit(deed)


def write(path: Path, body: bytes) -> None:
    """A new file that nobody else may read."""
    from bot.cli.files import create

    try:
        with os.fdopen(create(path), "wb") as file:
            file.write(body)
    except FileExistsError:
        _refuse(path, "It is there already. Give --out another name.")
    except OSError as error:
        _refuse(path, f"It cannot be written: {error.strerror}.")


def _refuse(path: Path, why: str) -> NoReturn:
    fail(f"{path}: {why}", MISUSE)
