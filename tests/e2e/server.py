"""`kotha serve` itself, by a clock that the test can wind: the one thing that differs.

python -m tests.e2e.server CLOCK_FILE
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot import logs, settings
from bot.app import build
from bot.cli.serve import Part, serve
from tests.e2e.clock import SharedClock


def main(clock_file: str) -> None:
    """Serve until told to stop."""
    chosen = settings.load()
    logs.configure()
    app = build(chosen, clock=SharedClock(Path(clock_file)))
    asyncio.run(serve(app, Part.ALL, as_json=True))


if __name__ == "__main__":
    main(sys.argv[1])
