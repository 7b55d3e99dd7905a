"""`kotha privacy` and `kotha dpia`: the papers of data protection, made from the flow.

Rule: nothing is sent; a DPIA is signed by name, whole, for the questions that it was made for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, fail
from bot.cli.office import in_office
from bot.cli.places import find_flow

if TYPE_CHECKING:
    from bot.workshop.governing import Paper

Flow = Annotated[str, typer.Argument(help="A folder under flows/, or the path of one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def command(flow: Flow, as_json: Json = False) -> None:
    """Print the long privacy notice, as Markdown, with what only you can answer marked."""
    from bot.workshop.governing import privacy_notice, unanswered

    text = privacy_notice(_paper(flow))
    emit({"text": text, "unanswered": unanswered(text)}, as_json=as_json, table=text)


def dpia(
    flow: Flow,
    sign: Annotated[
        str,
        typer.Option("--sign", metavar="NAME", help="Who signs it, for the risk that is left."),
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--file", help="The DPIA as you completed it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a DPIA filled in as far as a machine can; or sign the one that you completed."""
    from bot.workshop.governing import dpia as made
    from bot.workshop.governing import unanswered

    paper = _paper(flow)
    if not sign:
        text = made(paper)
        emit({"text": text, "unanswered": unanswered(text)}, as_json=as_json, table=text)
        return
    if file is None or not file.is_file():
        fail("Give the DPIA that you completed: --file FILE. Without --sign it is printed.", 2)
    text = file.read_text("utf-8")
    if left := unanswered(text):
        fail(f"{file.name} still has {left} marks to answer. Answer them, then sign.")
    if paper.document.version not in text:
        fail(
            f"{file.name} was made for other questions than {paper.slug} has now. Make it anew: "
            f"`kotha dpia {paper.slug}`, and carry your answers over."
        )
    from bot.service.rights import signing

    mark = in_office(lambda office: signing.sign(office, paper.document, sign, text))
    told = f"Signed by {sign}. Keep the file: its mark on record is {mark[:16]}."
    emit({"slug": paper.slug, "signed_by": sign, "sha256": mark}, as_json=as_json, table=told)


def _paper(flow: str) -> Paper:
    from bot import settings
    from bot.flow.load import load
    from bot.workshop.governing import Paper

    chosen = settings.load()
    on = tuple(name for name, why_off in chosen.channels().items() if not why_off)
    return Paper(load(*find_flow(flow)), on, chosen.small_numbers())
