"""`kotha evidence`: a folder, or a zip, that proves what a consultation did.

Rule: made from the record; never over another file; that it was made is on record, too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.actor import actor
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.service.evidence import Evidence
    from bot.shelf.office import Office

_ZIP = ".zip"
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold: the pack says no time of its making."""
_READ_ME = """\
What is in here, about the consultation {slug}:

asked/      answered.csv: the wordings that answers were given to, by the fingerprint that each
            cites, with their words where it proves them; where the catalogues have
            changed since, it says that they are not kept. A file a language: the words of today.
            The structure of every version, by its SHA-256
of-whom.csv how far people came, and who they were as far as may be told
told.csv    messages by kind, language, channel and what became of them
words/      what everybody was told since: heard, decided, next, apologies, as kept when it left
heard/      the figures as everybody was shown them, as JSON and as CSV with a codebook
decided.json decisions with reasons, news, promises kept and late
deeds.csv   who did what, and when
report.html all of it to be read, without quotes: who let us print them may take that back
{sums}  a fingerprint of each file: check with `sha256sum --check {sums}`

Nobody who took part is named, and numbers from 1 to {star} are never given. Made from the record
alone: made again from the same record, every byte is the same.
"""


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    out: Annotated[Path, typer.Option(help="A new folder, or a file that ends with .zip.")],
    by: Annotated[str, typer.Option(help="Who takes it out; on record.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Gather what was asked, of whom, told what, heard what, decided what and who did what, with a
    fingerprint of each file: for scrutiny, an auditor or a court."""
    from bot import settings
    from bot.service.evidence import SUMS, sums

    if out.exists():
        fail(f"{out}: It is there already. Give --out another name.", MISUSE)
    licence = settings.load().data_licence
    name = by.strip() or actor()
    files = in_office(lambda office: _gather(office, slug, (licence, name)))
    made = {**files, SUMS: sums(files)}
    _write(out, made)
    text = f"{out}: {len(made)} files about {slug}. {SUMS} holds a fingerprint of each."
    data = {"slug": slug, "out": out.as_posix(), "files": sorted(made)}
    emit(data, as_json=as_json, table=text)


async def _gather(office: Office, slug: str, how: tuple[str, str]) -> Mapping[str, bytes]:
    import hashlib

    from bot.service import evidence
    from bot.shelf.record import on_record

    licence, by = how
    found = await evidence.gather(office, slug)
    files = dict(
        [*_files(found, office, licence), *[pair async for pair in _words(office, found)]]
    )
    digest = hashlib.sha256(evidence.sums(files)).hexdigest()
    await on_record(office, evidence.MADE, slug, {"by": by, "sha256": digest})
    return files


def _files(found: Evidence, office: Office, licence: str) -> Iterator[tuple[str, bytes]]:
    from bot.results import opendata
    from bot.results.summary import dump
    from bot.service import evidence
    from bot.web.report import questionnaires, report
    from bot.workshop.exporting import table

    shown, document = found.shown, found.versions[0]
    read_me = _READ_ME.format(slug=shown.running.slug, sums=evidence.SUMS, star=found.small.star)
    yield "README.txt", read_me.encode()
    yield "report.html", report(shown, document.flow.language, office.limits).encode()
    for each in questionnaires(shown, office.limits):
        lines = [("name", "words_today", "fingerprint", "language")]
        lines += [(a.name, a.text, a.wording, a.language.tag) for a in each.asked]
        yield f"asked/{each.language.tag}.csv", table(lines)
    yield "asked/answered.csv", table([_ANSWERED, *_answered(found, office)])
    yield from evidence.versions(found)
    if shown.figures is not None:
        rows = opendata.table(shown.figures, shown.running.told)
        people = [line for line in rows if line[2] in _OF_WHOM]
        yield "of-whom.csv", table([opendata.COLUMNS, *people])
        yield "heard/figures.json", dump(shown.figures).encode()
        yield "heard/figures.csv", table(rows)
        yield "heard/codebook.csv", table(opendata.codebook(licence, shown.figures.limits))
    yield "told.csv", table(evidence.told(found))
    yield "decided.json", evidence.decided(found)
    yield "deeds.csv", table(evidence.deeds(found))


_ANSWERED = ("question", "language", "version", "fingerprint", "words", "standing")
_KNOWN = "these are the words that were answered: the fingerprint is made from them"
_LOST = "not kept: today's catalogues make no words of this fingerprint"


def _answered(found: Evidence, office: Office) -> Iterator[tuple[str, ...]]:
    """The wordings that answers were given to, with their words where the fingerprint proves
    them."""
    from bot.workshop.cited import proved

    for each in proved(found.shown.running, found.versions, found.cited, office.limits):
        cited, standing = each.cited, _KNOWN if each.words else _LOST
        head = (cited.step, cited.language, cited.version, cited.wording)
        yield (*head, each.words, standing)


_OF_WHOM = {"took_part", "funnel", "group", "community"}
"""Parts of the open data that tell who people were."""


async def _words(office: Office, found: Evidence) -> AsyncIterator[tuple[str, bytes]]:
    """What people were told, as each language read it on each channel when it left."""
    from bot.service.feedback import spoken
    from bot.workshop.exporting import table

    running = found.shown.running
    for name in spoken.tellings(running.launched.lifecycle, found.ledger):
        async with office.store.read() as reader:
            said = await spoken.recall(reader, running.slug, name)
        lines = [(each.language, each.channel, "\n\n".join(each.bodies)) for each in said]
        told = [_HEAD, *(lines or [("", "", _UNKEPT)])]
        yield f"words/{name.replace('.', '-')}.csv", table(told)


_HEAD = ("language", "channel", "words")
_UNKEPT = "The words in which it left were not kept, and none stand in their place."


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    try:
        if out.suffix.casefold() == _ZIP:
            _zip(out, files)
            return
        for name, body in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(body)
    except OSError as error:
        fail(f"{out}: It cannot be written: {error.strerror}.", MISUSE)


def _zip(out: Path, files: Mapping[str, bytes]) -> None:
    from bot.cli.export import write

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _NO_MOMENT), body)
    write(out, packed.getvalue())
