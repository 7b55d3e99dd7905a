"""Many residents at once, each with their own pace.

Rule: they speak only when spoken to, through the same door as everybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.model import Address, Content, OutboundMessage
from bot.service.synthetic.people import Resident, rolled
from bot.service.synthetic.screens import Screens
from bot.service.synthetic.texter import Texter

Say = Callable[[Address, Content], Awaitable[None]]
"""How a resident sends something on their phone."""


class Crowd:
    """Synthetic residents who answer while `run` runs, `haste` times as fast as they would."""

    def __init__(self, say: Say, screens: Screens, seed: int, *, haste: float = 1.0) -> None:
        self._say = say
        self.haste = haste
        self._screens = screens
        self._seed = seed
        self._texters: dict[Address, Texter] = {}
        self._heard: asyncio.Queue[OutboundMessage] = asyncio.Queue()
        self._busy = 0

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self._texters)

    @property
    def is_idle(self) -> bool:
        """Whether nobody is reading or typing."""
        return self._busy == 0 and self._heard.empty()

    def join(self, people: Sequence[Resident]) -> None:
        """From now on these answer too."""
        for person in people:
            dice = rolled(self._seed + len(self._texters))
            self._texters[person.address] = Texter(person, self._screens, dice)

    def hear(self, message: OutboundMessage) -> None:
        """A message arrived on some phone; those of others are left alone."""
        if Address(message.channel, message.to) in self._texters:
            self._heard.put_nowait(message)

    async def run(self) -> None:
        """Answer, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                message = await self._heard.get()
                self._busy += 1
                group.create_task(self._answer(message))

    async def _answer(self, message: OutboundMessage) -> None:
        texter = self._texters[Address(message.channel, message.to)]
        try:
            reply = texter.reply(message)
            if reply is not None:
                await asyncio.sleep(texter.habits.pause_seconds / self.haste)
                await self._say(texter.resident.address, reply)
        finally:
            self._busy -= 1
