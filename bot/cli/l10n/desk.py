"""What the commands of translation share: the words of the installation, and which language.

Rule: a language or consultation that is not there is misuse, and the remedy is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from bot.cli import MISUSE, fail
from bot.cli.places import folders

if TYPE_CHECKING:
    from bot.language.catalogue import Catalogue
    from bot.workshop.translating.sources import Sources

TAG = typer.Argument(metavar="TAG", help="A language, like bn.")
BY = typer.Option(metavar="NAME", help="Who stands for it, on record.")
FLOW = typer.Option("--flow", metavar="FLOW", help="One consultation alone.")
TO = typer.Option(metavar="FILE", help="Where to write it.")
JSON = typer.Option("--json", help="Print JSON.")


class Desk(Struct, frozen=True):
    """All words, as they are in the files now."""

    sources: Sources
    catalogue: Catalogue
    locales: Path


def desk() -> Desk:
    """Read everything.

    Raises:
        FlowError: a file is broken.
    """
    from bot.language.catalogue import Catalogue
    from bot.workshop.translating.sources import gather

    flows, locales = folders()
    catalogue = Catalogue.load(locales)
    return Desk(gather(flows, locales), catalogue, locales)


def refuse_unknown(at: Desk, tag: str, flow: str = "") -> None:
    """End where a language or a consultation is not there."""
    language = at.catalogue.languages.get(tag)
    if language is None or language.form_of or not _can_be_translated(at, tag):
        known = [t for t, each in at.catalogue.languages.items() if not each.form_of]
        there = ", ".join(each for each in known if _can_be_translated(at, each))
        fail(f"There is nothing to translate into {tag!r}. Languages: {there or 'none'}.", MISUSE)
    if flow and flow not in at.sources.files:
        fail(f"There is no flow {flow!r}. Known: {', '.join(at.sources.files)}.", MISUSE)


def _can_be_translated(at: Desk, tag: str) -> bool:
    return any(at.sources.language(file) != tag for file in at.sources.files)
