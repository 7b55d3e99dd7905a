"""`kotha understand`: what replies would be taken for.

Rule: one JSON line in, one JSON line out; a line that cannot be read ends it, by its number.
"""

from __future__ import annotations

import json
import sys

import typer

from bot.cli import MISUSE, fail
from bot.cli.places import load_catalogue

JSON = typer.Option(False, "--json", help="Accepted for uniformity: the output is always JSON.")


def command(as_json: bool = JSON) -> None:
    """Read replies: {"question", "ui", "channel", "reply"} lines to {"as", "value", "lang"}."""
    from bot.workshop.understand import NotALine, parse, understand

    del as_json
    catalogue = load_catalogue()
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            found = understand(parse(raw.decode("utf-8")), catalogue)
        except UnicodeDecodeError:
            fail(f"Line {number}: it is not UTF-8.", MISUSE)
        except NotALine as wrong:
            fail(f"Line {number}: {wrong}.", MISUSE)
        print(json.dumps(found.as_json(), ensure_ascii=False))
