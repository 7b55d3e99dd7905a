"""A whole demo as its own process, and a browser to look at it with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

HOUSE = Path(__file__).parents[2]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
expect.set_options(timeout=20_000)  # milliseconds: a busy machine is slow, and not wrong
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def started() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`kotha demo` and the address that it says; stopped as by Ctrl-C's cousin."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--json"]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "the demo did not start"
            yield process, json.loads(line)["url"]
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture
def demo() -> Iterator[str]:
    """A demo of one's own: its address."""
    with started() as (_, address):
        yield address


@pytest.fixture(scope="module")
def shared_demo() -> Iterator[str]:
    """One for tests that only look, or that mind only their own."""
    with started() as (_, address):
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, started once; without one, such tests are skipped."""
    path = os.environ.get("KOTHA_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("no Chromium here: install one, or name it in KOTHA_CHROMIUM")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """It, with no page open; each page has a profile of its own, gone with the test."""
    yield chromium
    for profile in chromium.contexts:
        await profile.close()
