"""What every channel must do, whatever its provider."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels import CHANNELS, LIMITS
from bot.errors import (
    Misconfigured,
    Retry,
    SendFailed,
    Undeliverable,
    Unknown,
    WebhookRejected,
)
from bot.model import InboundMessage, Receipt, Text
from bot.ports import Channel, WebhookRequest
from tests.channels.rigs import NOW, RIGS, Rig, offline
from tests.fakes.server import refused_port

NAMES = sorted(CHANNELS)
TAKEN = ("drop", "500_after", "garbage")
"""Faults after which the provider has the message, though its answer does not say so."""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rig(name: str) -> Rig:
    return RIGS[name]


@pytest.fixture
def fake(rig: Rig) -> Iterator[Any]:
    with rig.fake() as running:
        yield running


@pytest.fixture
async def channel(name: str, rig: Rig, fake: Any) -> AsyncIterator[Channel]:
    built = CHANNELS[name](rig.settings(fake.url))
    yield built
    await built.aclose()


def test_every_channel_has_a_rig_and_limits() -> None:
    assert set(RIGS) == set(CHANNELS) == set(LIMITS)


def test_naming_the_channels_loads_no_providers_library() -> None:
    heavy = ("telegram", "twilio", "httpx", "sqlalchemy", "starlette", "aiohttp")
    code = f"import sys, bot.channels; print([m for m in {heavy!r} if m in sys.modules])"

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "[]"


def test_a_channel_is_what_its_entry_says(name: str, channel: Channel) -> None:
    assert (channel.name, channel.limits) == (name, LIMITS[name])


def test_a_good_request_becomes_one_message(channel: Channel, rig: Rig) -> None:
    (message,) = channel.receive(rig.request, NOW)

    assert isinstance(message, InboundMessage)
    assert (message.channel, message.content) == (channel.name, Text("yes"))
    assert message.received_at == NOW
    assert message.provider_id
    assert message.account
    assert "yes" in message.raw


def test_the_same_request_gives_the_same_key(channel: Channel, rig: Rig) -> None:
    assert channel.receive(rig.request, NOW) == channel.receive(rig.request, NOW)


@given(body=st.binary(max_size=400), data=st.data())
def test_whatever_bytes_come_are_refused_or_ignored(body: bytes, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(NAMES))
    good = RIGS[chosen].request
    forged = WebhookRequest(good.path, good.query, good.headers, body)

    with pytest.raises(WebhookRejected) as refused:
        offline(chosen).receive(forged, NOW)

    assert refused.value.status in {400, 403}


async def test_a_message_is_handed_over_once(channel: Channel, rig: Rig, fake: Any) -> None:
    receipt = await channel.send(rig.message)

    assert receipt.provider_id
    assert len(fake.sent) == 1


async def test_nobody_listening_means_try_again(name: str, rig: Rig) -> None:
    channel = CHANNELS[name](rig.settings(refused_port()))

    with pytest.raises(Retry):
        await channel.send(rig.message)

    await channel.aclose()


async def test_too_many_requests_means_wait_as_told(channel: Channel, rig: Rig, fake: Any) -> None:
    fake.faults.next("429")

    with pytest.raises(Retry) as failed:
        await channel.send(rig.message)

    assert failed.value.after == timedelta(seconds=7)
    assert fake.sent == []


@pytest.mark.parametrize("fault", [*TAKEN, "cut", "500", "502_html"])
async def test_an_answer_that_says_nothing_is_unknown(
    channel: Channel, rig: Rig, fake: Any, fault: str
) -> None:
    fake.faults.next(fault)

    with pytest.raises(Unknown):
        await channel.send(rig.message)

    # Once at most: neither the channel nor its library tried again by itself.
    assert len(fake.sent) == (1 if fault in TAKEN else 0)


async def test_refused_credentials_halt_the_channel(
    channel: Channel, rig: Rig, fake: Any, name: str
) -> None:
    setattr(fake, {"sms": "auth_token", "telegram": "token"}[name], "123456:another")

    with pytest.raises(Misconfigured):
        await channel.send(rig.message)


async def test_text_that_no_line_can_carry_is_undeliverable(
    channel: Channel, rig: Rig, fake: Any
) -> None:
    with pytest.raises(Undeliverable):
        await channel.send(replace(rig.message, body="half \ud83d"))

    assert fake.sent == []


async def test_a_failure_quotes_nobody(channel: Channel, rig: Rig, fake: Any) -> None:
    """Neither its words nor a chained cause, which a log might print."""
    fake.faults.next("500")

    with pytest.raises(SendFailed) as failed:
        await channel.send(rig.message)

    assert rig.message.to not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


async def test_find_answers_or_says_that_it_cannot(channel: Channel, rig: Rig) -> None:
    sent = await channel.send(rig.message)

    if channel.limits.can_look_up:
        assert await channel.find(rig.message, NOW.replace(year=2020)) == Receipt(sent.provider_id)
    else:
        with pytest.raises(Unknown):
            await channel.find(rig.message, NOW.replace(year=2020))


async def test_missed_gives_nothing_where_nothing_was_missed(channel: Channel) -> None:
    assert list(await channel.missed(NOW, NOW)) == []


@pytest.mark.parametrize("handle", ["", "../../etc/passwd", "http://127.0.0.1/", "unheard-of"])
async def test_only_files_of_the_provider_are_fetched(channel: Channel, handle: str) -> None:
    with pytest.raises(SendFailed):
        await channel.download(handle)


async def test_closing_twice_does_no_harm(channel: Channel) -> None:
    await channel.aclose()
