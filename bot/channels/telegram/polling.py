"""Asking Telegram for news, where it cannot reach us.

Rule: an update is behind us only once the receiver has committed it; one that nobody can parse
is passed over, and never stops those behind it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeAlias
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.errors import wait
from bot.channels.telegram.shape import UPDATE
from bot.errors import Misconfigured
from bot.logs import get_logger

log = get_logger()

LONG_POLL_SECONDS = 30
BATCH = 100
_FIRST_PAUSE = timedelta(seconds=0.5)
_LONGEST_PAUSE = timedelta(seconds=30)
_CONFLICT_PAUSE = timedelta(seconds=5)
"""Another process polls the same bot, or a webhook was set behind our back."""

ALLOWED = json.dumps(list(UPDATE))
Take: TypeAlias = Callable[[Any], Awaitable[object]]


class Poller:
    """One endless reading of updates."""

    def __init__(self, bot_url: str, request: BaseRequest, take: Take) -> None:
        """*take* is given each update as parsed JSON, and returns once its effects are
        committed."""
        self._url = f"{bot_url}/getUpdates"
        self._request = request
        self._take = take
        self._offset = 0
        self._pauses = pauses()

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            Misconfigured: the token is refused.
        """
        while True:
            pause = await self._turn()
            if pause:
                await asyncio.sleep(pause.total_seconds())

    async def _turn(self) -> timedelta | None:
        """One batch; how long to wait before the next, if at all."""
        try:
            batch = await self._ask()
        except InvalidToken:
            raise Misconfigured("401") from None
        except RetryAfter as error:
            return wait(error)
        except Conflict:
            log.warning("polling.failed", channel="telegram", error="Conflict")
            return _CONFLICT_PAUSE
        except (TelegramError, LookupError, TypeError) as error:  # an answer without `result`
            return self._fail(error)
        return await self._hand_over(batch)

    async def _ask(self) -> Sequence[Any]:
        """Raw JSON, so that the library cannot stumble over a part of it."""
        asked = {
            "offset": self._offset,
            "timeout": LONG_POLL_SECONDS,
            "limit": BATCH,
            "allowed_updates": ALLOWED,
        }
        found = await self._request.post(f"{self._url}?{urlencode(asked)}")
        return found if isinstance(found, list) else []

    async def _hand_over(self, batch: Sequence[Any]) -> timedelta | None:
        """All at once, so that they share a commit. If one fails, all come again: those that
        were committed are known by their ids, and the receiver quarantines what keeps failing."""
        results = await asyncio.gather(*map(self._take, batch), return_exceptions=True)
        failed = next((result for result in results if isinstance(result, Exception)), None)
        if failed is not None:
            return self._fail(failed)
        self._pauses = pauses()
        self._offset = max([self._offset, *(_next(update) for update in batch)])
        return None

    def _fail(self, error: Exception) -> timedelta:
        log.warning("polling.failed", channel="telegram", error=type(error).__name__)
        return next(self._pauses)


def pauses() -> Iterator[timedelta]:
    """How long to wait after each failure in a row."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, _LONGEST_PAUSE)


def _next(update: Any) -> int:
    """The offset that puts *update* behind us."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number + 1 if isinstance(number, int) else 0
