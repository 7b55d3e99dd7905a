"""Who the synthetic residents are, and how each of them texts.

Rule: numbers come from the range that is kept for fiction; nobody can be called on them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec import Struct

from bot.model import Address

_NAMES = (
    "Abdul", "Aisha", "Amina", "Ayesha", "Fatima", "Farid", "Grace", "Hasan", "Ibrahim", "Jamal",
    "Joyce", "Karim", "Khadija", "Layla", "Mary", "Nadia", "Omar", "Peter", "Rahim", "Rubina",
    "Salma", "Shirin", "Sufia", "Tahmina", "Thomas", "Yasmin", "Yusuf", "Zainab",
)  # fmt: skip
_FIRST_PHONE = 447_700_900_200
_FIRST_CHAT = 7_000_000_200


class Resident(Struct, frozen=True):
    """Someone with a simulated phone."""

    name: str
    address: Address
    language: str


class Habits(Struct, frozen=True):
    """How one resident texts: chances between 0 and 1, and how soon."""

    leaves: float
    """Saying nothing to a message, until the next one comes."""
    stops: float
    """Sending STOP instead of an answer."""
    slips: float
    """A spelling mistake or an aside."""
    taps: float
    """Using a button where there is one."""
    native_digits: float
    pause_seconds: float


def residents(count: int, languages: Sequence[str], seed: int) -> tuple[Resident, ...]:
    """`count` synthetic people, half on each channel, the languages in turn; at most 800."""
    dice = rolled(seed)
    return tuple(
        Resident(dice.choice(_NAMES), _address(n), languages[(n // 2) % len(languages)])
        for n in range(count)
    )


def habits(dice: random.Random) -> Habits:
    """One person's way of texting; one in ten hardly answers at all."""
    return Habits(
        leaves=0.9 if dice.random() < 0.1 else 0.03,
        stops=0.006,
        slips=dice.choice((0.0, 0.1, 0.3)),
        taps=dice.choice((0.3, 0.9)),
        native_digits=dice.choice((0.0, 0.8)),
        pause_seconds=dice.uniform(0.3, 2.5),
    )


def rolled(seed: int) -> random.Random:
    """Dice that fall the same way every time; never for secrets."""
    return random.Random(seed)  # noqa: S311  a rehearsal must be able to repeat itself


def _address(n: int) -> Address:
    if n % 2:
        return Address("telegram", str(_FIRST_CHAT + n))
    return Address("sms", f"+{_FIRST_PHONE + n}")
