"""Ten days in a borough: a launch to many, reminders, help from link workers, people who leave.

Rule: what is checked afterwards is what the providers received and heard, by their own record and
their own clock; of ours, only what officers are told is read.
"""

from __future__ import annotations

import time as real_time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tests.e2e.crowd import EVENINGS, HEADER, LINES, THANKS, WORKERS, Resident, Way, residents
from tests.e2e.town import PATIENCE_SECONDS, SLUG, TO_TYPE, Town, sure
from tests.fakes.chats import Person

WEEKLY_CAP = 2
"""Fewer than the three messages that the flow would send within a week."""
WORKER_CHATS = {name: 7_900_001 + n for n, name in enumerate(WORKERS)}


def march(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the story; in London it is the same hour."""
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a provider has it."""

    at: datetime
    body: str
    is_theirs: bool
    """The resident wrote it."""


@dataclass(frozen=True, slots=True)
class Act:
    """A moment of the story."""

    at: datetime
    reach: Sequence[Way] = ()
    """Who must get something then; in the evening those of them who asked for evenings."""
    answer: Sequence[Way] = ()
    is_helped: bool = False
    """The link workers sit with their people then."""


STILL = (Way.REMINDED, Way.LATE, Way.ASSISTED, Way.SILENT)
DAYS = (
    Act(march(2, 10), answer=(Way.AT_ONCE, Way.STALLS, Way.DECLINES)),
    Act(march(2, 17, 5), reach=(Way.SILENT,)),
    Act(march(2, 23)),
    Act(march(4, 4)),
    Act(march(4, 9, 30), reach=STILL, answer=(Way.REMINDED,)),
    Act(march(4, 18), reach=(Way.SILENT,), is_helped=True),
    Act(march(7, 10)),  # a Sunday, when the morning is quiet
    Act(march(8, 12)),  # the second reminder is due, and would be one too many
    Act(march(9, 9, 30), reach=(Way.LATE, Way.SILENT), answer=(Way.LATE,)),
    Act(march(9, 18), reach=(Way.SILENT,)),
    Act(march(11, 18)),
)


class Borough:
    """The story, and what the providers saw of it."""

    def __init__(self, town: Town, count: int, seed: int) -> None:
        self.town = town
        self.people = residents(count, seed)
        self.status: Any = None
        self._names = {each.name for each in self.people}
        self.heard: dict[str, list[datetime]] = defaultdict(list)
        """When each chat on Telegram wrote: its fake keeps what the bot wrote alone."""

    def of(self, *ways: Way) -> list[Resident]:
        """Those who do that."""
        return [each for each in self.people if each.way in ways]

    # ── The story ─────────────────────────────────────────────────────────────────────────────

    def play(self) -> None:
        """From the launch, which is made the day before, to the tenth day."""
        for each in self.of(Way.DEAD):
            self._cut_off(each)
        self.town.start()
        self._take_on()
        self._launch()
        self.town.at(march(2, 6))
        self._broadcast()
        for act in DAYS:
            self._act(act)
        self.status = self.town.json("status", SLUG)["consultations"][0]
        self.town.stop()

    def _act(self, act: Act) -> None:
        """Wind the clock, wait for what is due then, and for those who answer it."""
        before = self._counts()
        self.town.clock.set(act.at)
        due = [
            e for e in self.of(*act.reach) if e.keeps_evenings == (act.at.hour >= EVENINGS[0].hour)
        ]
        self.town.until(partial(self._have_heard, due, before))
        self.town.settle()
        self._answer(self.of(*act.answer))
        if act.is_helped:
            self._assist()

    def _cut_off(self, each: Resident) -> None:
        if each.channel == "sms":
            self.town.twilio.refuse(each.phone, 21211)
        else:
            self.town.telegram.person(each.chat).has_blocked = True

    def _take_on(self) -> None:
        for name, chat in WORKER_CHATS.items():
            made = self.town.json("user", "add", name, "--role", "link_worker")
            person = self.town.telegram.person(chat, name=name)
            person.start(made["code"])
            person.wait(1)

    def _launch(self) -> None:
        rows = "\n".join([HEADER, *(each.row for each in self.people), ""])
        (self.town.folder / "people.csv").write_text(rows, encoding="utf-8")
        self.town.kotha("golive", "--by", "Olive Grant")
        self.town.kotha("launch", SLUG, "--to", "people.csv", *sure(len(self.people)))

    def _broadcast(self) -> None:
        """Nine o'clock; when a third is out, some have had enough, invited already or not."""
        third = len(self.people) // 3
        self.town.clock.set(march(2, 9))
        until = real_time.monotonic() + PATIENCE_SECONDS
        while len(self.town.twilio.sent) + len(self.town.telegram.sent) < third:
            assert real_time.monotonic() < until, self.town.log()[-2000:]
            self.town.glance(0.01)
        self._say([(each, "STOP") for each in self.of(Way.STOPS)])
        self.town.settle()

    def _answer(self, people: Sequence[Resident]) -> None:
        """Each sends the next line once the answer to the last has come."""
        for turn in range(max((len(LINES[each.way]) for each in people), default=0)):
            talking = [each for each in people if turn < len(LINES[each.way])]
            self.town.clock.wind(TO_TYPE)
            before = self._counts()
            self._say([(each, LINES[each.way][turn]) for each in talking])
            self.town.until(partial(self._have_heard, talking, before))

    def _have_heard(self, people: Sequence[Resident], before: Mapping[str, int]) -> bool:
        counts = self._counts()
        return all(counts[each.place] > before[each.place] for each in people)

    def _say(self, lines: Iterable[tuple[Resident, str]]) -> None:
        with ThreadPoolExecutor(8) as pool:
            for status in pool.map(lambda said: self._one(*said), lines):
                assert status == 200

    def _one(self, each: Resident, line: str) -> int:
        if each.channel == "sms":
            return self.town.twilio.text(each.phone, line)
        self.heard[each.place].append(self.town.clock.now())
        self.town.telegram.person(each.chat).say(line)
        return 200

    def _assist(self) -> None:
        """Both link workers sit with their people, one after the other."""
        turns: dict[str, list[tuple[Callable[[Person], object], int]]] = defaultdict(list)
        for each in self.of(Way.ASSISTED):
            turns[each.worker] += _together(each)
        for place in range(max(map(len, turns.values()))):
            busy = [name for name in WORKERS if place < len(turns[name])]
            self.town.clock.wind(TO_TYPE)
            phones = {name: self.town.telegram.person(WORKER_CHATS[name]) for name in busy}
            wanted: dict[str, int] = {}
            for name, phone in phones.items():
                act, count = turns[name][place]
                wanted[name] = len(phone.inbox) + count
                act(phone)
            self.town.until(partial(_have_come, phones, wanted))

    def _counts(self) -> Counter[str]:
        """Messages that reached each place so far."""
        counts = Counter(record.to for record in self.town.twilio.sent)
        counts.update(str(chat) for chat, _ in self.town.telegram.sent)
        return counts

    # ── What the providers have ───────────────────────────────────────────────────────────────

    def seen(self) -> Mapping[str, Sequence[Seen]]:
        """All that passed between the bot and each place, in order."""
        found: dict[str, list[Seen]] = defaultdict(list)
        for record in self.town.twilio.records:
            is_theirs = record.direction == "inbound"
            place = record.from_ if is_theirs else record.to
            found[place].append(Seen(record.at, record.body, is_theirs))
        for chat, message in self.town.telegram.sent:
            for said in (*message.earlier, message.text):
                found[str(chat)].append(Seen(message.at, said, is_theirs=False))
        for place, moments in self.heard.items():
            found[place] += [Seen(at, "", is_theirs=True) for at in moments]
        return {place: sorted(all_, key=lambda each: each.at) for place, all_ in found.items()}

    def helped(self) -> Sequence[str]:
        """Whom the link workers' chats name before a thank-you: they ended together."""
        found: list[str] = []
        for chat in WORKER_CHATS.values():
            name = ""
            for message in self.town.telegram.person(chat).inbox:
                if message.text in self._names:
                    name = message.text
                elif name and message.text.startswith(tuple(THANKS.values())):
                    found.append(name)
                    name = ""
        return found


def _have_come(phones: Mapping[str, Person], wanted: Mapping[str, int]) -> bool:
    return all(len(phone.inbox) >= wanted[name] for name, phone in phones.items())


def _together(each: Resident) -> Sequence[tuple[Callable[[Person], object], int]]:
    """What a link worker does on their phone to answer with somebody, and how many messages come
    of each."""
    return (
        (lambda phone: phone.say("/desk"), 1),
        (lambda phone: _tap(phone, "desk.people"), 1),
        (lambda phone: _tap(phone, "desk.list.new"), 1),
        (lambda phone: phone.tap(each.name), 1),
        (lambda phone: _tap(phone, "desk.assist."), 1),
        (lambda phone: phone.tap("Yes"), 1),  # they have agreed
        (lambda phone: phone.tap("Yes"), 2),  # and leave out what is about them
        *((partial(Person.say, text=line), 1) for line in LINES[Way.AT_ONCE]),
    )


def _tap(phone: Person, begins: str) -> int:
    """The newest button whose data begins so."""
    for message in reversed(phone.inbox):
        for _, data in message.buttons:
            if data.startswith(begins):
                return phone.tap_data(data, message.message_id)
    raise AssertionError(f"no button {begins}")
