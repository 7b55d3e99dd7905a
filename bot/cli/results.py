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

    found, document = in_office(lambda office: feedback.count(office, slug))
    data = as_data(found.figures, document) | {
        "counted_at": found.at.isoformat(),
        "digest": found.digest,
    }
    when = f"Counted on {found.at:%d %B %Y at %H:%M} UTC."
    emit(data, as_json=as_json, table=f"{as_text(found.figures, document)}\n{when}")
