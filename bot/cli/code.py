"""`kotha code`: what people said in words, by code: sheets out and in, and how coding stands.

Rule: a sheet that is wrong anywhere is refused whole, every fault with its row; a list shows ids,
never words.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import WRONG, emit, fail, quiet_group
from bot.cli.files import create
from bot.cli.office import in_office
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.results.coding.agreement import Agreement
    from bot.results.coding.quotes import Quote
    from bot.service.coding import Standing, Theme

group = quiet_group("What people said in words: codebook, codes, two coders.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Slug = Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")]
Settle = Annotated[
    bool, typer.Option("--settle", help="Where two coders differ: what counts from now on.")
]


@group.command("sheet")
def sheet(
    slug: Slug,
    step: Annotated[str, typer.Argument(help="A question that is answered in words.")],
    out: Annotated[Path | None, typer.Option(help="The file: .xlsx or .csv.")] = None,
    by: Annotated[str, typer.Option(help="Who will code: what they gave stands in it.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="Only so many: a fair sample.")] = 0,
    new: Annotated[
        bool, typer.Option("--new", help="Only what that coder has not coded.")
    ] = False,
    settle: Settle = False,
    as_json: Json = False,
) -> None:
    """Write a sheet for a coder: answers under made-up ids, and the codebook on a tab."""
    from bot.results.coding.sheets import Scope
    from bot.service import coding
    from bot.workshop import coding as files

    wanted = coding.Wanted(by, limit, is_new=new, is_settling=settle)
    found = in_office(lambda office: coding.sheet(office, Scope(slug, step), wanted))
    path = out or Path(f"{slug}-{step}.xlsx")
    _write(files.files(path, found.lines, found.book, is_settling=settle))
    again = " --settle" if settle else ""
    emit(
        {"file": path.as_posix(), "answers": len(found.lines), "codes": len(found.book)},
        as_json=as_json,
        table=f"{path}: {counted(len(found.lines), 'answer')}. It holds what people said: keep "
        f"it to yourself, and delete it when done.\n"
        f"Then: kotha code take {path} --by NAME{again}",
    )


@group.command("take")
def take(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet: .xlsx or .csv.")],
    by: Annotated[str, typer.Option(help="Who coded.")],
    settle: Settle = False,
    as_json: Json = False,
) -> None:
    """Take a sheet back, whole or not at all: codes, codebook and translations."""
    from bot.service import coding
    from bot.workshop import coding as files

    page, book = files.pages(file)
    came = in_office(lambda office: coding.take(office, page, book, by, is_settling=settle))
    data = {
        "consultation": came.scope.slug,
        "step": came.scope.step,
        "answers": came.answers,
        "translations": came.translations,
        "codes": came.codes,
    }
    table = (
        f"{counted(came.answers, 'answer')} coded and {counted(came.translations, 'translation')} "
        f"taken, by {by}. Then: kotha code show {came.scope.slug} {came.scope.step}"
    )
    emit(data, as_json=as_json, table=table)


@group.command("show")
def show(
    slug: Slug,
    step: Annotated[str, typer.Argument(help="One question; all without it.")] = "",
    ids: Annotated[bool, typer.Option("--ids", help="Also which answers got each code.")] = False,
    as_json: Json = False,
) -> None:
    """Show codes with the answers that got them, and how far two coders agree."""
    from bot.service import coding

    found = in_office(lambda office: coding.show(office, slug, step))
    text = "\n\n".join(_text(each, with_ids=ids) for each in found)
    emit(
        {"questions": [_data(each) for each in found]}, as_json=as_json, table=f"{text}\n\n{_NOTE}"
    )


@group.command("count")
def count(slug: Slug, as_json: Json = False) -> None:
    """Count the codes into the figures that everybody is shown, small numbers hidden."""
    from bot.service import coding

    found = in_office(lambda office: coding.count(office, slug))
    told = ", ".join(f"{step} ({counted(n, 'code')})" for step, n in found.items())
    table = f"Counted by code: {told}. Then: kotha results {slug}"
    emit({"questions": dict(found)}, as_json=as_json, table=table)


@group.command("quote")
def quote(
    slug: Slug,
    which: Annotated[str, typer.Argument(metavar="ID", help="An id as `show --ids` has it.")],
    by: Annotated[str, typer.Option(help="Who chooses it.")],
    redact: Annotated[
        list[str] | None, typer.Option(help="Words to take out; repeat it for more.")
    ] = None,
    because: Annotated[str, typer.Option(help="Why they are taken out.")] = "",
    told: Annotated[
        str, typer.Option("--with", help="One thing told of them: area, language or segment.")
    ] = "",
    drop: Annotated[bool, typer.Option("--drop", help="Print it no more.")] = False,
    as_json: Json = False,
) -> None:
    """Let an answer be printed, redacted, if the person agreed to that. Read it before you go."""
    from bot.service import quoting

    if drop:
        in_office(lambda office: quoting.drop(office, slug, which, by))
        emit({"id": which, "quote": None}, as_json=as_json, table=f"{which} is printed no more.")
        return
    wanted = quoting.Wanted(by, tuple(redact or ()), because, told)
    found = in_office(lambda office: quoting.take(office, slug, which, wanted))
    end = f"Not as it should be? Do it again, or: kotha code quote {slug} {which} --drop --by NAME"
    emit(_quoted(found), as_json=as_json, table=f"{_quote(found)}\n{end}")


@group.command("quotes")
def quotes(slug: Slug, as_json: Json = False) -> None:
    """Show what may be printed: words of people who agreed, redacted."""
    from bot.service import quoting

    found = in_office(lambda office: quoting.quotes(office, slug))
    text = "\n".join(map(_quote, found)) or "Nothing was chosen to be printed."
    emit({"quotes": [_quoted(each) for each in found]}, as_json=as_json, table=text)


_NOTE = "For staff: small numbers are not hidden here. What may be published: kotha results."


def _write(bodies: Mapping[Path, bytes]) -> None:
    """For its owner alone, and never over another file."""
    for path, body in bodies.items():
        try:
            handle = create(path)
        except OSError as error:
            fail(f"{path} cannot be written: {error.strerror}. Choose another name.", WRONG)
        with os.fdopen(handle, "wb") as out:
            out.write(body)


def _data(found: Standing) -> dict[str, object]:
    return {
        "step": found.step,
        "answers": found.said,
        "coded": found.coded,
        "themes": [
            {
                "code": each.code.code,
                "label": each.code.label,
                "definition": each.code.definition,
                "n": len(each.answers),
                "answers": list(each.answers),
            }
            for each in found.themes
        ],
        "none": list(found.fits_none),
        "coders": [found.coders[place] for place in sorted(found.coders)],
        "agreement": [
            {
                "code": each.code or None,
                "answers": each.answers,
                "observed": _round(each.observed),
                "kappa": _round(each.kappa),
            }
            for each in found.agreement
        ],
        "disputed": list(found.disputed),
    }


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 2)


def _text(found: Standing, *, with_ids: bool) -> str:
    who = " and ".join(found.coders[place] for place in sorted(found.coders))
    lines = [f"{found.step}: {found.coded} of {counted(found.said, 'answer')} coded"]
    lines[0] += f" by {who}" if who else ""
    for each in found.themes:
        lines += _theme(each, with_ids=with_ids)
    if found.fits_none:
        lines.append(f"  {len(found.fits_none):>6}  none of these")
    lines += [_agreed(each) for each in found.agreement]
    if found.disputed:
        lines.append(
            f"  They differ on {counted(len(found.disputed), 'answer')}: "
            "kotha code sheet with --settle has them."
        )
        lines += [f"    {each}" for each in found.disputed] if with_ids else []
    return "\n".join(lines)


def _theme(theme: Theme, *, with_ids: bool) -> list[str]:
    line = f"  {len(theme.answers):>6}  {theme.code.label} ({theme.code.code})"
    return [line, *(f"          {each}" for each in theme.answers if with_ids)]


def _agreed(found: Agreement) -> str:
    about = found.code or "all codes together"
    seen = "-" if found.observed is None else f"{found.observed:.0%}"
    beyond = "cannot be said" if found.kappa is None else f"{found.kappa:.2f}"
    return f"  agreement on {about}: {seen} of {found.answers}, Cohen's kappa {beyond}"


def _quoted(found: Quote) -> dict[str, object]:
    return {
        "id": found.id,
        "step": found.step,
        "codes": list(found.codes),
        "language": found.language if found.text else None,
        "original": found.text or None,
        "translation": found.translation or None,
        "told": {found.facet: found.value} if found.facet else {},
        "by": found.by,
        "at": found.at.isoformat(),
    }


def _quote(found: Quote) -> str:
    who = f" - {found.value}" if found.facet else ""
    themes = f" ({', '.join(found.codes)})" if found.codes else ""
    said = [each for each in (found.text, found.translation) if each]
    return "\n".join([f"{found.id}  {found.step}{themes}{who}", *(f"  {each}" for each in said)])
