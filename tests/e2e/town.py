"""A town: an installation of Kotha as processes, both providers, and people with phones.

Rule: people act through the providers' fakes, officers through the `kotha` command; nothing here
reaches into the product.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.settings import make_keys
from bot.worker import POLL_SECONDS
from tests.e2e.clock import SharedClock
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake

ROOT = Path(__file__).parents[2]
SLUG = "eye-screening-access"
READY_SECONDS = 90.0
QUIET_SECONDS = POLL_SECONDS + 0.2
"""What no loop has acted on by then, none will: each looks at least so often."""
PATIENCE_SECONDS = 90.0
STILL_SECONDS = 0.4
"""If nothing comes for so long, time passes: a second message to one chat waits for its pace."""
TO_TYPE = timedelta(seconds=5)
"""More than the pace at which one chat is written to."""


def sure(people: int, by: str = "Olive Grant") -> tuple[str, ...]:
    """What an officer gives a launch to so many, of drafts and without a DPIA."""
    return (*stands_for(by), "--send", "--confirm", str(people))


def stands_for(name: str) -> tuple[str, ...]:
    """Who takes drafts, and a missing DPIA, on themselves."""
    return ("--accept-drafts", name, "--without-dpia", name)


class Town:
    """Use it as a context: both providers run, the server when told to."""

    def __init__(
        self,
        folder: Path,
        start: datetime,
        *,
        database_url: str = "",
        words: Path = ROOT,
        **settings: str,
    ) -> None:
        """`words`: the folder that holds `flows/` and `locales/`; `settings`: besides ours, as
        `KOTHA_WEEKLY_CAP`."""
        self.folder = folder
        self._settings = settings
        self._words = words
        self._clock_file = folder / "clock"
        self._clock_file.write_text("0")
        self.clock = SharedClock(self._clock_file)
        self.clock.set(start)
        self.port = free_port()
        self.public = "https://kotha.example.org"
        here = f"http://127.0.0.1:{self.port}"
        self.twilio = TwilioFake(
            webhook_url=f"{self.public}/webhooks/sms", connect_to=here, now=self.clock.now
        )
        self.telegram = TelegramFake(connect_to=here, now=self.clock.now)
        self._database = database_url or f"sqlite+aiosqlite:///{folder}/kotha.db"
        self._keys = make_keys()
        self._stack = contextlib.ExitStack()
        self._server: subprocess.Popen[bytes] | None = None
        self._officer: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._stack.enter_context(self.twilio)
        self._stack.enter_context(self.telegram)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._officer is not None:
            self._officer.communicate()  # no more commands: it ends
        self._stack.close()

    @property
    def environment(self) -> Mapping[str, str]:
        """All settings, as an operator would set them."""
        kept = {name: value for name, value in os.environ.items() if "KOTHA" not in name}
        return {
            **kept,
            **self._keys,
            **self.twilio.environment,
            **self.telegram.environment,
            "KOTHA_DATABASE_URL": self._database,
            "KOTHA_PORT": str(self.port),
            "KOTHA_PUBLIC_URL": self.public,
            "KOTHA_TELEGRAM_MODE": "webhook",
            "KOTHA_RATES": '{"sms": {"GB": 500}, "telegram": {"*": 500}}',
            "KOTHA_FLOWS_DIR": str(self._words / "flows"),
            "KOTHA_LOCALES_DIR": str(self._words / "locales"),
            "PYTHONPATH": str(ROOT),
            **self._settings,
        }

    # ── Processes ─────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Start the server, and wait until it is ready."""
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.server", str(self._clock_file)],
                env=dict(self.environment),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            assert self._server.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            self.glance()

    def kill(self) -> None:
        """kill -9, in the middle of whatever it is doing."""
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait()
            self._server = None

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._server is not None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(timeout=30)
            self._server = None

    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "server.log").read_text()

    def kotha(self, *words: str, code: int = 0, given: str = "") -> str:
        """Run an officer's command by the story's clock; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.officer", str(self._clock_file), *words],
            env=dict(self.environment),
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def on_the_day(self, *words: str, code: int = 0) -> str:
        """The same in one process for all; what it printed and complained of."""
        if self._officer is None:
            self._officer = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.officer", str(self._clock_file)],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        orders, answers = self._officer.stdin, self._officer.stdout
        assert orders is not None
        assert answers is not None
        orders.write(json.dumps(words) + "\n")
        orders.flush()
        found, printed, complained = json.loads(answers.readline())
        assert found == code, f"{words}: {found}\n{printed}{complained}"
        return f"{printed}{complained}"

    def json(self, *words: str) -> Any:
        """The same with `--json`, parsed."""
        return json.loads(self.kotha(*words, "--json"))

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    # ── Time ──────────────────────────────────────────────────────────────────────────────────

    def at(self, moment: datetime) -> None:
        """Jump to a moment, and wait until everything due has been done."""
        self.clock.set(moment)
        self.settle()

    def later(self, length: timedelta) -> None:
        """Let time pass at once."""
        self.at(self.clock.now() + length)

    def settle(self, quiet_seconds: float = QUIET_SECONDS, limit_seconds: float = 180.0) -> None:
        """Until no provider has been asked for anything for a while."""
        until, rest = time.monotonic() + limit_seconds, Rest(self)
        while rest.seconds() < quiet_seconds:
            assert time.monotonic() < until, f"it does not come to rest\n{self.log()[-2000:]}"
            self.glance()

    @property
    def traffic(self) -> int:
        """Requests either way so far."""
        posted = len(self.twilio.answers) + len(self.telegram.answers)
        return self.twilio.attempts + len(self.telegram.calls) + posted

    def glance(self, seconds: float = 0.05) -> None:
        """Until something happens at a provider, or a moment has passed."""
        with self.twilio.moved:
            self.twilio.moved.wait(seconds)

    def until(
        self, holds: Callable[[], bool], wait: timedelta = TO_TYPE, still: float = STILL_SECONDS
    ) -> None:
        """Wait for something to hold; where nothing moves for `still` seconds, so much of the
        story's time passes as `wait` says."""
        end, rest = time.monotonic() + PATIENCE_SECONDS, Rest(self)
        while not holds():
            assert time.monotonic() < end, self.log()[-2000:]
            self.glance()
            if rest.seconds() > still:
                self.clock.wind(wait)
                rest = Rest(self)

    @property
    def is_at_work(self) -> bool:
        """Whether the server has or wants a processor, or waits for a disk, as far as the system
        tells: on a busy machine it is not at rest because nothing comes of it."""
        if self._server is None:
            return False
        for thread in Path(f"/proc/{self._server.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # it has just ended
                if thread.read_text().rpartition(")")[2].split()[0] in {"R", "D"}:
                    return True
        return False


class Rest:
    """How long nothing has moved in a town: nothing at a provider, nor twice running in the
    server, whose loops look around now and then."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._seen, self._was_at_work, self._since = town.traffic, False, time.monotonic()

    def seconds(self) -> float:
        """So many, now."""
        traffic, is_at_work = self._town.traffic, self._town.is_at_work
        if traffic != self._seen or (is_at_work and self._was_at_work):
            self._since = time.monotonic()
        self._seen, self._was_at_work = traffic, is_at_work
        return time.monotonic() - self._since


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def tokens(printed: str) -> Iterator[str]:
    """The tokens in a file of personal join links."""
    for match in re.finditer(r"[?&]start=([A-Za-z0-9_-]+)", printed):
        yield match[1]
