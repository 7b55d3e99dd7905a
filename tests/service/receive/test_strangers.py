"""Somebody whom no list leads to is told so, once a day, and may say STOP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import Address, InboundMessage, Text
from tests.service.stage import Stage, chat, entry, phone

STRANGER = phone(900)


async def bodies(house: Stage, address: Address) -> list[str]:
    return [m.body for m in await house.sent(address.channel) if m.to == address.value]


@pytest.mark.parametrize("address", [STRANGER, chat(9)], ids=["sms", "telegram"])
async def test_a_stranger_is_told_where_they_have_come(house: Stage, address: Address) -> None:
    await house.hear(address, "hello")

    (body,) = await bodies(house, address)
    assert body.startswith("This number is for people invited")


async def test_start_without_a_link_is_answered_too(house: Stage) -> None:
    await house.hear(chat(9), "/start ")

    assert len(await bodies(house, chat(9))) == 1


async def test_a_dead_link_says_so(house: Stage) -> None:
    await house.hear(chat(9), "/start nonsense")

    (body,) = await bodies(house, chat(9))
    assert body.startswith("This link does not work")


async def test_two_bots_do_not_talk_for_ever(house: Stage) -> None:
    await house.hear(STRANGER, "hello", "hello", "This number is for people invited")
    today = await bodies(house, STRANGER)
    house.clock.at += timedelta(days=1)
    await house.hear(STRANGER, "hello")

    assert len(today) == 1
    assert len(await bodies(house, STRANGER)) == 1


@pytest.mark.parametrize("words", ["STOP", "বন্ধ"])
async def test_a_strangers_stop_holds_against_a_later_list(house: Stage, words: str) -> None:
    await house.hear(STRANGER, words)

    await house.launch([entry(1, STRANGER), *(entry(n) for n in range(2, 4))])

    assert await bodies(house, STRANGER) == []


async def test_start_undoes_it(house: Stage) -> None:
    await house.hear(STRANGER, "STOP", "START")

    await house.launch([entry(1, STRANGER)])

    assert len(await bodies(house, STRANGER)) == 1


@pytest.mark.parametrize("words", ["MYDATA", "delete my data", "/delete", "FORGET ABOUT ME"])
async def test_who_asks_for_their_data_hears_that_there_is_none(house: Stage, words: str) -> None:
    await house.hear(STRANGER, words)

    (body,) = await bodies(house, STRANGER)
    assert body == "We hold no answers and no details of this number."
    async with house.store.read() as reader:
        assert await reader.addresses_known([STRANGER]) == {}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        pytest.param("আমার তথ্য মুছে ফেলুন", "এই নম্বরের কোনো উত্তর বা তথ্য আমাদের কাছে নেই।", id="bengali"),
        pytest.param(
            "amar data delete koren", "এই নম্বরের কোনো উত্তর বা তথ্য আমাদের কাছে নেই।", id="typed"
        ),
        pytest.param("Usuń moje dane", "Nie mamy odpowiedzi ani danych tego numeru.", id="polish"),
        pytest.param(
            "mera data delete kar do ji", "ਇਸ ਨੰਬਰ ਦੇ ਕੋਈ ਜਵਾਬ ਜਾਂ ਵੇਰਵੇ ਸਾਡੇ ਕੋਲ ਨਹੀਂ ਹਨ।", id="politely"
        ),
    ],
)
async def test_they_may_ask_in_any_language_and_are_answered_in_it(
    house: Stage, words: str, answer: str
) -> None:
    await house.hear(STRANGER, words)

    assert await bodies(house, STRANGER) == [answer]


async def test_on_telegram_the_phones_own_language_is_answered(house: Stage) -> None:
    hinted = InboundMessage(
        "telegram", "acc", "1", chat(9).value, Text("MYDATA"), house.clock.at, language_hint="bn"
    )
    await house.receiver.receive(hinted)

    assert "এই নম্বরের" in (await bodies(house, chat(9)))[0]


async def test_a_stranger_who_said_stop_is_still_told_what_we_hold_and_nothing_else(
    house: Stage,
) -> None:
    await house.hear(STRANGER, "STOP", "hello", "MYDATA")

    assert await bodies(house, STRANGER) == ["We hold no answers and no details of this number."]
