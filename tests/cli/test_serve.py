"""`kotha serve`: it refuses what is unsafe, it answers, and it stops in good order."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.cli import MISUSE
from tests.commands import ROOT, environment, installation, started


@contextmanager
def serving(env: dict[str, str], *args: str) -> Iterator[tuple[subprocess.Popen[str], str | None]]:
    """A running `kotha serve` and the address it announces; ended if the test did not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--json", *args],
        env=environment(env),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, json.loads(line)["url"]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def stop(process: subprocess.Popen[str], how: signal.Signals) -> list[str]:
    """Ask it to stop; the events it logged."""
    process.send_signal(how)
    _, err = process.communicate(timeout=20)
    return [json.loads(line)["event"] for line in err.splitlines()]


def test_it_does_not_start_without_keys_and_says_how_to_make_them(tmp_path: Path) -> None:
    ran = started("serve", env={"KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/k.db"})

    assert ran.code == MISUSE
    assert "kotha doctor --make-keys" in ran.err
    assert not list(tmp_path.iterdir()), "nothing was opened"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["terminate", "ctrl_c"])
def test_it_answers_and_stops_in_good_order(how: signal.Signals, tmp_path: Path) -> None:
    with serving(installation(tmp_path)) as (process, url):
        live, ready = (httpx.get(f"{url}{path}") for path in ("/livez", "/readyz"))
        events = stop(process, how)

    assert (live.status_code, ready.status_code) == (200, 200)
    assert events == ["app.started", "app.stopped"]
    assert process.returncode == 0


def test_a_worker_listens_nowhere_and_stops_as_well(tmp_path: Path) -> None:
    with serving(installation(tmp_path), "--role", "worker") as (process, url):
        events = stop(process, signal.SIGTERM)

    assert url is None
    assert events == ["app.started", "app.stopped"]


def test_counters_have_a_port_of_their_own(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**installation(tmp_path), "KOTHA_METRICS_PORT": str(port)}

    with serving(env) as (process, url):
        counters = httpx.get(f"http://127.0.0.1:{port}/metrics")
        outside = httpx.get(f"{url}/metrics")
        stop(process, signal.SIGTERM)

    assert counters.status_code == 200
    assert "kotha_" in counters.text
    assert outside.status_code == 404


def test_a_port_in_use_is_a_plain_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {**installation(tmp_path), "KOTHA_PORT": str(taken.getsockname()[1])}
        ran = started("serve", env=env)

    assert ran.code == MISUSE
    assert "KOTHA_PORT: cannot listen there" in ran.err
    assert "Traceback" not in ran.err


def test_the_demos_phones_do_not_exist_here(tmp_path: Path) -> None:
    with serving(installation(tmp_path)) as (process, url):
        answer = httpx.get(f"{url}/phone")
        stop(process, signal.SIGTERM)

    assert answer.status_code == 404
