"""`kotha export`: what may leave the house of a consultation, and for whom.

Rule: every file that is made is on record, with who made it; nothing is written over another.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from msgspec import Struct

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
    from bot.shelf.record import on_record
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
    await on_record(office, OPENED, slug, {"by": name, "language": lang, "sha256": digest(body)})
    return digest(body)


@group.command("opendata")
def open_data(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="A folder for the figures and the codebook.")] = Path(),
    by: Annotated[str, typer.Option(help="Who takes it out; on record.")] = "",
    as_json: Json = False,
) -> None:
    """Write the published figures as CSV, with what the columns mean and the licence: what the
    public page gives to everybody."""
    from bot import settings

    name, licence = by.strip() or actor(), settings.load().data_licence
    paths = in_office(lambda office: _open_data(office, slug, out, (name, licence)))
    files = [path.as_posix() for path in paths]
    text = f"{', '.join(files)}: to be used under the {licence}."
    emit({"slug": slug, "files": files, "licence": licence}, as_json=as_json, table=text)


async def _open_data(office: Office, slug: str, out: Path, how: tuple[str, str]) -> Sequence[Path]:
    from bot.results import opendata
    from bot.service.extract import MADE
    from bot.shelf.publication import published
    from bot.shelf.record import on_record
    from bot.workshop.exporting import table

    by, licence = how
    running = await office.shelf.known(slug)
    shown = await published(office.store, running, office.clock)
    if shown.figures is None or shown.snapshot is None:
        fail(f"{slug}: its figures are not published yet. That is done when people are told them.")
    made = {
        out / f"{slug}-figures.csv": table(opendata.table(shown.figures, running.told)),
        out / f"{slug}-codebook.csv": table(opendata.codebook(licence, shown.figures.limits)),
    }
    _refuse_any(made)
    await on_record(
        office, MADE, slug, {"kind": "opendata", "by": by, "digest": shown.snapshot.digest}
    )
    for path, body in made.items():
        write(path, body)
    return tuple(made)


# ── Row by row ────────────────────────────────────────────────────────────────────────────────


By = Annotated[str, typer.Option(help="Who takes it out; on record.")]
WithText = Annotated[
    bool, typer.Option("--with-text", help="With people's own words; needs --reason.")
]
Reason = Annotated[str, typer.Option(help="Why their words are needed; on record.")]
Out = Annotated[Path, typer.Option(help="The file; never over another.")]


ROWS = {
    "csv": "Write answers row by row, a line a person under a pseudonym, and a codebook beside.",
    "xlsx": "The same as a workbook, every cell of it text.",
    "spss": "The same as an SPSS file with labels; needs pyreadstat.",
    "json": "The same as one JSON document.",
}
"""What is said of each format of `bot.workshop.exporting.FORMATS`; that needs loading."""


def _writes_rows(name: str) -> Callable[..., None]:
    def command(
        slug: Slug, out: Out, by: By, with_text: WithText = False, reason: Reason = "",
        as_json: Json = False,
    ) -> None:  # fmt: skip
        _rows(name, slug, out, _Asked(by, reason, with_text=with_text), as_json=as_json)

    return command


for _name, _about in ROWS.items():
    group.command(_name, help=_about)(_writes_rows(_name))


class _Asked(Struct, frozen=True):
    """Who asks, and for what."""

    by: str
    reason: str
    with_text: bool


def _rows(name: str, slug: str, out: Path, asked: _Asked, *, as_json: bool) -> None:
    from bot.workshop.exporting import FORMATS

    ending, _ = FORMATS[name]
    if not asked.by.strip():
        fail("--by needs a name: whoever takes answers out stands for it.", MISUSE)
    if asked.with_text and not asked.reason.strip():
        fail("--with-text needs --reason: people's own words may tell who they are.", MISUSE)
    if out.suffix.casefold() != ending:
        fail(f"{out}: a file of this kind ends with {ending}.", MISUSE)
    done = in_office(lambda office: _extract(office, name, slug, (out, asked)))
    files = ", ".join(path.as_posix() for path in done.files)
    text = f"{done.people} people: {files}. On record as taken out by {asked.by.strip()}."
    data = {
        "slug": slug,
        "people": done.people,
        "files": {path.as_posix(): digest for path, digest in done.files.items()},
    }
    emit(data, as_json=as_json, table=text)


class _Done(Struct, frozen=True):
    """What was written: how many people, and the SHA-256 of each file."""

    people: int
    files: dict[Path, str]


async def _extract(office: Office, name: str, slug: str, to: tuple[Path, _Asked]) -> _Done:
    from bot.service.extract import MADE, extract
    from bot.shelf.record import on_record
    from bot.workshop.exporting import FORMATS, Sheet

    out, asked = to
    found = await extract(office, slug, with_text=asked.with_text)
    _, made = FORMATS[name]
    files = made(Sheet(found.slug, found.version, found.variables, found.rows))
    paths = {_named(out, part): body for part, body in files.items()}
    _refuse_any(paths)
    digests = {path: hashlib.sha256(body).hexdigest() for path, body in paths.items()}
    detail: dict[str, str | int] = {
        "kind": name,
        "by": asked.by.strip(),
        "people": len(found.rows),
        "with_text": int(asked.with_text),
        "sha256": digests[out],
    }
    if asked.with_text:
        detail["reason"] = asked.reason.strip()
    await on_record(office, MADE, slug, detail)  # first: nothing leaves that is not on record
    for path, body in paths.items():
        write(path, body)
    return _Done(len(found.rows), digests)


def _named(out: Path, part: str) -> Path:
    return out.with_name(f"{out.stem}.{part}{out.suffix}") if part else out


# ── Writing ───────────────────────────────────────────────────────────────────────────────────


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


def _refuse_any(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.exists():
            _refuse(path, "It is there already. Give --out another name.")


def _refuse(path: Path, why: str) -> NoReturn:
    fail(f"{path}: {why}", MISUSE)
