"""Fifteen months of one consultation, from the invitation to the archive, with a promise broken on
the way.

Rule: people act through the providers' fakes, officers through the `kotha` command on the days of
the story; what is checked afterwards is what the providers have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product

from tests.e2e.town import SLUG, TO_TYPE, Town, sure

TAGS = ("en", "bn")


def moment(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment of the story."""
    return datetime(year, month, day, hour, tzinfo=UTC)


INVITED = moment(2027, 3, 2)
CLOSED = moment(2027, 3, 31, 17) + timedelta(minutes=1)
HEARD = moment(2027, 4, 14)
READ = moment(2027, 4, 20)
"""Whoever decides reads the report; some of those who took part have had enough."""
PROMISED = moment(2027, 5, 5)
"""Nothing is decided yet."""
DECIDED = moment(2027, 5, 20)
TOLD = moment(2027, 5, 21, 11)
"""The decision was slept on."""
WROTE = moment(2027, 8, 10)
THREE_MONTHS = moment(2027, 8, 20, 12)
TWELVE_MONTHS = moment(2028, 5, 20, 12)


class Kind(StrEnum):
    """What somebody does."""

    STAYS = "answers, and stays"
    CHOSE = "answers otherwise, and stays"
    LEAVES = "answers, and has had enough after what was heard"
    STOPS = "leaves at once"
    SILENT = "says nothing"


SHARES = {Kind.STAYS: 2, Kind.CHOSE: 1, Kind.LEAVES: 1, Kind.STOPS: 1, Kind.SILENT: 1}
"""Of each language and channel, times so many."""
LINES = {
    Kind.STAYS: ("1", "1", "4"),
    Kind.CHOSE: ("1", "3"),
    Kind.LEAVES: ("1", "1", "4"),
    Kind.STOPS: ("STOP",),
    Kind.SILENT: (),
}


@dataclass(frozen=True, slots=True)
class Resident:
    """One of them."""

    number: int
    kind: Kind
    language: str
    channel: str

    @property
    def phone(self) -> str:
        """Of the range kept for drama."""
        return f"+447700900{self.number:03d}"

    @property
    def chat(self) -> int:
        """On Telegram."""
        return 7_300_000 + self.number

    @property
    def row(self) -> str:
        """Their line of the people file."""
        is_sms = self.channel == "sms"
        return f"{self.phone if is_sms else ''},{'' if is_sms else self.chat},{self.language}"


def residents(times: int) -> tuple[Resident, ...]:
    """Everybody."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(share * times)]
    people = product(kinds, TAGS, ("sms", "telegram"))
    return tuple(Resident(n, *each) for n, each in enumerate(people))


class Year:
    """The story, and what the providers saw of it."""

    def __init__(self, town: Town, times: int) -> None:
        self.town = town
        self.people = residents(times)
        self.refused: list[str] = []
        """What archiving was refused for."""
        self.late = ""
        """What the officer saw while the promise was broken."""

    def of(self, *kinds: Kind) -> list[Resident]:
        """Those who do that."""
        return [each for each in self.people if each.kind in kinds]

    def play(self) -> None:
        """All of it."""
        stays = self.of(Kind.STAYS, Kind.CHOSE)
        took_part = [*stays, *self.of(Kind.LEAVES)]
        self._invite()
        self._answer()
        self.town.at(CLOSED)
        self._until(HEARD, took_part)
        self.town.clock.set(READ)
        self._say([(each, "STOP") for each in self.of(Kind.LEAVES)])
        self.town.on_the_day("export", "report", SLUG, "--by", "The Board")
        self._until(PROMISED, stays)
        self.late = self.town.on_the_day("status", SLUG)
        self.town.clock.set(DECIDED)
        self._record("decision.yaml", decision())
        self._until(TOLD, stays)
        self._tell_next(1, WROTE, THREE_MONTHS)
        self.refused.append(self._archive(code=1))
        self._tell_next(2, TWELVE_MONTHS - timedelta(days=30), TWELVE_MONTHS)
        self.town.settle()
        self.refused.append(self._archive())
        self.town.stop()

    def _invite(self) -> None:
        rows = "\n".join(["phone,telegram,language", *(each.row for each in self.people), ""])
        (self.town.folder / "people.csv").write_text(rows, encoding="utf-8")
        self.town.on_the_day("golive", "--by", "Olive Grant")
        self.town.on_the_day("launch", SLUG, "--to", "people.csv", *sure(len(self.people)))
        self.town.start()
        self._until(INVITED, self.people)

    def _answer(self) -> None:
        for turn in range(max(map(len, LINES.values()))):
            talking = [each for each in self.people if turn < len(LINES[each.kind])]
            self.town.clock.wind(TO_TYPE)
            self._say([(each, LINES[each.kind][turn]) for each in talking])

    def _record(self, name: str, form: str, *flags: str) -> None:
        (self.town.folder / name).write_text(form, encoding="utf-8")
        sure = ("--by", "Olive Grant", "--record")
        self.town.on_the_day("decide", SLUG, name, *flags, *sure)

    def _tell_next(self, number: int, wrote: datetime, due: datetime) -> None:
        self.town.clock.set(wrote)
        self._record(f"next{number}.yaml", news(number), "--next")
        self._until(due, self.of(Kind.STAYS, Kind.CHOSE))

    def _archive(self, code: int = 0) -> str:
        return self.town.on_the_day("archive", SLUG, "--confirm", SLUG, code=code)

    # ── People ────────────────────────────────────────────────────────────────────────────────

    def _say(self, lines: Sequence[tuple[Resident, str]]) -> None:
        """Each sends a line, and has its answer."""
        before = self._counts()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda said: self._one(*said), lines))
        self._have_heard([each for each, _ in lines], before)

    def _one(self, each: Resident, line: str) -> None:
        if each.channel == "sms":
            assert self.town.twilio.text(each.phone, line) == 200
        else:
            self.town.telegram.person(each.chat).say(line)

    def _until(self, at: datetime, people: Sequence[Resident]) -> None:
        """Jump to a moment at which each of these gets something, and wait for it."""
        before = self._counts()
        self.town.clock.set(at)
        self._have_heard(people, before)

    def _have_heard(self, people: Sequence[Resident], before: Counter[Resident]) -> None:
        self.town.until(lambda: all(self._counts()[each] > before[each] for each in people))

    def _counts(self) -> Counter[Resident]:
        return Counter({each: len(self.inbox(each)) for each in self.people})

    def inbox(self, each: Resident) -> Sequence[str]:
        """What reached their phone, in order."""
        if each.channel == "sms":
            return self.town.twilio.inbox(each.phone)
        sent = self.town.telegram.person(each.chat).inbox
        return [text for message in sent for text in (*message.earlier, message.text)]


# ── What the officer writes ───────────────────────────────────────────────────────────────────


def decision() -> str:
    """A filled form: what people said of their last screening, and what became of it."""
    return "\n".join(_decision()) + "\n"


def _decision() -> Iterator[str]:
    yield from ("decided_by: The Board", "decided_on: 2027-05-19", "themes:")
    yield from ("  - theme: letters", "    title: {en: Letters in Bengali, bn: বাংলায় চিঠি}")
    yield "    verdict: accepted"
    yield "    because: {en: They begin in June., bn: জুনে শুরু হবে।}"
    yield "    answers: [last_visit.never]"
    yield from ("  - theme: nearer", "    title: {en: A nearer clinic, bn: কাছের ক্লিনিক}")
    yield "    verdict: not"
    yield "    because: {en: It costs too much., bn: খরচ বেশি।}"
    yield "    answers: [last_visit.this_year]"


def news(number: int) -> str:
    """A filled form for what happened next."""
    bengali = {1: "চিঠি শুরু হয়েছে।", 2: "চিঠি সবাই পেয়েছেন।"}[number]
    english = {1: "The letters have begun.", 2: "Everybody has had a letter."}[number]
    return f"update: {number}\ntext:\n  en: {english}\n  bn: {bengali}\n"
