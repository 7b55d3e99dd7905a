"""python-telegram-bot's transport, made quiet and exact.

Rule: a payload is never logged, and a 429 is never taken for anything else.
"""

from __future__ import annotations

import json
from typing import Any, cast

from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.tls import authorities
from bot.channels.urls import is_loopback

TOO_MANY = 429
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
WRITE_SECONDS = 10.0
CONNECTIONS = 32


class QuietRequest(HTTPXRequest):
    """One pool of connections to the Bot API."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON; the library's own logs the whole of what it cannot read.

        Raises:
            TelegramError: it is none.
        """
        try:
            return cast("dict[str, Any]", json.loads(payload.decode("utf-8", "replace")))
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One request.

        Raises:
            RetryAfter: a 429 that names no time, which the library takes for a lost connection.
        """
        code, payload = await super().do_request(*args, **kwargs)
        if code == TOO_MANY and b"retry_after" not in payload:
            raise RetryAfter(1)
        return code, payload


def pool(api_url: str, connections: int = CONNECTIONS, read: float = READ_SECONDS) -> QuietRequest:
    """Connections to *api_url*, waiting at most *read* seconds for an answer."""
    return QuietRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read,
        write_timeout=WRITE_SECONDS,
        pool_timeout=CONNECT_SECONDS,
        httpx_kwargs={"trust_env": not is_loopback(api_url), "verify": authorities()},
    )
