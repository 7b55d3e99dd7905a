"""The trial: until somebody goes live, guests are invited and nobody else, by any way."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.errors import Refused
from bot.model import MessageKind
from bot.service.launch import (
    Entry,
    Order,
    go_live,
    open_and_invite,
    send_test,
    trial,
)
from bot.service.launch.testing import opening
from bot.shelf.office import Office
from bot.shelf.shelf import LIVE
from tests.service.stage import SLUG, Stage, chat, entries, entry, phone, running
from tests.service.test_pause import deeds

pytestmark = pytest.mark.asyncio


def office(house: Stage) -> Office:
    return house.office("officer")


@pytest.fixture
async def on_trial(house: Stage) -> Stage:
    """An installation that has not gone live."""
    async with house.store.begin() as transaction:
        await transaction.keep(LIVE, "")
    return house


async def invite(house: Stage, *people: Entry) -> int:
    order = Order(running(), people, "officer")
    return (await open_and_invite(order, house.desk, "digest")).invited


async def test_strangers_are_refused_and_nothing_at_all_is_done(on_trial: Stage) -> None:
    await trial.add(office(on_trial), phone(1))

    with pytest.raises(Refused, match="S-301 2 of 3 people are outside your guest list"):
        await invite(on_trial, *entries(3))

    assert await on_trial.sent() == []
    async with on_trial.store.read() as reader:
        assert await reader.launched() == []


async def test_guests_are_invited_on_every_one_of_their_addresses_or_not(on_trial: Stage) -> None:
    await trial.add(office(on_trial), phone(1))
    await trial.add(office(on_trial), chat(2))

    assert await invite(on_trial, entry(1), entry(2, chat(2))) == 2
    with pytest.raises(Refused, match="S-301 1 of 1"):
        await invite(on_trial, entry(3, chat(2), phone(3)))


async def test_a_personal_link_could_reach_anyone_so_it_waits_too(on_trial: Stage) -> None:
    with pytest.raises(Refused, match="S-301"):
        await invite(on_trial, Entry(2, "en", name="Amina"))


async def test_once_live_anyone_is_invited_and_it_is_known_who_decided(on_trial: Stage) -> None:
    assert await go_live(office(on_trial), "  Rahima  Khatun ") is True
    assert await go_live(office(on_trial), "Somebody Else") is False

    assert await invite(on_trial, *entries(3)) == 3
    assert ("officer", "installation.live", "") in await deeds(on_trial)
    async with on_trial.store.read() as reader:
        assert await reader.kept(LIVE) == "Rahima Khatun"


async def test_nobody_goes_live_in_nobodys_name(on_trial: Stage) -> None:
    with pytest.raises(Refused, match="S-303"):
        await go_live(office(on_trial), " ")


async def test_a_guest_is_added_once_and_can_be_taken_off(on_trial: Stage) -> None:
    for guest in (phone(1), phone(1), chat(1)):
        await trial.add(office(on_trial), guest)
    await trial.remove(office(on_trial), chat(1))

    async with on_trial.store.read() as reader:
        assert list(await reader.guests()) == [phone(1)]
    with pytest.raises(Refused, match="S-302"):
        await trial.remove(office(on_trial), chat(1))


async def test_a_guest_list_is_no_mailing_list(on_trial: Stage) -> None:
    for n in range(trial.LIMIT_GUESTS):
        await trial.add(office(on_trial), chat(n))
    await trial.add(office(on_trial), chat(0))

    with pytest.raises(Refused, match="50 guests are enough"):
        await trial.add(office(on_trial), phone(1))


@pytest.mark.parametrize(
    ("text", "is_telegram", "code"),
    [
        pytest.param("020 7946 0958", False, "P-111", id="landline"),
        pytest.param("seven", False, "P-110", id="no_number"),
        pytest.param("@rahima", True, "P-113", id="user_name"),
    ],
)
async def test_what_cannot_be_texted_is_no_guest(text: str, is_telegram: bool, code: str) -> None:
    with pytest.raises(Refused, match=code):
        trial.guest_at(text, is_telegram=is_telegram)


async def test_a_guests_number_is_shown_by_its_end_alone() -> None:
    assert trial.guest_at("07700 900123", is_telegram=False) == phone(123)
    assert trial.masked(phone(123)) == "sms …123"


# ── The test send ─────────────────────────────────────────────────────────────────────────────


def bench(house: Stage) -> Office:
    return house.office("officer")


async def test_a_test_shows_every_language_as_people_will_read_it(on_trial: Stage) -> None:
    await trial.add(office(on_trial), phone(1))
    launched = running()

    count = await send_test(bench(on_trial), launched, [phone(1)])

    texts = await on_trial.sent()
    shown = {
        f"TEST {tag}\n{each.body}"
        for tag in launched.languages
        for each in opening(launched, tag, LIMITS["sms"])
    }
    assert {message.body for message in texts} == shown
    assert len(texts) == count >= len(launched.languages)
    assert {message.to for message in texts} == {phone(1).value}


async def test_a_test_counts_nowhere_and_opens_nothing(on_trial: Stage) -> None:
    await trial.add(office(on_trial), chat(1))
    await send_test(bench(on_trial), running(), [chat(1)])
    await on_trial.sent("telegram")

    async with on_trial.store.begin() as transaction:
        assert await transaction.people([chat(1)]) == {} or not any(
            (await transaction.people([chat(1)])).values()
        )
        standing = await transaction.standing(SLUG)
        assert await transaction.launched() == []
    assert sum(standing.funnel.values()) == sum(standing.outbox.values()) == 0
    assert ("officer", "consultation.tested", SLUG) in await deeds(on_trial)


async def test_a_test_never_goes_to_a_stranger_live_or_not(house: Stage) -> None:
    with pytest.raises(Refused, match="S-302 A test goes to guests only"):
        await send_test(bench(house), running(), [phone(1)])
    with pytest.raises(Refused, match="S-302"):
        await send_test(bench(house), running(), [])


async def test_a_test_leaves_at_night_since_it_was_asked_for(on_trial: Stage) -> None:
    await trial.add(office(on_trial), chat(1))
    on_trial.clock.at = on_trial.clock.at.replace(hour=23)

    await send_test(bench(on_trial), running(), [chat(1)])

    messages = await on_trial.sent("telegram")
    assert {message.kind for message in messages} == {MessageKind.REPLY}
    again = replace(bench(on_trial), actor="another")
    assert await send_test(again, running(), [chat(1)]) == len(messages)
