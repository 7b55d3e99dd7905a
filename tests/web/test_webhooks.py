"""Webhooks: the right status for whatever comes, and nothing done but for what is right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.server import asgi
from bot.web.webhooks import LIMIT_BYTES
from tests.web.fakes import OUTBOX, SIGNED, Shelfless, SmallApp

FORM = "application/x-www-form-urlencoded"
GOOD = {"x-signature": SIGNED, "content-type": FORM}
SMS = "/webhooks/sms"


def client(app: SmallApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=asgi(app))
    return httpx.AsyncClient(transport=transport, base_url="http://kotha.example")


async def post(app: SmallApp, path: str, **request: Any) -> httpx.Response:
    async with client(app) as http:
        return await http.post(path, **{"headers": GOOD, "content": b"yes", **request})


async def test_a_signed_message_is_taken_and_answered_with_an_empty_200() -> None:
    app = SmallApp()

    answer = await post(app, SMS)

    assert (answer.status_code, answer.content) == (200, b"")
    assert [message.provider_id for message in app.receiver.taken] == ["yes"]


async def test_a_status_callback_is_reported_by_our_own_id() -> None:
    app = SmallApp()

    answer = await post(app, f"{SMS}/status/{OUTBOX}")

    assert answer.status_code == 200
    assert [report.outbox_id for report in app.receiver.reports] == [OUTBOX]


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        pytest.param(SMS, {"headers": {"content-type": FORM}}, 403, id="unsigned"),
        pytest.param(SMS, {"headers": {**GOOD, "x-signature": "wrong"}}, 403, id="forged"),
        pytest.param(SMS, {"headers": {"x-signature": SIGNED}}, 415, id="wrong_content_type"),
        pytest.param(SMS, {"content": b"bad"}, 400, id="malformed"),
        pytest.param(SMS, {"content": b"x" * (LIMIT_BYTES + 1)}, 413, id="oversized"),
        pytest.param("/webhooks/telegram", {}, 404, id="channel_is_off"),
        pytest.param("/webhooks/pigeon", {}, 404, id="unknown_channel"),
        pytest.param("/webhooks/", {}, 404, id="no_channel"),
        pytest.param(f"{SMS}/", {}, 404, id="trailing_slash"),
        pytest.param(f"{SMS}/status/", {}, 404, id="status_of_nothing"),
        pytest.param(f"{SMS}/status/1234", {}, 404, id="status_of_no_id_of_ours"),
        pytest.param(f"{SMS}/status/{OUTBOX}/more", {}, 404, id="status_and_more"),
    ],
)
async def test_what_is_wrong_gets_its_status_and_changes_nothing(
    path: str, request_: dict[str, Any], status: int
) -> None:
    app = SmallApp()

    answer = await post(app, path, **request_)

    assert (answer.status_code, answer.content) == (status, b"")
    assert (app.receiver.taken, app.receiver.reports) == ([], [])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_only_post_is_a_webhook(method: str) -> None:
    app = SmallApp()

    async with client(app) as http:
        answer = await http.request(method, SMS, headers=GOOD)

    assert answer.status_code == 405
    assert app.receiver.taken == []


async def test_a_store_that_cannot_is_a_503_so_that_the_provider_tries_elsewhere() -> None:
    app = SmallApp(receiver=Shelfless(is_broken=True))

    answer = await post(app, SMS)

    assert (answer.status_code, answer.content) == (503, b"")


async def test_a_body_of_just_the_limit_is_read_whole() -> None:
    app = SmallApp()

    answer = await post(app, SMS, content=b"x" * LIMIT_BYTES)

    assert answer.status_code == 200
    assert len(app.receiver.taken[0].provider_id) == LIMIT_BYTES


async def test_a_body_in_pieces_is_put_together() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"y", b"", b"es"):
            yield piece

    app = SmallApp()

    answer = await post(app, SMS, content=pieces())

    assert answer.status_code == 200
    assert app.receiver.taken[0].provider_id == "yes"


class Wire:
    """An ASGI connection on which a body comes in pieces; remembers the answer."""

    def __init__(self, pieces: Iterator[bytes], *, hangs_up: bool = False) -> None:
        self._pieces = pieces
        self._hangs_up = hangs_up
        self.read = 0
        self.sent: list[MutableMapping[str, Any]] = []

    async def receive(self) -> MutableMapping[str, Any]:
        piece = next(self._pieces, None)
        if piece is None:
            kind = "http.disconnect" if self._hangs_up else "http.request"
            return {"type": kind, "body": b"", "more_body": False}
        self.read += len(piece)
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)


async def call(app: Starlette, wire: Wire, *headers: tuple[bytes, bytes]) -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": SMS,
        "raw_path": SMS.encode(),
        "query_string": b"",
        "headers": [*[(k.encode(), v.encode()) for k, v in GOOD.items()], *headers],
    }
    await app(scope, wire.receive, wire.send)


async def test_an_endless_body_is_refused_without_being_kept() -> None:
    app = SmallApp()
    piece = b"x" * 65536
    wire = Wire(iter(lambda: piece, b""))

    await call(asgi(app), wire)

    assert wire.sent[0]["status"] == 413
    assert wire.read <= 2 * LIMIT_BYTES
    assert app.receiver.taken == []


async def test_a_body_declared_too_large_is_refused_however_small_it_turns_out() -> None:
    app = SmallApp()
    wire = Wire(iter([b"yes"]))

    await call(asgi(app), wire, (b"content-length", b"10485760"))

    assert wire.sent[0]["status"] == 413
    assert app.receiver.taken == []


async def test_a_client_that_hangs_up_half_way_changes_nothing() -> None:
    app = SmallApp()
    wire = Wire(iter([b"ye"]), hangs_up=True)

    await call(asgi(app), wire)

    assert wire.sent == []
    assert app.receiver.taken == []
