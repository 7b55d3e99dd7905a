"""A street: residents, two link workers and an officer, each on their phone, as a transcript.

Rule: `Name > text` is sent (`[Label]` taps the newest such button, `(under) text` answers under
the newest message); `~ 2 days` lets time pass; everything that reaches a phone in
answer is `Name < text`, its further lines indented, its buttons in brackets. `#case` stands for
the mark of a case, `#code` for the newest code that links two phones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias
from uuid import uuid4

from msgspec.structs import replace

from bot.channels import LIMITS
from bot.flow.structure import Document
from bot.model import (
    Address,
    Content,
    InboundMessage,
    Media,
    OutboundMessage,
    Role,
    Sent,
    Tap,
    Text,
)
from bot.service import close, feedback, staff
from bot.service.remind import Reminder
from tests.service.messages import launch_parks
from tests.service.stage import SLUG, Stage, chat, entry, phone

PLACES: Mapping[str, Address] = {
    "Amina": phone(1),
    "Selim": chat(2),
    "Joan": phone(3),
    "Bashir": phone(4),
    "Nadia": phone(123),
    "Dilara": phone(8),
    "Amina-Telegram": chat(51),
    "Bashir-Telegram": chat(54),
    "Rahima": chat(77),
    "Karim": chat(78),
    "Olive": chat(79),
}
STAFF: Mapping[str, tuple[str, Role]] = {
    "Rahima": ("Rahima Begum", Role.LINK_WORKER),
    "Karim": ("Karim Ali", Role.LINK_WORKER),
    "Olive": ("Olive Grant", Role.OFFICER),
}
LANGUAGES = {"Amina": "en", "Selim": "bn", "Joan": "pl", "Bashir": "bn"}
LED_BY = {"Amina": "Rahima Begum", "Selim": "Rahima Begum", "Bashir": "Karim Ali"}
"""Joan has no link worker of her own, and nobody speaks her language."""
_MARK = re.compile(r"#[0-9a-f]{8}")
_CODE = re.compile(r"\b\d{7}\b")
_SPAN = re.compile(r"~ (\d+) (minute|hour|day)s?")


HEARD_AT = datetime(2027, 4, 14, 9, tzinfo=UTC)
"""As the flow promises."""
INVITED = "* Ninety-one days after a consultation about parks, one about eyes begins."
TOLD = "* It has closed, and everybody was told what was heard."
SHARED = {
    "* Dilara and Emre share a phone.": "en",
    "* Dilara and Emre share a phone, and read Bengali.": "bn",
}
_TWO = {1: "Amina", 2: "Bashir"}
"""Whom the first one knew."""


Inboxes: TypeAlias = Mapping[str, Sequence[OutboundMessage]]


class Street:
    """Everybody's phone."""

    def __init__(self, house: Stage, inboxes: Inboxes = MappingProxyType({})) -> None:
        """`inboxes`: what has reached the phones so far."""
        self.house = house
        self.inboxes = {name: list(inboxes.get(name, ())) for name in PLACES}
        self._sent = 0
        self._code = ""

    async def open(self, document: Document | None = None, **languages: str) -> Sequence[str]:
        """The consultation is launched, and staff are taken on, each with their language."""
        people = [
            replace(
                entry(row, PLACES[name], language=tag), name=name, link_worker=LED_BY.get(name, "")
            )
            for row, (name, tag) in enumerate(LANGUAGES.items(), 1)
        ]
        await self.house.launch(people, document=document)
        for who, (name, role) in STAFF.items():
            await self.take_on(who, name, role, languages.get(who, "en"))
        return await self.hear()

    async def take_on(self, who: str, name: str, role: Role, language: str) -> None:
        """Somebody binds their account with a code."""
        desk = self.house.office("tester")
        made = await staff.add(desk, name, role, language)
        await self.house.hear(PLACES[who], f"/start {made.code}")

    async def play(self, script: str) -> str:
        """Play what is sent; the whole as it happened."""
        lines: list[str] = []
        for line in script.splitlines():
            if line.startswith("# ") or not line.strip():
                lines.append(line)
            elif line == INVITED:
                lines += [line, *await self.invite()]
            elif line == TOLD:
                lines += [line, *await self.tell()]
            elif line in SHARED:
                lines += [line, *await self.share(SHARED[line])]
            elif line.startswith("~"):
                lines += [line, *await self.wait(line)]
            elif " > " in line:
                who, _, said = line.partition(" > ")
                lines += [line, *await self.say(who, said)]
        return "\n".join(lines) + "\n"

    async def invite(self) -> Sequence[str]:
        """What comes of it on the phones."""
        self.house.clock.at -= timedelta(days=91)
        known = [entry(n, PLACES[who], language=LANGUAGES[who]) for n, who in _TWO.items()]
        await launch_parks(self.house, known)
        await self.hear()
        self.house.clock.at += timedelta(days=91)
        return await self.open()

    async def tell(self) -> Sequence[str]:
        """Everybody hears on the promised day; so many took part that figures may be shown."""
        house = self.house
        await house.launch([entry(n, phone(n)) for n in range(300, 312)])
        for n in range(300, 312):
            await house.hear(phone(n), "yes", "1")
        await close.close(house.office(), SLUG)
        house.clock.at = HEARD_AT
        await house.shelf.refresh()
        await feedback.tell_due(house.office())
        return await self.hear()

    async def share(self, language: str) -> Sequence[str]:
        """Two more people are invited, on one phone."""
        where = PLACES["Dilara"]
        shared = [
            replace(entry(n, where, language=language), name=name, is_shared=True)
            for n, name in enumerate(("Dilara", "Emre"), 8)
        ]
        await self.house.launch(shared)
        return await self.hear()

    async def wait(self, line: str) -> Sequence[str]:
        """Time passes."""
        found = _SPAN.fullmatch(line)
        assert found is not None, line
        self.house.clock.at += timedelta(**{f"{found[2]}s": int(found[1])})
        return await self.hear()

    async def say(self, who: str, said: str) -> Sequence[str]:
        """Somebody writes, taps or speaks; what reaches which phone."""
        self.house.clock.at += timedelta(minutes=1)
        address = PLACES[who]
        under = self.inboxes[who][-1].body if said.startswith("(under) ") else ""
        message = InboundMessage(
            channel=address.channel,
            account="acc",
            provider_id=uuid4().hex,
            sender=address.value,
            content=self._content(who, said.removeprefix("(under) ")),
            received_at=self.house.clock.at,
            replies_to=under,
        )
        await self.house.shelf.refresh()
        await self.house.receiver.receive(message)
        return await self.hear()

    def _content(self, who: str, said: str) -> Content:
        if said == "[voice]":
            self._sent += 1
            return Sent(Media("voice", f"note-{self._sent}", "audio/ogg", 9_000, 7))
        if not (said.startswith("[") and said.endswith("]")):
            return Text(self._marked(who, said))
        label = said[1:-1]
        for message in reversed(self.inboxes[who]):
            for button in message.buttons:
                if button.label == label:
                    return Tap(button.data, message_id=str(message.id), query_id="q")
        raise AssertionError(f"{who} has no button {label}")

    def _marked(self, who: str, said: str) -> str:
        """`#case`: the newest that they were shown."""
        marks = [mark for each in self.inboxes[who] for mark in _MARK.findall(each.body)]
        said = said.replace("#case", marks[-1]) if marks else said
        return said.replace("#code", self._code)

    async def hear(self) -> Sequence[str]:
        """What has reached the phones since, staff first."""
        house = self.house
        await Reminder(house.store, house.shelf, house.clock, LIMITS).once()
        sent = [*await house.sent("telegram"), *await house.sent("sms")]
        lines: list[str] = []
        for who, address in PLACES.items():
            for message in sent:
                if message.to == address.value:
                    self.inboxes[who].append(message)
                    self._code = next(iter(_CODE.findall(message.body)), self._code)
                    lines += _shown(who, message)
        return lines


def _shown(who: str, message: OutboundMessage) -> Sequence[str]:
    body = _CODE.sub("#code", _MARK.sub("#case", message.body)) or f"({message.media})"
    first, *rest = body.splitlines()
    buttons = " ".join(f"[{button.label}]" for button in message.buttons)
    rest += [buttons] if buttons else []
    return [f"{who} < {first}", *(f"{' ' * len(who)}   {line}" for line in rest)]
