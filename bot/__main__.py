"""The entry point of `kotha` and of `python -m bot`.

Rule: nothing happens here but the hand-over to the commands.
"""

from __future__ import annotations

from bot.cli import app


def main() -> None:
    """Run the command that the arguments name."""
    app(prog_name="kotha")


if __name__ == "__main__":
    main()
