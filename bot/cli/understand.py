"""`kotha understand`: what replies would be taken for.

Rule: one JSON line in, one JSON line out; a line that cannot be read is `unclear`, named on
stderr by its number, and stops none of the others.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import typer

from bot.cli import WRONG
from bot.cli.places import folders

if TYPE_CHECKING:
    from bot.language.catalogue import Catalogue

JSON = typer.Option(False, "--json", help="Accepted for uniformity: the output is always JSON.")


def command(as_json: bool = JSON) -> None:
    """Read replies: {"question", "ui", "channel", "reply"} lines to {"as", "value", "lang"}."""
    from bot.workshop.understand import listening

    del as_json
    catalogue = listening(folders()[1])
    wrong = 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        found, error = _read(raw, catalogue)
        if error:
            wrong += 1
            print(f"Line {number}: {error}.", file=sys.stderr)
        print(json.dumps(found, ensure_ascii=False))
    if wrong:
        raise typer.Exit(WRONG)


def _read(raw: bytes, catalogue: Catalogue) -> tuple[dict[str, object], str]:
    """The object to print, and what was wrong with the line."""
    from bot.workshop.understand import NotALine, parse, understand

    try:
        return understand(parse(raw.decode("utf-8")), catalogue).as_json(), ""
    except UnicodeDecodeError:
        error = "it is not UTF-8"
    except NotALine as wrong:
        error = str(wrong)
    return {"as": "unclear", "value": None, "lang": None, "error": error}, error
