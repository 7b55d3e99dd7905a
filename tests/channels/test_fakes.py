"""The fakes against the real channels, over HTTP both ways: what end-to-end tests stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from bot.channels import CHANNELS
from bot.errors import Unreachable, WebhookRejected
from bot.model import Button, DeliveryReport, InboundMessage, OptOut, OutboxStatus, Tap, Text
from bot.ports import Channel, WebhookRequest
from tests.channels.rigs import (
    NOW,
    OUTBOX_ID,
    PHONE,
    offline,
    outbound,
    sms_settings,
    telegram_settings,
)
from tests.fakes.server import LoopbackServer
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake


class Desk(LoopbackServer):
    """The least of a web front: hands each request to its channel and keeps what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.build: Callable[[], Channel] = lambda: offline("sms")
        self.taken: list[InboundMessage | DeliveryReport] = []
        self.outages = 0
        """Requests to answer with 503 first."""

    def app(self) -> ASGIApp:
        return Router([Route("/{path:path}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = WebhookRequest(request.url.path, request.url.query, headers, body)
        with self.moved:
            if self.outages:
                self.outages -= 1
                return Response(status_code=503)
            return self._read(asked)

    def _read(self, asked: WebhookRequest) -> Response:
        try:
            self.taken.extend(self.build().receive(asked, NOW))
        except WebhookRejected as rejected:
            return Response(status_code=rejected.status)
        self.moved.notify_all()
        return Response()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as running:
        yield running


@pytest.fixture
def twilio(desk: Desk) -> Iterator[TwilioFake]:
    with TwilioFake(webhook_url=f"{desk.url}/webhooks/sms") as fake:
        settings = sms_settings(fake.url, public_url=desk.url)
        desk.build = lambda: CHANNELS["sms"](settings)
        yield fake


@pytest.fixture
def telegram(desk: Desk) -> Iterator[TelegramFake]:
    with TelegramFake() as fake:
        settings = telegram_settings(fake.url)
        desk.build = lambda: CHANNELS["telegram"](settings)
        fake.webhook = {"url": f"{desk.url}/webhooks/telegram", "secret_token": fake.secret}
        yield fake


async def send(desk: Desk, to: str, **changed: Any) -> None:
    """From a channel of this event loop, closed again."""
    channel = desk.build()
    try:
        await channel.send(outbound(channel.name, to, **changed))
    finally:
        await channel.aclose()


async def test_a_text_sent_is_reported_on_under_our_own_id(desk: Desk, twilio: TwilioFake) -> None:
    await send(desk, PHONE)
    await asyncio.to_thread(twilio.settle)

    reports = [r for r in desk.taken if isinstance(r, DeliveryReport)]
    assert [r.status for r in reports] == [OutboxStatus.SENT, OutboxStatus.DELIVERED]
    assert {r.outbox_id for r in reports} == {OUTBOX_ID}
    assert twilio.inbox(PHONE) == ["Which park?"]


async def test_a_dead_number_is_reported_so(desk: Desk, twilio: TwilioFake) -> None:
    twilio.fates[PHONE] = ("undelivered", "30005")

    await send(desk, PHONE)
    await asyncio.to_thread(twilio.settle)

    last = desk.taken[-1]
    assert isinstance(last, DeliveryReport)
    assert (last.status, last.code, last.is_unreachable) == (OutboxStatus.FAILED, "30005", True)


def test_a_resident_texts_and_may_be_heard_twice(desk: Desk, twilio: TwilioFake) -> None:
    assert twilio.text(PHONE, "হ্যাঁ") == 200
    assert twilio.text(PHONE, "হ্যাঁ", sid=twilio.records[0].sid) == 200

    first, second = desk.taken
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert (first.content, first.provider_id) == (Text("হ্যাঁ"), second.provider_id)
    assert len(twilio.records) == 1


def test_a_webhook_that_failed_is_not_repeated_but_listed(desk: Desk, twilio: TwilioFake) -> None:
    desk.outages = 1

    assert twilio.text(PHONE, "yes") == 503

    assert desk.taken == []
    assert [r.body for r in twilio.records] == ["yes"]


async def test_stop_closes_the_number_until_start(desk: Desk, twilio: TwilioFake) -> None:
    twilio.does_handle_stop = True
    stopped = {"OptOutType": "STOP"}

    assert await asyncio.to_thread(twilio.text, PHONE, "Stop", extra=stopped) == 200
    with pytest.raises(Unreachable) as failed:
        await send(desk, PHONE)
    await asyncio.to_thread(twilio.text, PHONE, "START")
    await send(desk, PHONE)

    heard = desk.taken[0]
    assert isinstance(heard, InboundMessage)
    assert isinstance(heard.content, OptOut)
    assert failed.value.opted_out
    assert len(twilio.sent) == 1


def test_an_update_is_posted_until_it_is_taken(desk: Desk, telegram: TelegramFake) -> None:
    desk.outages = 3
    salma = telegram.person(4001)

    for words in ("1", "2", "3"):
        salma.say(words)
    telegram.settle()

    contents = [m.content for m in desk.taken if isinstance(m, InboundMessage)]
    assert contents == [Text("1"), Text("2"), Text("3")]
    assert [status for _, status in telegram.answers].count(503) == 3


async def test_a_button_is_tapped_by_its_label(desk: Desk, telegram: TelegramFake) -> None:
    salma = telegram.person(4001)
    await send(desk, "4001", buttons=(Button("AAAA.yes", "Yes"),))

    salma.tap("Yes")
    await asyncio.to_thread(telegram.settle)

    (tapped,) = desk.taken
    assert isinstance(tapped, InboundMessage)
    assert isinstance(tapped.content, Tap)
    assert tapped.content.data == "AAAA.yes"
    assert tapped.content.message_id == str(salma.inbox[0].message_id)


def test_another_secret_is_refused(telegram: TelegramFake) -> None:
    assert telegram.post({"update_id": 1}, secret="another") == 403
    assert telegram.post({"update_id": 1}) == 200


def test_a_share_of_requests_goes_wrong_by_a_seeded_die() -> None:
    def drawn(seed: int) -> list[str]:
        faults = TwilioFake().faults
        faults.rate("drop", 0.3, seed)
        return [faults.draw() for _ in range(1000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 250 < drawn(1).count("drop") < 350
