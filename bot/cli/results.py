"""`kotha results`: what may be shown of a consultation.

Rule: prints `bot.results` as it stands; nothing is counted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, run

if TYPE_CHECKING:
    from bot.flow.structure import Document
    from bot.results.summary import Figures


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the figures of a consultation that has closed, small counts hidden."""
    from bot.results.shape import as_data, as_text

    figures, document = run(_figures(slug))
    emit(as_data(figures, document), as_json=as_json, table=as_text(figures, document))


async def _figures(slug: str) -> tuple[Figures, Document]:
    from bot import settings
    from bot.app import opened
    from bot.channels import LIMITS
    from bot.service import feedback

    async with opened(settings.load()) as app:
        desk = feedback.Desk(app.store, app.shelf, app.clock, LIMITS)
        return await feedback.count(desk, slug)
