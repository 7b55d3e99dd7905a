"""Launching: read a list, foretell what it will cost and take, open, invite.

Rule: nothing is stored before the whole list is right and the forecast was confirmed.
"""

from bot.service.launch.choosing import Choice, choose, sated
from bot.service.launch.forecast import Forecast, Line, Tariff, forecast, with_cap
from bot.service.launch.holding import (
    Caution,
    approve,
    ask,
    cancel,
    failed,
    release_due,
    waiting,
)
from bot.service.launch.opening import open_and_invite, refuse_what_cannot_open
from bot.service.launch.orders import Desk, Link, Opened, Order
from bot.service.launch.origins import refuse_clinical
from bot.service.launch.people import Entry, read_people
from bot.service.launch.requirements import Readers, unmet, unready
from bot.service.launch.testing import send_test
from bot.service.launch.trial import go_live, is_live, refuse_strangers

__all__ = [
    "Caution",
    "Choice",
    "Desk",
    "Entry",
    "Forecast",
    "Line",
    "Link",
    "Opened",
    "Order",
    "Readers",
    "Tariff",
    "approve",
    "ask",
    "cancel",
    "choose",
    "failed",
    "forecast",
    "go_live",
    "is_live",
    "open_and_invite",
    "read_people",
    "refuse_clinical",
    "refuse_strangers",
    "refuse_what_cannot_open",
    "release_due",
    "sated",
    "send_test",
    "unmet",
    "unready",
    "waiting",
    "with_cap",
]
