"""Asking before what cannot be undone.

Rule: whoever confirms types the name itself; anything else, and nothing is done.
"""

from __future__ import annotations

import typer

from bot.cli import MISUSE, fail


def confirm_by_name(slug: str, given: str, question: str) -> None:
    """Have the name of the consultation typed, unless it was given with the command; ends the
    command where it is another."""
    if not given:
        given = typer.prompt(question, err=True)
    if given != slug:
        fail("That is not its name, so nothing was done.", MISUSE)
