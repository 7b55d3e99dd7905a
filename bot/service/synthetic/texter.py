"""One resident at their phone: a screen in, a reply or silence out.

Rule: pure but for its dice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.model import Button, Content, OutboundMessage, Tap, Text
from bot.service.synthetic.people import Resident, habits
from bot.service.synthetic.phrases import PHRASES
from bot.service.synthetic.screens import Screen, Screens

T = TypeVar("T")

_DISTRICTS = ("E1", "E1", "E2", "E3", "E14", "e1", "e 14", "E3.")
_MINUTES = (10, 15, 20, 25, 30, 30, 40, 45, 60, 90)
_ASSENTED = frozenset({"yes_no", "consent"})
_TAPPED = _ASSENTED | {"choice", "scale"}
"""Asked so that one tap answers them."""


class Texter:
    """Someone who reads what comes and mostly answers it."""

    def __init__(self, resident: Resident, screens: Screens, dice: random.Random) -> None:
        self.resident = resident
        self.habits = habits(dice)
        self._screens = screens
        self._dice = dice
        self._phrases = PHRASES.get(resident.language, PHRASES["en"])
        self._has_left = False

    def reply(self, message: OutboundMessage) -> Content | None:
        """What they send back; `None`: nothing."""
        screen = self._screens.read(message)
        if screen is None or self._has_left or self._happens(self.habits.leaves):
            return None
        if self._happens(self.habits.stops):
            self._has_left = True
            return Text(self._dice.choice(self._phrases.stop))
        if screen.kind in _TAPPED and screen.buttons and self._happens(self.habits.taps):
            return Tap(self._touch(screen).data)
        return Text(_ANSWERS.get(screen.kind, Texter.skip)(self, screen))

    def skip(self, _screen: Screen) -> str:
        """Leave it out."""
        return self._dice.choice(self._phrases.skip)

    def assent(self, screen: Screen) -> str:
        """Mostly yes; at a consent nearly always."""
        words = self._phrases.yes if self._agrees(screen) else self._phrases.no
        return self._dice.choice(words)

    def pick(self, screen: Screen) -> str:
        """One option, by its number or by its words."""
        if not screen.options:
            return self.skip(screen)
        number = self._lean(tuple(screen.options))
        if self._happens(0.25):
            return self._slip(screen.options[number])
        return self._aside(self._digits(number))

    def picks(self, screen: Screen) -> str:
        """A few options, in any separator."""
        numbers = list(screen.options) or ["1"]
        count = min(len(numbers), self._dice.choice((1, 1, 2, 2, 3)))
        chosen = {self._lean(numbers) for _ in range(count)}
        return self._digits(self._dice.choice((" ", ", ", " & ")).join(sorted(chosen, key=int)))

    def order(self, screen: Screen) -> str:
        """All of them, those first on the list likeliest to lead."""
        numbers = list(screen.options) or ["1"]
        numbers.sort(key=lambda number: int(number) + self._dice.gauss(0, 1.2))
        return self._digits(self._dice.choice((" ", ", ", ">")).join(numbers))

    def shares(self, screen: Screen) -> str:
        """Ten points between two of them; some give more than they have."""
        one, two = self._dice.sample(sorted(screen.options or {"1": "", "2": ""}), 2)
        first = self._dice.randint(1, 9)
        second = 10 - first + self._happens(self.habits.slips)
        return self._digits(f"{one}:{first} {two}:{second}")

    def amount(self, _screen: Screen) -> str:
        """A number of something, such as minutes."""
        return self._digits(str(self._dice.choice(_MINUTES)))

    def rating(self, _screen: Screen) -> str:
        """From 1 to 5, most in the middle."""
        return self._digits(str(min(5, max(1, round(self._dice.gauss(3.2, 1.1))))))

    def item(self, _screen: Screen) -> str:
        """From 1 to 9, most above the middle."""
        return self._digits(str(min(9, max(1, round(self._dice.gauss(6.4, 1.8))))))

    def district(self, _screen: Screen) -> str:
        """The first part of a postcode, as people write it."""
        return self._dice.choice(_DISTRICTS)

    def words(self, screen: Screen) -> str:
        """A sentence, or nothing to say."""
        if screen.step.optional and self._happens(0.4):
            return self.skip(screen)
        return self._dice.choice(self._phrases.remarks)

    def day(self, _screen: Screen) -> str:
        """A date."""
        return f"{self._dice.randint(1, 28)} March 2026"

    def _touch(self, screen: Screen) -> Button:
        """The button they tap; yes stands first."""
        if screen.kind in _ASSENTED:
            return screen.buttons[0 if self._agrees(screen) else -1]
        return self._lean(screen.buttons)

    def _agrees(self, screen: Screen) -> bool:
        return self._happens(0.95 if screen.kind == "consent" else 0.6)

    def _happens(self, chance: float) -> bool:
        return self._dice.random() < chance

    def _lean(self, things: Sequence[T]) -> T:
        """One of them, the earlier the likelier, so that results have a shape."""
        return self._dice.choices(things, [1 / (place + 1.5) for place in range(len(things))])[0]

    def _digits(self, text: str) -> str:
        if self._phrases.digits and self._happens(self.habits.native_digits):
            return text.translate(str.maketrans("0123456789", self._phrases.digits))
        return text

    def _aside(self, text: str) -> str:
        if not self._happens(self.habits.slips):
            return text
        return self._dice.choice(self._phrases.asides).format(text)

    def _slip(self, text: str) -> str:
        """Two letters changed over, where they are letters that a thumb changes over."""
        if len(text) < 5 or not text.isascii() or not self._happens(self.habits.slips):
            return text
        at = self._dice.randrange(1, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_ANSWERS: Mapping[str, Callable[[Texter, Screen], str]] = {
    "consent": Texter.assent,
    "yes_no": Texter.assent,
    "choice": Texter.pick,
    "multi_choice": Texter.picks,
    "ranking": Texter.order,
    "points": Texter.shares,
    "number": Texter.amount,
    "scale": Texter.rating,
    "delphi": Texter.item,
    "postcode": Texter.district,
    "date": Texter.day,
    "free_text": Texter.words,
}
