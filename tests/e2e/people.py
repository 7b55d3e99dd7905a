"""Forty people and what each says; what must come of it was worked out by hand.

In each of four groups of ten (English and Bengali, SMS and Telegram):

* 0–4 had their eyes checked this year; 0, 2 and 4 say it was easy (4), 1 and 3 hard (2);
* 5, 6 and 7 never did, because it is too far (30 minutes); 6 also finds the times bad;
* 8 does not wish to take part; 9 agrees, and then leaves.

Everyone who goes on puts "nearer" first; 0, 2, 4 and 6 live in E1, the others in E14.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RESULTS: Mapping[str, tuple[int, Mapping[str, int | None]]] = {
    "last_visit": (30, {"this_year": 20, "longer": 0, "never": 10, "unsure": 0}),  # 32: 20, 12
    "ease": (20, {"1": 0, "2": 10, "3": 0, "4": 10, "5": 0}),  # 20: 8, 12
    "barriers": (10, {"travel": 10, "time": None, "letter": 0}),  # 12: 12, 4
    "minutes": (10, {}),
    "wishes": (30, {"evening": 0, "nearer": 30, "speaker": 0}),
    "area": (30, {"E1": 15, "E14": 15}),  # 32: 16, 16
}
"""Step → people and answers as they may be published: rounded to 5, 1 to 7 starred (`None`).
Beside each, the true figures."""
FUNNEL = {"completed": 32, "declined": 4, "stopped": 4}

WORDS = {
    "en": {
        "yes": ("yes", "Yes please", "1", "y"),
        "no": "no",
        "this_year": ("1", "In the last 12 months"),
        "never": ("never", "3"),
        "time": "bad time",
        "travel": "too far",
        "nonsense": "why is the sky",
        "skip": "skip",
    },
    "bn": {
        "yes": ("হ্যাঁ", "ji", "১", "ha"),
        "no": "না",
        "this_year": ("১", "গত ১২ মাসে"),
        "never": ("কখনও না", "৩"),
        "time": "সময় মেলে না",
        "travel": "অনেক দূর",
        "nonsense": "আকাশ নীল কেন",
        "skip": "বাদ দিন",
    },
}
ABOUT_YOU = 7
"""Questions about themselves, all of which they leave out."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One of them."""

    number: int
    """0 to 39."""
    language: str
    channel: str

    @property
    def kind(self) -> int:
        """Place in their group, 0 to 9: see the module."""
        return self.number % 10

    @property
    def phone(self) -> str:
        """For those who text."""
        return f"+447700900{100 + self.number}"

    @property
    def chat(self) -> int:
        """For those on Telegram."""
        return 7_009_000 + self.number

    def lines(self) -> Sequence[str]:
        """What they send, one reply to each question."""
        words = WORDS[self.language]
        yes = words["yes"][self.number % 4]
        if self.kind == 8:
            return (str(words["no"]),)
        if self.kind == 9:
            return (yes, "STOP")
        return (yes, *self._middle(), *self._end())

    def _middle(self) -> Sequence[str]:
        words = WORDS[self.language]
        pick = self.number % 2
        if self.kind >= 5:
            barriers = words["travel"]
            if self.kind == 6:
                barriers = f"{words['travel']}, {words['time']}"
            return (words["never"][pick], str(barriers), "30")
        nonsense = (str(words["nonsense"]),) if self.kind == 1 else ()
        return (*nonsense, words["this_year"][pick], "4" if self.kind % 2 == 0 else "2")

    def _end(self) -> Sequence[str]:
        skip = str(WORDS[self.language]["skip"])
        district = "E1" if self.kind % 2 == 0 else "e14"
        return ("2 1 3", district, skip, *(skip,) * ABOUT_YOU)


def residents() -> tuple[Resident, ...]:
    """All forty."""
    groups = [(tag, channel) for channel in ("sms", "telegram") for tag in ("en", "bn")]
    return tuple(Resident(n, *groups[n // 10]) for n in range(40))


def people_file() -> str:
    """The list that the officer launches to: those on Telegram get a personal link."""
    rows = [
        f"{each.phone if each.channel == 'sms' else ''},{each.language},person {each.number}"
        for each in residents()
    ]
    return "\n".join(["phone,language,name", *rows, ""])
