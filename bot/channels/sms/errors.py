"""What Twilio's error codes mean for us.

Rule: one table; the message of an error is never kept, since it quotes the number.
Source: Twilio's error dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.errors import Misconfigured, Retry, SendFailed, Undeliverable, Unknown, Unreachable

OPTED_OUT = frozenset({"21610"})
DEAD_NUMBER = frozenset(
    {
        "21211",  # no phone number
        "21612",  # no route
        "21614",  # no mobile
        "21408",  # country switched off
        "30005",  # unknown to its network
        "30006",  # landline, or its network will not take texts
    }
)
_OURS_TO_MEND = frozenset(
    {
        "20003",  # credentials refused
        "20404",  # no such account
        "21212",  # the sender is no number
        "21603",  # no sender
        "21606",  # the sender is not ours, or sends no texts
        "21659",  # the sender is not Twilio's
        "21660",  # the sender belongs to another account
        "21703",  # the messaging service holds no numbers
        "21705",  # no such messaging service
    }
)
_LATER: Mapping[str, timedelta] = MappingProxyType(
    {
        "20429": timedelta(seconds=10),  # too many requests: never processed
        "21611": timedelta(minutes=1),  # the sender's queue is full
        "30001": timedelta(minutes=1),  # the same
    }
)


def reaction(status: int, code: str) -> SendFailed:
    """What to do about an answer of HTTP *status* with Twilio's *code* (or the status again,
    where there was none)."""
    if code in OPTED_OUT:
        return Unreachable(code, opted_out=True)
    if code in DEAD_NUMBER:
        return Unreachable(code)
    if code in _OURS_TO_MEND or status in {401, 403, 404}:
        return Misconfigured(code)
    if code in _LATER or status == 429:
        return Retry(_LATER.get(code, _LATER["20429"]))
    if 400 <= status < 500 and status != 408:
        return Undeliverable(code)
    return Unknown(code)  # 5xx, 408, or an answer Twilio never gives: it may have been taken
