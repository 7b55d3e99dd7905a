"""Where providers post: the hot path, plain ASGI from socket to commit.

Rule: 200 only once the effects are committed; whatever else happens changes nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from time import perf_counter
from typing import TypeVar

from starlette.types import Message, Receive, Scope, Send

from bot.errors import WebhookRejected
from bot.logs import get_logger
from bot.model import DeliveryReport
from bot.ports import Channel, WebhookRequest
from bot.web.metrics import Metrics
from bot.web.view import AppView

LIMIT_BYTES = 64 * 1024
"""Ten times the largest payload either provider sends us."""
PATIENCE_SECONDS = 10.0
"""For a body that does not come in one piece."""

_DOORS: Mapping[str, str] = {"/webhooks/telegram": "telegram", "/webhooks/sms": "sms"}
_STATUS = re.compile(r"/webhooks/(sms)/status/[0-9a-fA-F-]{32,36}")

_NO_BODY = ((b"content-length", b"0"), (b"content-type", b"text/plain"))

log = get_logger()

Piece = TypeVar("Piece", bytes, bytearray)


class _TooLargeError(Exception):
    """The body is over the limit."""


class _GoneError(Exception):
    """The client hung up before it had said everything."""


class Webhooks:
    """The ASGI app below `/webhooks/`: verify, parse, hand over, answer without a body."""

    def __init__(self, app: AppView, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: 200, or the status that says what was wrong with it."""
        began = perf_counter()
        name = _door(scope["path"])
        try:
            status = await self._admit(name, scope, receive)
        except _GoneError:
            return
        self._metrics.webhook(name, status, perf_counter() - began)
        await _answer(send, status)

    async def _admit(self, name: str, scope: Scope, receive: Receive) -> int:
        channel = self._app.channels.get(name)
        if channel is None:
            return 404
        if scope["method"] != "POST":
            return 405
        try:
            return await self._take(channel, await _request(scope, receive))
        except WebhookRejected as rejected:
            return rejected.status
        except _TooLargeError:
            return 413
        except TimeoutError:
            return 408

    async def _take(self, channel: Channel, request: WebhookRequest) -> int:
        try:
            for arrival in channel.receive(request, self._app.clock.now()):
                if isinstance(arrival, DeliveryReport):
                    await self._app.receiver.report(arrival)
                else:
                    await self._app.receiver.receive(arrival)
        except WebhookRejected:
            raise
        except Exception:  # the edge: nothing was kept, and the provider is told so
            log.exception("webhook.failed", channel=channel.name)
            return 503
        return 200


def _door(path: str) -> str:
    """The channel that a path belongs to; empty: none."""
    name = _DOORS.get(path)
    if name is not None:
        return name
    status = _STATUS.fullmatch(path)
    return status[1] if status else ""


async def _request(scope: Scope, receive: Receive) -> WebhookRequest:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return WebhookRequest(
        path=scope.get("raw_path", scope["path"].encode()).decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=await _body(headers.get("content-length", ""), receive),
    )


async def _body(declared: str, receive: Receive) -> bytes:
    """The whole body, of at most `LIMIT_BYTES`."""
    if _is_over(declared):
        raise _TooLargeError
    first = await _next(receive)
    if not first.get("more_body", False):
        return _within(bytes(first.get("body", b"")))
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await _rest(first, receive)


def _is_over(declared: str) -> bool:
    return declared.isascii() and declared.isdigit() and int(declared) > LIMIT_BYTES


async def _rest(message: Message, receive: Receive) -> bytes:
    """Read on after the first piece, and no further than the limit."""
    body = bytearray(_within(message.get("body", b"")))
    while message.get("more_body", False):
        message = await _next(receive)
        body += message.get("body", b"")
        _within(body)
    return bytes(body)


def _within(body: Piece) -> Piece:
    if len(body) > LIMIT_BYTES:
        raise _TooLargeError
    return body


async def _next(receive: Receive) -> Message:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _GoneError
    return message


async def _answer(send: Send, status: int) -> None:
    """An empty answer. After a refusal the connection stays open, so that the server reads and
    forgets the rest of the body: closed with a body half sent, it would be reset, and the
    sender might never hear the 413."""
    await send({"type": "http.response.start", "status": status, "headers": _NO_BODY})
    await send({"type": "http.response.body", "body": b""})
