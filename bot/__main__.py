"""The entry point of `kotha` and of `python -m bot`.

Rule: nothing happens here but the hand-over to the commands.
"""

from __future__ import annotations

import gc

from bot.cli import app

ALLOCATIONS = 50_000
"""New objects between two rounds of the garbage collector, instead of 700: hundreds of thousands
of words and models are built at the start and stay, and looking for rubbish among them again and
again costs a sixth of it."""


def main() -> None:
    """Run the command that the arguments name."""
    gc.set_threshold(ALLOCATIONS)
    app(prog_name="kotha")


if __name__ == "__main__":
    main()
