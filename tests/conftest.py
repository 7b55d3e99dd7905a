"""What all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, and nothing of what is claimed.
settings.register_profile("slice", max_examples=50, deadline=None)
settings.register_profile("whole", max_examples=1000, deadline=None)
settings.load_profile("slice")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update`: rewrite the bot's lines of transcripts to what it says now."""
    parser.addoption("--update", action="store_true", help="rewrite the bot's transcript lines")


def pytest_configure(config: pytest.Config) -> None:
    """One place for what programs keep between two starts: this run's, and its workers'."""
    if not hasattr(config, "workerinput"):
        os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="kotha-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing stays behind."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("XDG_CACHE_HOME"), ignore_errors=True)
