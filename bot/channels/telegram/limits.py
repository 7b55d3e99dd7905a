"""What a Telegram message can show and take.

Rule: light, since `kotha chat` reads it.
"""

from __future__ import annotations

from bot.model import Limits

LIMITS = Limits(
    has_buttons=True,
    is_billed_by_segment=False,
    limit_chars=4000,  # the Bot API takes 4,096, in a unit it does not name
    media=frozenset({"voice", "photo", "location"}),
)
