"""`kotha segments`: what texts would cost by SMS.

Rule: one JSON line in, one JSON line out, so that it can sit in a pipe.
"""

from __future__ import annotations

import json
import sys

import typer
from msgspec.structs import asdict

from bot.cli import MISUSE, fail

JSON = typer.Option(False, "--json", help="Accepted for uniformity: the output is always JSON.")


def command(as_json: bool = JSON) -> None:
    """Count SMS parts: reads {"text": …} lines, writes {"encoding", "segments", "units"} lines."""
    from bot.language.segments import count

    del as_json
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            print(json.dumps(asdict(count(_text(number, line)))), flush=True)


def _text(number: int, line: str) -> str:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        fail(f'Line {number} must be a JSON object like {{"text": "Hello"}}.', MISUSE)
    return text
