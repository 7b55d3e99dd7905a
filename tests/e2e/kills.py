"""kill -9 while people talk, and what each of them should have heard in the end.

Rule: the moments come from seeded dice. After each kill the clock is wound past lease and
patience only once nothing moves: a send that is really under way never takes that long.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from bot.channels import LIMITS
from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.workshop.play import Setting, phone
from tests.e2e.people import Resident
from tests.e2e.play import DAYS, HEARD_WORDS, Story
from tests.e2e.town import ROOT, SLUG, Town

LEASE = timedelta(minutes=2, seconds=10)
PATIENCE = timedelta(seconds=100)
"""With an unknown send, and the half minute in which it is looked for."""
TRAFFIC_PER_TURN = 4
"""Requests for one line and its answer: in, out, and two reports."""
LIMIT_JITTER_SECONDS = 0.02
LIMIT_WAIT_SECONDS = 2.0
_NUMBER = re.compile(r"^\d+ ", re.MULTILINE)


class Killer:
    """What happens between the lines of a story."""

    def __init__(self, town: Town, seed: int, chance: float) -> None:
        """`chance`: of a kill in a round."""
        self.town = town
        self.dice = random.Random(seed)
        self.chance = chance
        self.kills = 0

    def __call__(self) -> None:
        """Perhaps kill the server somewhere in this round; then start it again."""
        if self.dice.random() >= self.chance:
            return
        self._wait()
        self.town.kill()
        self.kills += 1
        self.town.start()
        self.town.settle()
        for length in (LEASE, PATIENCE):
            self.town.later(length)

    def _wait(self) -> None:
        """Until some requests were made, and a little longer: kills fall between any two."""
        until = self.town.traffic + self.dice.randrange(TRAFFIC_PER_TURN * 12)
        jitter = self.dice.uniform(0, LIMIT_JITTER_SECONDS)
        with self.town.twilio.moved:
            self.town.twilio.moved.wait_for(lambda: self.town.traffic >= until, LIMIT_WAIT_SECONDS)
            self.town.twilio.moved.wait_for(lambda: False, jitter)


def lost_and_doubled(story: Story) -> tuple[Counter[str], Counter[str]]:
    """Texts that should have reached a phone and did not, and those that came once too often,
    each with whose it is."""
    lost, doubled = Counter[str](), Counter[str]()
    for person in story.people:
        wanted = Counter(_plain(body) for body in _expected(person))
        came = Counter(_plain(body) for body in story.inbox(person) if not _is_heard(person, body))
        heard = sum(_is_heard(person, body) for body in story.inbox(person))
        due = int(person.kind < 8)
        lost.update({f"{person.number}: {b}": n for b, n in (wanted - came).items()})
        doubled.update({f"{person.number}: {b}": n for b, n in (came - wanted).items()})
        lost[f"{person.number}: heard"] += max(0, due - heard)
        doubled[f"{person.number}: heard"] += max(0, heard - due)
    return +lost, +doubled


def _is_heard(person: Resident, body: str) -> bool:
    return HEARD_WORDS[person.language][0] in body


def _expected(person: Resident) -> Sequence[str]:
    """What the service says to them where nothing ever goes wrong."""
    played = phone(_setting(person.channel), person.language)
    played.begin()
    day = next(day for day, kinds in DAYS if person.kind in kinds)
    played.wait(timedelta(days=day, hours=1))
    for line in person.lines():
        played.type(line)
    return [shown.row.body for shown in played.sent]


@cache
def _setting(channel: str) -> Setting:
    document = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")
    return Setting(document, Catalogue.load(ROOT / "locales"), channel, LIMITS[channel])


def _plain(body: str) -> str:
    """Without the numbers and the order of the choices: they are shuffled by conversation. And
    without the address of the page, which a phone that is played has none of."""
    lines = (line for line in _NUMBER.sub("", body).splitlines() if "/c/" not in line)
    return "\n".join(sorted(lines))
