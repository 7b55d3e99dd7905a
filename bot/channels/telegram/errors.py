"""What the Bot API's errors mean for us.

Rule: narrowest first, since `BadRequest` and `TimedOut` are kinds of `NetworkError`; nothing is
chained, since a message may quote the token or what a person wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from types import MappingProxyType

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import Misconfigured, Retry, SendFailed, Undeliverable, Unknown, Unreachable

MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,  # a date before time began
    RecursionError,
    TelegramError,
    TypeError,
    ValueError,
)
"""What the library raises on JSON that is not what it expects."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""It certainly never left this machine."""
RECONNECT_AFTER = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "user_is_deactivated")
_NOT_MODIFIED = ("message is not modified",)
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


@contextmanager
def ours() -> Iterator[None]:
    """The library's errors → ours."""
    try:
        yield
    except RetryAfter as error:
        raise Retry(wait(error)) from None
    except BadRequest as error:  # before its parent, NetworkError
        raise _refusal(error) from None
    except NetworkError as error:
        raise _lost(error) from None
    except TelegramError as error:
        raise _REACTIONS.get(type(error), _unknown)() from None
    except MALFORMED:  # an answer, but not one that says what became of it
        raise _unknown() from None


def is_not_modified(error: BadRequest) -> bool:
    """Whether an edit changed nothing, so that all is as wanted."""
    return _says(error, _NOT_MODIFIED)


def cannot_be_edited(error: BadRequest) -> bool:
    """Whether the message to edit is gone, or too old."""
    return _says(error, _CANNOT_EDIT)


def wait(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait; an hour at most."""
    after = error.retry_after
    asked = after if isinstance(after, timedelta) else timedelta(seconds=after)
    return min(max(asked, timedelta(seconds=1)), _LONGEST_WAIT)


def _unknown() -> SendFailed:
    return Unknown("answer")


_REACTIONS: Mapping[type[TelegramError], Callable[[], SendFailed]] = MappingProxyType(
    {
        Forbidden: lambda: Unreachable("403"),  # blocked us, or left Telegram
        InvalidToken: lambda: Misconfigured("401"),
        ChatMigrated: lambda: Undeliverable("migrated"),  # a group, which we never write to
        Conflict: lambda: Retry(RECONNECT_AFTER),
    }
)


def _refusal(error: BadRequest) -> SendFailed:
    return Unreachable("400") if _says(error, _NO_SUCH_CHAT) else Undeliverable("400")


def _lost(error: NetworkError) -> SendFailed:
    is_unsent = isinstance(error.__cause__, NOT_SENT)
    return Retry(RECONNECT_AFTER) if is_unsent else Unknown("network")


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    """The Bot API has no codes finer than HTTP's: its words are the only sign."""
    return any(phrase in error.message.lower() for phrase in phrases)
