"""What all tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update`: rewrite the bot's lines of transcripts to what it says now."""
    parser.addoption("--update", action="store_true", help="rewrite the bot's transcript lines")
