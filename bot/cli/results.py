"""`kotha results`: what may be shown of a consultation.

Rule: prints `bot.results` as it stands; nothing is counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.flow.schemes import Scheme
    from bot.flow.structure import Document
    from bot.ports import Snapshot
    from bot.results.echo import Heard


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    wrong: Annotated[
        bool, typer.Option("--wrong", help="What people say that we got wrong; on record.")
    ] = False,
    by: Annotated[
        str,
        typer.Option(
            help="Split by language, channel, area, segment, source, wave, repeat or help."
        ),
    ] = "",
    scheme: Annotated[
        str,
        typer.Option(help="Ethnic groups by the codes of nhs (2001 census), 2011 or 2021."),
    ] = "",
    groups: Annotated[
        bool, typer.Option("--groups", help="Who votes alike on statements, once it has closed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the figures of a consultation that has closed, small counts hidden."""
    from bot.results import opinion_shape
    from bot.results.counting import FACETS
    from bot.results.shape import as_data, as_text, by_group
    from bot.service import echo, feedback

    if by and by not in FACETS:
        fail(f"Figures cannot be split by {by}: use {', '.join(FACETS)}.", MISUSE)
    _refuse_two(by=bool(by), scheme=bool(scheme), wrong=wrong, groups=groups)
    if groups:
        _groups(slug, as_json=as_json)
        return
    if wrong:
        _wrong(slug, as_json=as_json)
        return
    codes = _scheme(scheme) if scheme else None
    found, document = in_office(lambda office: feedback.count(office, slug))
    if codes is not None:
        _by_scheme(found, document, codes, as_json=as_json)
        return
    heard = in_office(lambda office: echo.count(office, slug))
    data = as_data(found.figures, document) | {
        "heard_right": {"base": heard.base, **{cell.id: cell.n for cell in heard.cells}},
        "counted_at": found.at.isoformat(),
        "digest": found.digest,
    }
    if found.figures.opinions:
        data |= {"opinion_groups": opinion_shape.as_data(found.figures.opinions, document)}
    when = f"Counted on {found.at:%d %B %Y at %H:%M} UTC."
    shown = by_group(found.figures, document, by) if by else as_text(found.figures, document)
    lines = [shown, "", *_grouped(found, document), *_heard(heard), when]
    emit(data, as_json=as_json, table="\n".join(lines))


def _refuse_two(**asked: bool) -> None:
    if asked["by"] and asked["scheme"]:
        fail("Ethnic groups are never split. Use --by or --scheme, not both.", MISUSE)
    if sum(asked.values()) > 1:
        fail(f"Ask for one of {', '.join(f'--{each}' for each in asked)} at a time.", MISUSE)


def _wrong(slug: str, *, as_json: bool) -> None:
    from bot.service import echo

    told = in_office(lambda office: echo.corrections(office, slug))
    rows = [{"language": e.language, "text": e.text, "at": e.at.isoformat()} for e in told]
    text = "\n".join(f"{each.language}: {each.text}" for each in told)
    emit({"wrong": rows}, as_json=as_json, table=text or "Nobody has said what is wrong.")


def _scheme(name: str) -> Scheme:
    """The scheme of that name in the file beside the block."""
    from bot.cli.places import folders
    from bot.flow import schemes
    from bot.flow.folder import BLOCKS

    file = folders()[0] / BLOCKS / schemes.FILE
    if not file.is_file():
        fail(f"{file} is missing. Copy it from the flows that Kotha came with.", MISUSE)
    known = schemes.parse(file.read_bytes(), str(file))
    if name not in known:
        fail(f"There is no scheme {name}: use {', '.join(known)}.", MISUSE)
    return known[name]


def _by_scheme(found: Snapshot, document: Document, scheme: Scheme, *, as_json: bool) -> None:
    from bot.results import schemes

    recount = schemes.recounted(found.figures, document, scheme)
    data = {"slug": found.figures.slug, **schemes.as_data(recount)}
    data |= {"counted_at": found.at.isoformat(), "digest": found.digest}
    lines = [schemes.as_text(recount), "", f"Counted on {found.at:%d %B %Y at %H:%M} UTC."]
    emit(data, as_json=as_json, table="\n".join(lines))


def _groups(slug: str, *, as_json: bool) -> None:
    from bot.results import opinion_shape
    from bot.service import opinion

    found, document = in_office(lambda office: opinion.groups(office, slug))
    table = opinion_shape.as_text(found, document)
    emit(opinion_shape.as_data(found, document), as_json=as_json, table=table)


def _grouped(found: Snapshot, document: Document) -> list[str]:
    """Whether there are opinion groups, and how to come by them; nothing while it is open, or
    where nobody votes."""
    from bot.ports import SnapshotKind
    from bot.questions.statements import Statements
    from bot.results import clusters, opinion_shape

    asks_votes = any(isinstance(step.question, Statements) for step in document.flow.steps)
    if found.kind is SnapshotKind.DAILY or not asks_votes:
        return []
    groups = f"`kotha results {found.consultation} --groups`"
    if not found.figures.opinions:
        lacking = "" if clusters.is_installed() else f" {clusters.MISSING} Then"
        return [
            f"Opinion groups are not among these figures.{lacking} {groups} finds them, "
            "once, for the public page and the report as well."
        ]
    if found.figures.opinions.groups:
        return [f"{len(found.figures.opinions.groups)} opinion groups: {groups} tells of them."]
    return [opinion_shape.why(found.figures.opinions)]


def _heard(heard: Heard) -> list[str]:
    """What people say of our summary; nothing where hardly anybody has."""
    if heard.base is None:
        return []
    said = ", ".join(f"{'*' if cell.n is None else cell.n} {cell.id}" for cell in heard.cells)
    return [f"Did we hear you right? {said} (of {heard.base}, up to this morning)."]
