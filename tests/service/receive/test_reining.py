"""Machines that answer us, texts that come twice, and floods: each is answered, none for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import LIMITS
from bot.exchange.traffic import LIMIT_HOUR
from bot.model import Address, Command, OptOut, Status
from bot.service.receive import Receiver, Terms
from bot.service.status import flags
from tests.service.messages import arrives, person_at, take, talk_at
from tests.service.stage import Stage, chat, entry, phone, stage

HERE, THERE = phone(1), phone(2)
AMINA, BASHIR = phone(3), phone(4)


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Stage]:
    """A second installation."""
    folder = tmp_path / "other"
    folder.mkdir()
    async with stage(folder) as opened:
        yield opened


async def bodies(house: Stage, address: Address = AMINA) -> list[str]:
    """What has reached somebody since."""
    return [m.body for m in await house.sent(address.channel) if m.to == address.value]


async def say(house: Stage, *texts: str, address: Address = AMINA) -> list[str]:
    """Somebody writes, a second between two texts; what they are answered."""
    for text in texts:
        house.clock.at += timedelta(seconds=1)
        await take(house, arrives(house, address, text))
    return await bodies(house, address)


async def reasons(house: Stage) -> list[str]:
    return [flag.reason for flag in await flags(house.store, house.clock.at)]


# ── Machines ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("minutes", [0, 5], ids=["at_once", "five_minutes"])
@pytest.mark.parametrize(
    "begun_by",
    [
        pytest.param((), id="by_the_invitation"),
        pytest.param(("yes",), id="after_consent"),
        pytest.param(("yes", "1", "5"), id="in_the_middle"),
        pytest.param(("no",), id="after_the_end"),
    ],
)
async def test_two_bots_wired_together_stop_within_twenty_messages(
    house: Stage, other: Stage, minutes: int, begun_by: Sequence[str]
) -> None:
    await house.launch([entry(1, THERE)])
    await other.launch([entry(1, HERE)])
    for text in begun_by:
        await take(house, arrives(house, THERE, text))
        await take(other, arrives(other, HERE, text))
        await house.sent(), await other.sent()
    await take(house, arrives(house, THERE, "Thank you for your message"))

    passed = -1
    total = 0
    while passed:
        passed = await _pass_on(house, other, HERE, minutes)
        passed += await _pass_on(other, house, THERE, minutes)
        total += passed
        assert total <= 20
    assert total >= 2


async def _pass_on(sender: Stage, taker: Stage, seen_as: Address, minutes: int) -> int:
    """Whatever one sends the other receives; how much that was."""
    sent = await sender.sent()
    for message in sent:
        taker.clock.at += timedelta(minutes=minutes)
        sender.clock.at = taker.clock.at
        await take(taker, arrives(taker, seen_as, message.body))
    return len(sent)


async def test_a_machine_with_ever_new_words_is_answered_no_more_and_noticed(house: Stage) -> None:
    await house.launch([entry(3)])
    await bodies(house)

    told = await say(house, *(f"I am away until day {'x' * n}" for n in range(1, 40)))

    assert len(told) <= 9
    assert told[-1].startswith("We cannot make out these messages")
    assert await reasons(house) == ["loop"]


async def test_after_an_hour_it_is_answered_again(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, *(f"I am away {'x' * n}" for n in range(1, 40)))

    house.clock.at += timedelta(hours=1)

    assert len(await say(house, "What is this about then?")) == 1


async def test_what_was_counted_outlives_a_restart(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, *(f"I am away {'x' * n}" for n in range(1, 40)))
    await house.receiver.stop()
    house.receiver = Receiver(house.store, house.shelf, house.clock, Terms(LIMITS))
    await house.receiver.start()

    assert await say(house, "I am away once more") == []


# ── People ────────────────────────────────────────────────────────────────────────────────────


async def test_the_same_number_to_two_questions_is_two_answers(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, "yes")

    told = await say(house, "1", "1")

    assert len(told) == 2
    assert len((await talk_at(house, AMINA)).answers) == 3


async def test_the_same_words_are_answered_once(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, "no")

    told = await say(house, "ok thanks", "ok thanks", "OK thanks", "ok thanks")

    assert len(told) == 1


async def test_the_same_words_are_answered_again_later(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, "no", "ok thanks")

    house.clock.at += timedelta(minutes=6)

    assert len(await say(house, "ok thanks")) == 1


async def test_whoever_is_stuck_gets_a_person_though_they_repeat_themselves(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, "yes")

    told = await say(house, "kjhkjh", "kjhkjh", "kjhkjh")

    assert (await talk_at(house, AMINA)).status is Status.PARKED
    assert told[-1] != told[0]


@pytest.mark.parametrize("word", ["STOP", "বন্ধ"])
async def test_stop_is_heard_through_everything(house: Stage, word: str) -> None:
    await house.launch([entry(3)])
    await say(house, *(f"I am away {'x' * n}" for n in range(LIMIT_HOUR + 20)))

    told = await say(house, word)

    assert len(told) == 1
    assert (await person_at(house, AMINA)).participant.stopped


@pytest.mark.parametrize("word", ["HELP", "CALL"])
async def test_a_command_is_answered_though_we_had_fallen_silent(house: Stage, word: str) -> None:
    await house.launch([entry(3)])
    await say(house, *(f"I am away {'x' * n}" for n in range(1, 40)))

    assert len(await say(house, word, word)) >= 1


async def test_an_answer_ends_the_silence(house: Stage) -> None:
    await house.launch([entry(3)])
    await say(house, *(f"I am away {'x' * n}" for n in range(1, 40)))

    told = await say(house, "yes", "what do you mean by that?")

    assert len(told) == 2


# ── Floods ────────────────────────────────────────────────────────────────────────────────────


async def test_a_thousand_messages_are_answered_slowly_and_noticed(house: Stage) -> None:
    await house.launch([entry(3), entry(4)])
    await bodies(house)
    flood = [arrives(house, AMINA, f"HELP{'!' * (n % 3)}") for n in range(1000)]
    await take(house, *flood, arrives(house, BASHIR, "yes"))

    at_once = await house.sent()
    house.clock.at += timedelta(hours=1)
    later = await bodies(house)

    assert sum(m.to == BASHIR.value for m in at_once) == 1
    assert sum(m.to == AMINA.value for m in at_once) <= LIMIT_HOUR
    assert len(later) <= 12
    assert await reasons(house) == ["flood"]
    (flag,) = await flags(house.store, house.clock.at)
    assert flag.participant == (await person_at(house, AMINA)).participant.id
    assert flag.heard == 1000


async def test_a_strangers_flood_is_noticed_too(house: Stage) -> None:
    await take(house, *(arrives(house, phone(99), f"hello {n}") for n in range(300)))

    assert len(await bodies(house, phone(99))) <= 1
    (flag,) = await flags(house.store, house.clock.at)
    assert (flag.channel, flag.participant) == ("sms", None)


async def test_a_day_later_nobody_is_shown_any_more(house: Stage) -> None:
    await take(house, *(arrives(house, phone(99), f"hello {n}") for n in range(300)))

    house.clock.at += timedelta(days=1, minutes=1)

    assert await flags(house.store, house.clock.at) == []


async def test_a_repeat_of_the_provider_counts_for_nothing(house: Stage) -> None:
    await house.launch([entry(3)])
    again = [arrives(house, AMINA, "yes", number="SM1") for _ in range(300)]

    await take(house, *again)

    assert await flags(house.store, house.clock.at) == []


async def test_the_providers_own_stop_counts_in_a_flood(house: Stage) -> None:
    await house.launch([entry(3)])
    await take(house, *(arrives(house, AMINA, f"hello {n}") for n in range(300)))

    await take(house, arrives(house, AMINA, OptOut(Command.STOP)))

    assert (await person_at(house, AMINA)).participant.stopped


async def test_telegram_is_counted_as_well(house: Stage) -> None:
    await house.launch([entry(5, chat(5))])

    await take(house, *(arrives(house, chat(5), f"hello {n}") for n in range(300)))

    assert await reasons(house) == ["flood"]
