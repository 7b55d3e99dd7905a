"""A large launch: a second person, a hold, and nothing that leaves before both."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.model import Lifecycle, Role
from bot.ports import LaunchRequest, RequestState
from bot.service import staff
from bot.service.launch import (
    Caution,
    Entry,
    Order,
    approve,
    ask,
    cancel,
    failed,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
    release_due,
    trial,
    waiting,
)
from bot.service.launch.choosing import BEGUN
from bot.service.launch.holding import FAILURE_SHOWN, LEASE, short, told
from bot.service.rights.signing import sign
from bot.shelf.office import Office
from bot.shelf.shelf import LIVE
from bot.store import tables
from tests.service.stage import (
    NOON,
    SLUG,
    Stage,
    catalogue,
    entries,
    entry,
    phone,
    running,
)
from tests.service.test_pause import deeds

pytestmark = pytest.mark.asyncio

HOLD = timedelta(minutes=10)
CAUTION = Caution(approve_above=2, hold=HOLD)


def office(house: Stage, actor: str = "rehana") -> Office:
    return house.office(actor)


@pytest.fixture
async def staffed(house: Stage) -> Stage:
    """Rehana may approve; Kit is an officer."""
    desk = house.office("root")
    await staff.add(desk, "rehana", Role.APPROVER, "en")
    await staff.add(desk, "kit", Role.OFFICER, "en")
    await sign(desk, running().launched.document, "A. Lead", "DPIA")
    return house


async def asked(house: Stage, count: int = 3, again: str = "") -> LaunchRequest:
    order = Order(running(), entries(count), "kit", again=again)
    return await ask(order, house.desk, CAUTION)


async def released(house: Stage) -> int:
    return await release_due(house.desk, catalogue)


async def states(house: Stage) -> list[str]:
    async with house.store.read() as reader:
        return [each.state.value for each in await reader.requests(tuple(RequestState))]


@pytest.mark.parametrize(
    ("people", "holds_all", "state"),
    [
        pytest.param(500, False, None, id="small_leaves"),
        pytest.param(500, True, RequestState.HELD, id="small_is_held_where_all_are"),
        pytest.param(501, False, RequestState.ASKED, id="large_is_asked_for"),
        pytest.param(501, True, RequestState.ASKED, id="large_is_asked_for_first"),
    ],
)
async def test_what_waits_depends_on_its_size(
    people: int, holds_all: bool, state: RequestState | None
) -> None:
    assert Caution(500, HOLD, holds_all).state(people) is state


async def test_asking_stores_nobody_and_sends_nothing(staffed: Stage) -> None:
    request = await asked(staffed)
    staffed.clock.at += timedelta(days=1)

    assert request.state is RequestState.ASKED
    assert await released(staffed) == 0
    assert await staffed.sent() == []
    async with staffed.store.read() as reader:
        assert await reader.launched() == []
        assert set((await reader.addresses_known([phone(1)])).values()) == set()


async def test_approved_it_leaves_when_the_hold_is_over_and_not_before(staffed: Stage) -> None:
    request = await asked(staffed)
    held = await approve(office(staffed), short(request), "rehana", HOLD)

    assert held.leaves_at == NOON + HOLD
    staffed.clock.at = NOON + HOLD - timedelta(seconds=1)
    assert (await released(staffed), await staffed.sent()) == (0, [])
    staffed.clock.at = NOON + HOLD
    assert await released(staffed) == 1
    assert len(await staffed.sent()) == 3
    assert await states(staffed) == ["sent"]
    assert await released(staffed) == 0


async def test_who_asked_approved_and_launched_is_on_record(staffed: Stage) -> None:
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", timedelta())
    await released(staffed)

    assert (await deeds(staffed))[-4:] == [
        ("kit", "launch.asked", SLUG),
        ("rehana", "launch.approved", SLUG),
        ("kit", "consultation.launched", SLUG),
        ("kit", "launch.sent", SLUG),
    ]


@pytest.mark.parametrize(
    ("actor", "name", "code"),
    [
        pytest.param("kit", "rehana", "S-342", id="from_the_askers_account"),
        pytest.param("root", "kit", "S-341", id="an_officer_is_no_approver"),
        pytest.param("root", "nobody", "S-341", id="who_does_not_work_here"),
    ],
)
async def test_whoever_asked_never_approves(
    staffed: Stage, actor: str, name: str, code: str
) -> None:
    request = await asked(staffed)

    with pytest.raises(Refused, match=code):
        await approve(office(staffed, actor), short(request), name, HOLD)

    assert await states(staffed) == ["asked"]


async def test_an_approver_cannot_approve_their_own_under_another_account(staffed: Stage) -> None:
    order = Order(running(), entries(3), "rehana")
    request = await ask(order, staffed.desk, CAUTION)

    with pytest.raises(Refused, match="S-342"):
        await approve(office(staffed, "root"), short(request), "rehana", HOLD)


async def test_a_former_approver_approves_nothing(staffed: Stage) -> None:
    request = await asked(staffed)
    await staff.remove(staffed.office("root"), "rehana")

    with pytest.raises(Refused, match="S-341"):
        await approve(office(staffed), short(request), "rehana", HOLD)


async def test_taken_back_in_the_hold_nobody_was_ever_written_to(staffed: Stage) -> None:
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", HOLD)
    staffed.clock.at += HOLD / 2
    gone = await cancel(office(staffed, "kit"), short(request))
    staffed.clock.at += timedelta(days=1)

    assert gone.state is RequestState.CANCELLED
    assert (await released(staffed), await staffed.sent()) == (0, [])
    assert await waiting(office(staffed)) == []
    assert ("kit", "launch.cancelled", SLUG) in await deeds(staffed)


async def test_what_has_left_or_never_was_cannot_be_taken_back(staffed: Stage) -> None:
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", timedelta())
    await released(staffed)

    for which in (short(request), "00000000", ""):
        with pytest.raises(Refused, match=r"S-340.*kotha pause"):
            await cancel(office(staffed), which)


async def test_approving_twice_starts_no_second_hold(staffed: Stage) -> None:
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", HOLD)

    with pytest.raises(Refused, match="S-340 It is approved already"):
        await approve(office(staffed), short(request), "rehana", HOLD)


async def test_of_two_who_decide_at_once_one_is_too_late(staffed: Stage) -> None:
    request = await asked(staffed)
    decided = await asyncio.gather(
        approve(office(staffed), short(request), "rehana", HOLD),
        cancel(office(staffed, "kit"), short(request)),
        return_exceptions=True,
    )
    staffed.clock.at += HOLD
    await released(staffed)

    was_cancelled = any(
        isinstance(each, LaunchRequest) and each.state is RequestState.CANCELLED
        for each in decided
    )
    assert len(await staffed.sent()) == (0 if was_cancelled else 3)


async def test_the_same_launch_waits_once(staffed: Stage) -> None:
    await asked(staffed)

    with pytest.raises(Refused, match="S-330 The same launch waits already"):
        await asked(staffed)


async def test_a_launch_that_waits_writes_no_links(staffed: Stage) -> None:
    order = Order(running(), (*entries(3), Entry(9, "en", name="Amina")), "kit")

    with pytest.raises(Refused, match="S-337"):
        await ask(order, staffed.desk, CAUTION)


async def test_what_cannot_open_any_more_fails_and_says_why(staffed: Stage) -> None:
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", HOLD)
    await staffed.launch(entries(1))
    async with staffed.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, NOON)
    staffed.clock.at += HOLD
    await released(staffed)

    async with staffed.store.read() as reader:
        (failed,) = await reader.requests((RequestState.FAILED,))
    assert failed.reason.startswith("S-331")


# ── Without a DPIA ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def on_trial(house: Stage) -> Stage:
    """Three guests are to be invited, which no DPIA is needed for."""
    async with house.store.begin() as transaction:
        await transaction.keep(LIVE, "")
    desk = house.office("root")
    await staff.add(desk, "rehana", Role.APPROVER, "en")
    for n in (1, 2, 3):
        await trial.add(desk, phone(n))
    return house


async def test_asked_for_on_trial_it_is_not_approved_once_live_without_a_dpia(
    on_trial: Stage,
) -> None:
    request = await asked(on_trial)
    await go_live(office(on_trial), "A. Lead")

    with pytest.raises(Refused, match=r"^S-346 .* goes on waiting .*`kotha cancel") as refused:
        await approve(office(on_trial), short(request), "rehana", HOLD)
    assert short(request) in str(refused.value)
    assert await states(on_trial) == ["asked"]
    await sign(office(on_trial), running().launched.document, "A. Lead", "DPIA")
    await approve(office(on_trial), short(request), "rehana", HOLD)


@pytest.mark.parametrize(
    ("signed", "state"), [(True, "sent"), (False, "failed")], ids=["signed", "unsigned"]
)
async def test_live_since_it_was_approved_it_leaves_only_with_a_dpia(
    on_trial: Stage, signed: bool, state: str
) -> None:
    request = await asked(on_trial)
    await approve(office(on_trial), short(request), "rehana", HOLD)
    await go_live(office(on_trial), "A. Lead")
    if signed:
        await sign(office(on_trial), running().launched.document, "A. Lead", "DPIA")
    on_trial.clock.at += HOLD
    await released(on_trial)

    assert await states(on_trial) == [state]
    assert bool(await on_trial.sent()) is signed
    found = await failed(office(on_trial))
    assert [told(each).split(": did not leave. ")[1][:5] for each in found] == (
        [] if signed else ["S-346"]
    )
    on_trial.clock.at += FAILURE_SHOWN
    assert not await failed(office(on_trial))


async def test_who_stood_for_having_none_when_it_was_asked_for_stands_for_it_as_it_leaves(
    on_trial: Stage,
) -> None:
    order = Order(running(), entries(3), "kit", undertaken_by="A. Lead")
    request = await ask(order, on_trial.desk, CAUTION)
    await go_live(office(on_trial), "A. Lead")
    await approve(office(on_trial), short(request), "rehana", HOLD)
    on_trial.clock.at += HOLD
    await released(on_trial)

    assert await states(on_trial) == ["sent"]


async def test_whoever_stops_in_the_hold_is_not_invited(staffed: Stage) -> None:
    await staffed.launch(entries(1))
    order = Order(running(), (entry(1), entry(2), entry(3)), "kit")
    request = await ask(order, staffed.desk, CAUTION)
    await approve(office(staffed), short(request), "rehana", HOLD)
    await staffed.sent()
    await staffed.hear(phone(1), "STOP")
    await staffed.sent()
    staffed.clock.at += HOLD
    await released(staffed)

    assert {message.to for message in await staffed.sent()} == {phone(2).value, phone(3).value}


async def test_a_process_that_dies_on_the_way_leaves_it_to_the_next(staffed: Stage) -> None:
    """Half of the list was invited, and the request still says that it is leaving."""
    request = await asked(staffed)
    await approve(office(staffed), short(request), "rehana", timedelta())
    async with staffed.store.begin() as transaction:
        await transaction.take_request(staffed.clock.at, LEASE)
    half = Order(running(), entries(2), "kit")
    await open_and_invite(half, staffed.desk, "half")

    assert await released(staffed) == 0  # somebody may still be at it
    staffed.clock.at += LEASE
    assert await released(staffed) == 1
    assert len(await staffed.sent()) == 3
    assert await states(staffed) == ["sent"]


async def test_a_stolen_file_shows_nobody_who_is_about_to_be_invited(staffed: Stage) -> None:
    await asked(staffed)

    async with staffed.store.database.read() as connection:
        (row,) = await connection.execute(select(tables.request))
    assert phone(1).value not in str(row)


# ── Once more ─────────────────────────────────────────────────────────────────────────────────


async def again(house: Stage, reason: str, count: int = 3) -> tuple[int, dict[str, int]]:
    order = Order(running(), entries(count), "kit", again=reason)
    digest = await refuse_what_cannot_open(order, house.desk)
    done = await open_and_invite(order, house.desk, digest)
    return done.invited, dict(done.left_out)


async def test_the_same_words_go_again_only_to_those_who_have_not_begun(house: Stage) -> None:
    await house.launch(entries(3))
    first = {message.to: message.body for message in await house.sent()}
    await house.hear(phone(1), "yes")
    await house.sent()

    invited, left_out = await again(house, "the number was wrong on the poster")

    assert (invited, left_out) == (2, {BEGUN: 1})
    second = {message.to: message.body for message in await house.sent()}
    assert second == {to: body for to, body in first.items() if to != phone(1).value}
    await house.hear(phone(2), "yes", "3")
    assert len(await house.sent()) == 2


async def test_the_same_reason_is_a_reason_once(house: Stage) -> None:
    await house.launch(entries(3))
    await again(house, "wrong poster")

    with pytest.raises(Refused, match="S-330"):
        await again(house, "wrong poster")


async def test_why_it_was_sent_again_is_on_record(house: Stage) -> None:
    await house.launch(entries(3))
    await again(house, "wrong poster")

    a = tables.audit.c
    async with house.store.database.read() as connection:
        rows = await connection.execute(
            select(a.detail).where(a.action == "consultation.launched").order_by(a.id)
        )
    assert ["wrong poster" in detail for (detail,) in rows] == [False, True]
