"""`kotha l10n preview` and `pseudo`: translations looked at before anybody gets them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.l10n.desk import JSON, TO, desk
from bot.cli.places import find_flow, folders, load_catalogue

TAG = typer.Argument(metavar="TAG", help="A language, like bn.")
FLOW = typer.Argument(metavar="FLOW", help="A folder under flows/, or the path of one.")
OFF = typer.Option("--remove", help="Take both away again.")


def preview(
    tag: Annotated[str, TAG],
    flow: Annotated[str, FLOW],
    to: Annotated[Path | None, TO] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Show a consultation in one language as phones will: a page that needs nothing else."""
    from bot.channels import LIMITS
    from bot.flow.load import load
    from bot.workshop.translating import previews

    document, catalogue = load(*find_flow(flow)), load_catalogue()
    if tag not in catalogue.languages:
        known = ", ".join(catalogue.languages)
        fail(f"There is no language {tag!r}. Known here: {known}.", MISUSE)
    path = to or Path(f"{document.flow.slug}-{tag}.html")
    text = previews.page(document, catalogue, tag, LIMITS)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", MISUSE)
    data = {"file": path.as_posix(), "language": tag, "consultation": document.flow.slug}
    emit(data, as_json=as_json, table=f"{path}: open it in a browser, on a phone if you can.")


def pseudo(
    remove: Annotated[bool, OFF] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write en-XA (long, accented) and ar-XB (from right to left), to try a layout."""
    from bot.workshop.translating import files, pseudo

    if remove:
        _, locales = folders()
        changed = pseudo.remove(locales)
        said = "Both are gone."
    else:
        at = desk()
        changed = files.write(pseudo.catalogues(at.sources, at.locales))
        tags = " and ".join(each.tag for each in pseudo.PSEUDO)
        said = f"{tags} are there: kotha l10n preview en-XA FLOW. Then: kotha l10n pseudo --remove"
    emit({"changed": [path.as_posix() for path in changed]}, as_json=as_json, table=said)
