"""How the forty answer: in rounds, each sending the next line, with days in between.

Rule: nobody sends a line before the answer to their last one has reached their phone.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.people import RESULTS, Resident, people_file, residents
from tests.e2e.town import SLUG, TO_TYPE, Town

DAYS = ((0, {0, 1, 2, 3}), (1, {4, 5}), (2, {6, 8, 9}), (6, {7}))
"""On which day who answers."""
OPENS = datetime(2027, 3, 2, 9, tzinfo=UTC)
CLOSED = datetime(2027, 3, 31, 17, 5, tzinfo=UTC)  # 18:05 in London
HEARD = datetime(2027, 4, 14, 9, 5, tzinfo=UTC)
HEARD_WORDS = {
    "en": ("what we heard", "In the last 12 months 67%", "A nearer clinic"),
    "bn": ("আমরা যা শুনেছি", "গত ১২ মাসে ৬৭%", "কাছের ক্লিনিক"),
}
"""In the message that says what was heard."""
STILL_SECONDS = 3.0
WAIT = timedelta(seconds=30)
"""Where nothing moves for so long, so much of the story's time passes: people wait, and what a
kill left behind (a lease, a text that no webhook brought) is dealt with by the clock."""


class Story:
    """One consultation from launch to results."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.dice = random.Random(seed)
        self.people = residents()
        self.sids: dict[str, int] = {}
        """What our webhook answered to each text."""
        self.results: Any = None
        self.status: Any = None
        self.audit_log = ""

    def play(self, between: Callable[[], None] = lambda: None) -> None:
        """From the launch to what was heard."""
        self.launch()
        self.town.start()
        self.town.settle()
        self.join()
        self.answer(between)
        for moment in (CLOSED, HEARD):
            self.town.at(moment)
            self.town.later(timedelta(minutes=1))
        self.results = self.town.json("results", SLUG)
        self.status = self.town.json("status", SLUG)
        self.audit_log = self.town.log()
        self.town.stop()

    def launch(self) -> None:
        """As an officer does: the list, a dry run, then the count typed."""
        (self.town.folder / "people.csv").write_text(people_file(), encoding="utf-8")
        sure = ("--accept-drafts", "Rehana Begum", "--without-dpia", "Rehana Begum")
        self.town.kotha("golive", "--by", "Rehana Begum")
        self.town.kotha("launch", SLUG, "--to", "people.csv", *sure)
        self.town.kotha(
            "launch",
            SLUG,
            "--to",
            "people.csv",
            *sure,
            "--send",
            "--confirm",
            "40",
            "--links",
            "links.csv",
        )

    def join(self) -> None:
        """Those on Telegram open their links."""
        with (self.town.folder / "links.csv").open(encoding="utf-8-sig") as file:
            links = {row["name"]: row["join"] for row in csv.DictReader(file)}
        for person in self.people:
            if person.channel == "telegram":
                token = links[f"person {person.number}"].rpartition("/")[2].rpartition("=")[2]
                self.town.telegram.person(person.chat).start(token)
        self.town.settle()

    def answer(self, between: Callable[[], None]) -> None:
        """Everyone answers on their day; `between` is called while each round is under way."""
        for day, kinds in DAYS:
            self.town.at(OPENS + timedelta(days=day, hours=1))
            self.rounds([p for p in self.people if p.kind in kinds], between)

    def rounds(self, people: Sequence[Resident], between: Callable[[], None]) -> None:
        """Everyone sends their next line, and waits for the answer."""
        longest = max(len(person.lines()) for person in people)
        for turn in range(longest):
            talking = [person for person in people if turn < len(person.lines())]
            self.dice.shuffle(talking)
            self.town.clock.wind(TO_TYPE)
            heard = {person: len(self.inbox(person)) for person in talking}
            with ThreadPoolExecutor(8) as pool:
                sent = [pool.submit(self.say, person, turn) for person in talking]
                between()
                for each in sent:
                    each.result()
            self.hear(heard)

    def hear(self, heard: Mapping[Resident, int]) -> None:
        """Until everyone has more messages than they had."""

        def silent() -> list[Resident]:
            return [person for person, count in heard.items() if len(self.inbox(person)) <= count]

        self.town.until(lambda: not silent(), WAIT, STILL_SECONDS)

    def say(self, person: Resident, turn: int) -> None:
        """Send one line; on SMS some come twice, and old ones come again."""
        line = person.lines()[turn]
        if person.channel == "telegram":
            self.town.telegram.person(person.chat).say(line)
            return
        sid = f"SMa{person.number:03d}{turn:028d}"
        status = self.town.twilio.text(person.phone, line, sid=sid)
        self.sids[sid] = status
        if person.kind == 2:
            self.town.twilio.text(person.phone, line, sid=sid)
        if person.kind == 4 and turn:
            first = f"SMa{person.number:03d}{0:028d}"
            self.town.twilio.text(person.phone, person.lines()[0], sid=first)

    def counted(self) -> dict[str, tuple[int, dict[str, int | None]]]:
        """What is published of the questions that were worked out by hand, as `RESULTS` is."""
        found = {question["step"]: question for question in self.results["questions"]}
        counted: dict[str, tuple[int, dict[str, int | None]]] = {}
        for step, (_, wanted) in RESULTS.items():
            cells = {cell["id"]: cell["n"] for cell in found[step].get("cells", ())}
            counted[step] = (found[step]["base"], {each: cells.get(each) for each in wanted})
        return counted

    def funnel(self) -> dict[str, int]:
        """Those invited, by how far they came; nobody is left out."""
        funnel = self.status["consultations"][0]["funnel"]
        return {word: n for word, n in funnel.items() if n}

    def inbox(self, person: Resident) -> list[str]:
        """What reached their phone."""
        if person.channel == "sms":
            return self.town.twilio.inbox(person.phone)
        return [message.text for message in self.town.telegram.person(person.chat).inbox]
