"""How long a resident waits for the answer to a reply while a broadcast goes out at its pace.

`kotha serve` as a process, before both providers' fakes. The wait is that of the person: from
sending the reply until the next message is on their phone. The reference is a bare request to the
same process, meanwhile.
"""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import monotonic

from tests.bench.table import Ratio
from tests.e2e.town import SLUG, Town, sure

EACH = 600
"""People of each channel: more than the measurement lasts for."""
REPLIES = 40
"""Measured on each channel."""
RATES = '{"sms": {"GB": 10}, "telegram": {"*": 25}}'
LANGUAGES = ("en", "bn", "so", "ur")
OPENS = datetime(2027, 3, 2, 9, tzinfo=UTC)
SETTLED = timedelta(seconds=2)
"""Since the invitation reached them: one chat is written to once a second."""
LIMIT_SECONDS = 2.0
PATIENCE_SECONDS = 60.0

Phone = tuple[datetime, Callable[[], object], Callable[[], int]]
"""When the invitation came; what sends a reply; how many messages it has."""


def measure() -> list[Ratio]:
    """Two seconds at the 95th percentile."""
    now = datetime.now(UTC)  # noqa: TID251 (the launch is made by the officer's clock)
    with tempfile.TemporaryDirectory() as folder, _town(Path(folder), now) as town:
        _broadcast(town)
        with ThreadPoolExecutor(3) as pool:
            sms = pool.submit(_waits, town, lambda: _texters(town))
            telegram = pool.submit(_waits, town, lambda: _chatters(town))
            bare = pool.submit(_bare, town)
            found = {"SMS": sms.result(), "Telegram": telegram.result()}
            reference = bare.result()
        is_under_way = len(town.twilio.sent) < EACH
    assert is_under_way, "the broadcast was over before the measurement"
    return [
        Ratio(
            f"answer a reply during a broadcast, {name} (2 s)",
            f"{_p95(waits) * 1e3:,.0f} ms",
            f"{_p95(reference) * 1e3:,.0f} ms",
            _p95(waits) / LIMIT_SECONDS,
            1,
            is_ceiling=True,
        )
        for name, waits in found.items()
    ]


def _town(folder: Path, now: datetime) -> Town:
    return Town(folder, now, KOTHA_RATES=RATES, KOTHA_APPROVE_ABOVE=str(3 * EACH))


def _broadcast(town: Town) -> None:
    """Launched, with the clock wound to the opening."""
    rows = [f"+447700900{n:03d},,{LANGUAGES[n % 4]}" for n in range(1, EACH + 1)]
    rows += [f",{7_100_000 + n},{LANGUAGES[n % 4]}" for n in range(1, EACH + 1)]
    people = "\n".join(["phone,telegram,language", *rows, ""])
    (town.folder / "people.csv").write_text(people, encoding="utf-8")
    town.start()
    town.kotha("golive", "--by", "Olive Grant")
    town.kotha("launch", SLUG, "--to", "people.csv", *sure(2 * EACH))
    town.clock.set(OPENS)


def _waits(town: Town, phones: Callable[[], Sequence[tuple[str, Phone]]]) -> list[float]:
    """Seconds that people wait, one after the other, each once."""
    waits: list[float] = []
    done: set[str] = set()
    until = monotonic() + 3 * PATIENCE_SECONDS
    while len(waits) < REPLIES:
        assert monotonic() < until, town.log()[-2000:]
        for who, (at, say, count) in phones():
            if who not in done and town.clock.now() - at > SETTLED:
                done.add(who)
                waits.append(_wait(town, say, count))
                break
        town.glance()
    return waits


def _wait(town: Town, say: Callable[[], object], count: Callable[[], int]) -> float:
    before, began = count(), monotonic()
    say()
    while count() <= before:
        assert monotonic() - began < PATIENCE_SECONDS, town.log()[-2000:]
        town.glance(0.005)
    return monotonic() - began


def _texters(town: Town) -> Sequence[tuple[str, Phone]]:
    """Those who have their invitation, the first who got it first."""
    return [(each.to, _texter(town, each.to, each.at)) for each in town.twilio.sent]


def _texter(town: Town, number: str, at: datetime) -> Phone:
    return (
        at,
        lambda: town.twilio.text(number, "1"),
        lambda: len(town.twilio.inbox(number)),
    )


def _chatters(town: Town) -> Sequence[tuple[str, Phone]]:
    return [(str(chat), _chatter(town, chat, each.at)) for chat, each in town.telegram.sent]


def _chatter(town: Town, chat: int, at: datetime) -> Phone:
    person = town.telegram.person(chat)
    return at, lambda: person.say("1"), lambda: len(person.inbox)


def _bare(town: Town) -> list[float]:
    """Seconds for as many requests that ask for nothing."""
    return list(_asked(town))


def _asked(town: Town) -> Iterator[float]:
    for _ in range(REPLIES):
        town.glance(0.2)
        began = monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/livez")
        connection.getresponse().read()
        connection.close()
        yield monotonic() - began


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    print(*measure(), sep="\n")
