"""A borough's residents, and what each of them does, as seeded dice decide.

Rule: the shares are of everybody; who is what, in which language, at which venue, by which channel
and with which link worker is dealt independently, so that no two of them go together.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

TAGS = ("en", "bn", "so", "ur")
VENUES = ("mosque", "library", "pharmacy")
WORKERS = ("Rahima Begum", "Karim Ali")
EVENINGS = (time(17), time(20))
"""When those texts are welcome who said so."""
THANKS = {
    "en": "Thank you. We will text",
    "bn": "ধন্যবাদ। ফল জানাব",
    "so": "Mahadsanid. Natiijada",
    "ur": "شکریہ۔ ہم",
}
"""How the last message of the flow begins."""
DECLINED = {
    "en": "That is fine",
    "bn": "ঠিক আছে",
    "so": "Waa hagaag",
    "ur": "کوئی بات نہیں",
}
"""How whoever declines is answered."""
LEFT = {
    "en": "You will get no more",
    "bn": "আর মেসেজ আসবে না",
    "so": "Farriimo dambe kama heli doontid",
    "ur": "سے اب پیغام نہیں آئیں گے",
}
"""In what confirms a STOP."""
REMINDERS = {
    "en": ("have not heard from you", "questions left", "almost done"),
    "bn": ("এখনও আপনার উত্তর পাইনি", "প্রশ্ন বাকি", "প্রায় শেষ"),
    "so": ("weli jawaab kaama helin", "su'aalaha haray", "waad ku dhowdahay"),
    "ur": ("ابھی تک آپ کا جواب نہیں ملا", "باقی سوال", "بس تھوڑا باقی"),
}
"""In each reminder: to who has not begun, is on the way, is almost done."""


def is_reminder(body: str, language: str) -> bool:
    """Whether a text that somebody got in this language is one."""
    return any(words in body for words in REMINDERS[language])


class Way(StrEnum):
    """What somebody does."""

    AT_ONCE = "answers at once"
    REMINDED = "answers after a reminder"
    LATE = "answers after the second reminder"
    STALLS = "begins, and goes no further"
    DECLINES = "does not wish to take part"
    STOPS = "leaves while the invitations go out"
    DEAD = "has a number or an account that nothing reaches"
    ASSISTED = "answers together with a link worker"
    SILENT = "says nothing"


SHARES = {
    Way.AT_ONCE: 0.30,
    Way.REMINDED: 0.20,
    Way.LATE: 0.07,
    Way.STALLS: 0.05,
    Way.DECLINES: 0.04,
    Way.STOPS: 0.10,
    Way.DEAD: 0.03,
    Way.ASSISTED: 0.03,
}
"""The rest is silent."""
ANSWERS = ("1", "1", "4")
"""Agreed; within a year; easy: a number each, which every language reads."""
LINES = {
    Way.AT_ONCE: ANSWERS,
    Way.REMINDED: ANSWERS,
    Way.LATE: ANSWERS,
    Way.STALLS: ANSWERS[:2],
    Way.DECLINES: ("2",),
}


@dataclass(frozen=True, slots=True)
class Resident:
    """One of them."""

    number: int
    way: Way
    language: str
    venue: str
    channel: str
    worker: str
    keeps_evenings: bool

    @property
    def phone(self) -> str:
        """Of the range kept for drama."""
        return f"+447700900{self.number:03d}"

    @property
    def chat(self) -> int:
        """On Telegram."""
        return 7_100_000 + self.number

    @property
    def place(self) -> str:
        """Where the providers know them."""
        return self.phone if self.channel == "sms" else str(self.chat)

    @property
    def name(self) -> str:
        """Those who are helped stand first in their link worker's list."""
        return f"{'A' if self.way is Way.ASSISTED else 'Resident'} {self.number}"

    @property
    def row(self) -> str:
        """Their line of the people file."""
        phone, chat = (self.phone, "") if self.channel == "sms" else ("", str(self.chat))
        hours = "17:00-20:00" if self.keeps_evenings else ""
        cells = (phone, chat, self.language, self.name, self.worker, self.venue, hours)
        return ",".join(cells)


HEADER = "phone,telegram,language,name,link_worker,source,hours"


def residents(count: int, seed: int) -> tuple[Resident, ...]:
    """So many people, the same at every run."""
    dice = random.Random(seed)
    ways = [way for way, share in SHARES.items() for _ in range(round(share * count))]
    ways += [Way.SILENT] * (count - len(ways))
    dice.shuffle(ways)
    helpers = itertools.cycle(WORKERS)  # by turns, so that neither has more than a page of them
    return tuple(_resident(number, way, dice, helpers) for number, way in enumerate(ways, 1))


def _resident(number: int, way: Way, dice: random.Random, helpers: Iterator[str]) -> Resident:
    return Resident(
        number=number,
        way=way,
        language=dice.choice(TAGS),
        venue=dice.choice(VENUES),
        channel=dice.choice(("sms", "sms", "telegram")),
        worker=next(helpers) if way is Way.ASSISTED else dice.choice((*WORKERS, "")),
        keeps_evenings=way is Way.SILENT and dice.random() < 0.3,
    )
