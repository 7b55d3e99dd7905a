"""`kotha results`: what may be shown of a consultation.

Rule: prints `bot.results` as it stands; nothing is counted here.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the figures of a consultation that has closed, small counts hidden."""
    from bot.results.shape import as_data, as_text
    from bot.service import feedback

    figures, document = in_office(lambda office: feedback.count(office, slug))
    emit(as_data(figures, document), as_json=as_json, table=as_text(figures, document))
