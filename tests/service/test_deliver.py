"""The way out, before both providers' fakes: nothing lost, nothing twice, nobody who left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import CHANNELS
from bot.errors import Misconfigured, Retry, SendFailed, Undeliverable, Unknown, Unreachable
from bot.flow.structure import Document
from bot.model import MessageKind, OutboundMessage, OutboxStatus, Status
from bot.ports import Channel
from bot.service.deliver import HALT, LEASE, PATIENCE, TRIES, Deliverer, settled_by
from tests.channels.rigs import sms_settings, telegram_settings
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake
from tests.service.messages import outbox, person_at, standing, talk_at
from tests.service.stage import NOON, SLUG, Stage, chat, entries, entry, eye_screening, phone

SENT, UNKNOWN, QUEUED = OutboxStatus.SENT, OutboxStatus.UNKNOWN, OutboxStatus.QUEUED
DELIVERED, FAILED, CANCELLED = OutboxStatus.DELIVERED, OutboxStatus.FAILED, OutboxStatus.CANCELLED


@pytest.fixture
def twilio(house: Stage) -> Iterator[TwilioFake]:
    with TwilioFake(now=house.clock.now) as fake:
        yield fake


@pytest.fixture
async def sms(twilio: TwilioFake) -> AsyncIterator[Channel]:
    channel = CHANNELS["sms"](sms_settings(twilio.url))
    yield channel
    await channel.aclose()


@pytest.fixture
def telegram(house: Stage) -> Iterator[TelegramFake]:
    with TelegramFake(now=house.clock.now) as fake:
        yield fake


@pytest.fixture
async def bot(telegram: TelegramFake) -> AsyncIterator[Channel]:
    channel = CHANNELS["telegram"](telegram_settings(telegram.url))
    yield channel
    await channel.aclose()


async def send(house: Stage, channel: Channel) -> int:
    """Everything that may leave now; how many were claimed."""
    deliverer = Deliverer(house.store, channel, house.clock)
    claimed = 0
    while once := await deliverer.once():
        claimed += once
    return claimed


async def look_up(house: Stage, channel: Channel) -> int:
    """Let the patience with unknown sends pass, and ask."""
    house.clock.at += PATIENCE
    return await Deliverer(house.store, channel, house.clock).look_up_unknown()


# ── All is well ───────────────────────────────────────────────────────────────────────────────


async def test_what_is_queued_is_sent_once(house: Stage, sms: Channel, twilio: TwilioFake) -> None:
    await house.launch(entries(5))

    assert await send(house, sms) == 5
    assert await send(house, sms) == 0
    assert sorted(record.to for record in twilio.sent) == [phone(n).value for n in range(1, 6)]
    assert await outbox(house) == {SENT: 5}


async def test_where_nobody_reports_what_was_taken_is_delivered(
    house: Stage, bot: Channel, telegram: TelegramFake
) -> None:
    await house.launch([entry(1, chat(1))])
    await send(house, bot)

    assert len(telegram.person(4001).inbox) == 1
    assert await outbox(house) == {DELIVERED: 1}


@pytest.mark.parametrize(("name", "senders"), [("sms", 1), ("telegram", 4)])
def test_only_what_must_lease_row_by_row_has_several_senders(
    house: Stage, name: str, senders: int
) -> None:
    channel = CHANNELS[name]({"sms": sms_settings, "telegram": telegram_settings}[name]())

    assert Deliverer(house.store, channel, house.clock).senders == senders


# ── Its fate is unknown ───────────────────────────────────────────────────────────────────────


async def test_a_text_that_twilio_has_is_found_and_not_repeated(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    twilio.faults.next("drop")
    await send(house, sms)
    assert await outbox(house) == {UNKNOWN: 1}

    assert await look_up(house, sms) == 1
    await send(house, sms)
    assert await outbox(house) == {SENT: 1}
    assert len(twilio.sent) == 1


async def test_a_text_that_twilio_does_not_have_is_sent_again(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    twilio.faults.next("cut")
    await send(house, sms)
    await look_up(house, sms)
    await send(house, sms)

    assert await outbox(house) == {SENT: 1}
    assert len(twilio.sent) == 1


async def test_no_answer_to_the_question_is_no_absence(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    await house.hear(phone(1), "yes")
    twilio.faults.next("drop")
    await send(house, sms)
    twilio.faults.next("500")

    assert await look_up(house, sms) == 0
    await send(house, sms)
    assert len(twilio.inbox(phone(1).value)) == 2, "invitation and reply, each once"


async def test_patience_comes_before_the_question(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    twilio.faults.next("cut")
    await send(house, sms)
    house.clock.at += PATIENCE - timedelta(seconds=1)

    assert await Deliverer(house.store, sms, house.clock).look_up_unknown() == 0


@pytest.mark.parametrize(
    "down",
    [pytest.param(LEASE, id="started again at once"), pytest.param(timedelta(hours=9), id="late")],
)
async def test_a_sender_that_died_is_asked_about_once_its_lease_is_over(
    house: Stage, sms: Channel, twilio: TwilioFake, down: timedelta
) -> None:
    await house.launch(entries(1))
    (claimed,) = await house.store.claim("sms", house.clock.at, LEASE, 10)
    await sms.send(claimed)  # and then the process was killed
    house.clock.at += down

    await Deliverer(house.store, sms, house.clock).look_up_unknown()
    house.clock.at += timedelta(seconds=1)
    await Deliverer(house.store, sms, house.clock).look_up_unknown()
    await look_up(house, sms)
    await send(house, sms)
    assert (len(twilio.sent), await outbox(house)) == (1, {SENT: 1})


async def test_a_reply_in_a_live_chat_is_repeated_once_and_no_more(
    house: Stage, bot: Channel, telegram: TelegramFake
) -> None:
    await house.launch([entry(1, chat(1))])
    await send(house, bot)
    await house.hear(chat(1), "yes")
    telegram.faults.next("cut", times=2)
    await send(house, bot)

    assert await look_up(house, bot) == 1
    await send(house, bot)
    assert await look_up(house, bot) == 0
    assert await outbox(house) == {DELIVERED: 1, UNKNOWN: 1}


async def test_an_invitation_is_never_repeated_on_a_guess(
    house: Stage, bot: Channel, telegram: TelegramFake
) -> None:
    await house.launch([entry(1, chat(1))])
    telegram.faults.next("cut")
    await send(house, bot)

    assert await look_up(house, bot) == 0
    assert await outbox(house) == {UNKNOWN: 1}


# ── It was refused ────────────────────────────────────────────────────────────────────────────


async def test_who_opted_out_at_the_provider_is_stopped_here(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    await house.hear(phone(1), "yes")
    twilio.refuse(phone(1).value, 21610)
    await send(house, sms)

    assert (await person_at(house, phone(1))).participant.stopped
    assert (await talk_at(house, phone(1))).status is Status.STOPPED
    assert (await outbox(house)).keys() <= {FAILED, CANCELLED}


async def test_a_right_that_the_provider_keeps_us_from_answering_is_shown_to_staff(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(2))
    await house.hear(phone(1), "STOP", "DELETE")
    await house.hear(phone(2), "STOP", "MYDATA")
    twilio.refuse(phone(1).value, 21610)  # as a number does that was told STOP
    await send(house, sms)

    told = {case.wish: case.is_untold for case in (await standing(house)).cases}
    assert told == {"erasure": True, "copy": False}
    assert "Your reference" in twilio.inbox(phone(2).value)[-1]


async def test_a_dead_number_is_not_written_to_again(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    twilio.refuse(phone(1).value, 21211)
    await send(house, sms)

    person = await person_at(house, phone(1))
    assert (person.addresses, person.participant.stopped) == ((), False)


async def test_too_many_requests_wait_as_told(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    twilio.faults.next("429")
    await send(house, sms)
    assert await outbox(house) == {QUEUED: 1}

    house.clock.at += timedelta(seconds=6)
    assert await send(house, sms) == 0
    house.clock.at += timedelta(seconds=1)
    assert await send(house, sms) == 1
    assert await outbox(house) == {SENT: 1}


async def test_refused_credentials_halt_the_channel_and_lose_nothing(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(3))
    ours, twilio.auth_token = twilio.auth_token, "another"
    await send(house, sms)
    assert await outbox(house) == {QUEUED: 3}
    assert await send(house, sms) == 0

    twilio.auth_token = ours
    house.clock.at += HALT
    await send(house, sms)
    assert await outbox(house) == {SENT: 3}


def message(attempts: int) -> OutboundMessage:
    """After so many tries."""
    return OutboundMessage(
        UUID(int=1), 0, "sms", phone(1).value, "?", MessageKind.REPLY, attempts=attempts
    )


@pytest.mark.parametrize(
    ("failure", "attempts", "status", "again"),
    [
        pytest.param(Retry(timedelta()), 1, QUEUED, timedelta(), id="first_again_at_once"),
        pytest.param(Retry(timedelta()), 4, QUEUED, timedelta(seconds=16), id="then_longer"),
        pytest.param(Retry(timedelta()), 11, QUEUED, timedelta(minutes=15), id="at_most_15_min"),
        pytest.param(
            Retry(timedelta(hours=1)), 2, QUEUED, timedelta(hours=1), id="as_long_as_asked"
        ),
        pytest.param(Retry(timedelta()), TRIES, FAILED, None, id="not_for_ever"),
        pytest.param(Undeliverable("30007"), 1, FAILED, None, id="refused_for_good"),
        pytest.param(Unreachable("30005"), 1, FAILED, None, id="dead"),
        pytest.param(Misconfigured(), 1, QUEUED, HALT, id="misconfigured"),
        pytest.param(Unknown(), 1, UNKNOWN, None, id="unknown"),
        pytest.param(SendFailed(), 1, UNKNOWN, None, id="unheard_of"),
    ],
)
def test_each_failure_has_its_own_reaction(
    failure: SendFailed, attempts: int, status: OutboxStatus, again: timedelta | None
) -> None:
    settled = settled_by(message(attempts), failure, NOON)

    assert settled.status is status
    assert settled.again_at == (None if again is None else NOON + again)
    assert settled.unreachable is isinstance(failure, Unreachable)


async def test_who_stops_is_sent_nothing_but_the_word_that_they_did(
    house: Stage, sms: Channel, twilio: TwilioFake
) -> None:
    await house.launch(entries(1))
    await house.hear(phone(1), "yes", "STOP")
    await send(house, sms)

    (body,) = twilio.inbox(phone(1).value)
    assert body.startswith("You will get no more texts")


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


async def test_the_file_of_a_step_goes_with_its_question(
    house: Stage, bot: Channel, telegram: TelegramFake, tmp_path: Path
) -> None:
    (tmp_path / SLUG / "media").mkdir(parents=True)
    (tmp_path / SLUG / "media" / "map.jpg").write_bytes(b"a map")
    await house.launch([entry(1, chat(1))], document=_with_file("last_visit", "map.jpg"))
    await house.hear(chat(1), "yes")

    deliverer = Deliverer(house.store, bot, house.clock, tmp_path)
    for _ in range(4):  # a chat is written to once a second
        await deliverer.once()
        house.clock.at += timedelta(seconds=2)

    files = {"last eye screening" in m.text: m.file for m in telegram.person(4001).inbox}
    assert files == {True: b"a map", False: b""}


def _with_file(step: str, name: str) -> Document:
    document = eye_screening()
    steps = tuple(
        replace(each, media=name) if each.id == step else each for each in document.flow.steps
    )
    flow = replace(document.flow, steps=steps)
    return replace(document, flow=flow)
