"""Every channel that Kotha speaks on, on one screen.

Rule: importing this loads no provider's library; a factory does, once its channel is wanted.
To add a channel: a room beside `sms`, then its line in each of the two tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.channels.sms.limits import LIMITS as SMS_LIMITS
from bot.channels.telegram.limits import LIMITS as TELEGRAM_LIMITS
from bot.model import Limits
from bot.ports import Channel

if TYPE_CHECKING:
    from bot.channels.sms.settings import SmsSettings
    from bot.channels.telegram.settings import TelegramSettings

Factory: TypeAlias = Callable[[Any], Channel]
"""From a channel's own settings section. `Any`: each takes its own type, which the function
below names and its caller's mypy checks."""


def sms(settings: SmsSettings) -> Channel:
    """SMS by Twilio."""
    from bot.channels.sms.channel import Sms

    return Sms(settings)


def telegram(settings: TelegramSettings) -> Channel:
    """Telegram by its Bot API."""
    from bot.channels.telegram.channel import Telegram

    return Telegram(settings)


CHANNELS: Mapping[str, Factory] = MappingProxyType({"sms": sms, "telegram": telegram})
"""By the name that messages and addresses carry."""

LIMITS: Mapping[str, Limits] = MappingProxyType({"sms": SMS_LIMITS, "telegram": TELEGRAM_LIMITS})
"""What each can show and take, known without an account."""
