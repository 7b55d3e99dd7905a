"""Putting a consultation away: refused, naming all that is owed, until nothing is."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.errors import Refused
from bot.model import CaseKind, Kept, Lifecycle, PromiseKind
from bot.ports import CaseRow, Rows
from bot.service.archive import archive
from tests.service.feedback.told import DAY, DECIDED, WAITS, answered, at, decide, of, reported
from tests.service.stage import SLUG, Stage, entries, phone

pytestmark = pytest.mark.asyncio


async def all_told(house: Stage) -> None:
    """Every promise is kept, and what they said has left."""
    await reported(house)
    await decide(house)
    await at(house, DECIDED)
    async with house.store.begin() as transaction:
        for n in range(1, len(WAITS) + 1):
            kept = Kept(PromiseKind.NEXT, n, house.clock.at)
            await transaction.keep_promise(SLUG, kept)


async def lifecycle(house: Stage) -> Lifecycle:
    async with house.store.read() as reader:
        (launched,) = await reader.launched()
    return launched.lifecycle


async def open_case(house: Stage, kind: CaseKind) -> None:
    async with house.store.begin() as transaction:
        (person,) = (await transaction.people([phone(1)]))[phone(1)]
        who = person.participant
        talk = person.conversations[0].id
        row = CaseRow(uuid4(), who.bucket, who.id, talk, SLUG, kind, house.clock.at)
        await transaction.write(Rows(cases=[row]))


async def test_all_that_is_missing_is_named(house: Stage) -> None:
    await reported(house)
    await open_case(house, CaseKind.REVIEW)

    with pytest.raises(Refused) as refused:
        await archive(house.office(), SLUG)

    assert str(refused.value) == (
        f"{SLUG} cannot be archived yet:\n"
        "  people have not been told what was decided and why; it is promised for 05 May 2027\n"
        "  people have not been told what happened next, update 1; it is promised for "
        "04 August 2027\n"
        "  people have not been told what happened next, update 2; it is promised for "
        "04 May 2028\n"
        "  1 review case is still open"
    )
    assert await lifecycle(house) is Lifecycle.REPORTED


async def test_messages_that_have_not_left_are_named(house: Stage) -> None:
    await all_told(house)
    await decide(house)  # an addition
    house.clock.at = DECIDED + 14 * DAY

    with pytest.raises(Refused, match="people have not been told of decision 2"):
        await archive(house.office(), SLUG)

    from bot.service import feedback

    await feedback.tell_now(house.office(), SLUG, PromiseKind.DECIDED)
    with pytest.raises(Refused, match="12 messages have not left yet"):
        await archive(house.office(), SLUG)
    await house.sent()
    await archive(house.office(), SLUG)
    assert await lifecycle(house) is Lifecycle.ARCHIVED


async def test_once_nothing_is_owed_it_is_put_away_and_only_once(house: Stage) -> None:
    await all_told(house)

    await archive(house.office(), SLUG)

    assert await lifecycle(house) is Lifecycle.ARCHIVED
    with pytest.raises(Refused, match="is archived already"):
        await archive(house.office(), SLUG)


async def test_whoever_writes_to_an_archived_one_is_answered_politely(house: Stage) -> None:
    await all_told(house)
    await archive(house.office(), SLUG)

    house.clock.at += DAY
    await house.hear(phone(1), "2")
    await house.hear(phone(12), "২")

    sent = await house.sent()
    english, bengali = of(sent, 1), of(sent, 12)
    assert "closed on 31 March 2027" in english
    assert "শেষ হয়েছে" in bengali


async def test_it_is_never_told_of_again(house: Stage) -> None:
    await all_told(house)
    await archive(house.office(), SLUG)

    assert await at(house, DECIDED + 1000 * DAY) == []


async def test_only_one_that_was_reported_is_put_away(house: Stage) -> None:
    with pytest.raises(Refused, match="No consultation called"):
        await archive(house.office(), SLUG)
    await house.launch(entries(1))
    with pytest.raises(Refused, match="is still open: people must have heard"):
        await archive(house.office(), SLUG)


async def test_one_that_is_closed_must_first_be_reported(house: Stage) -> None:
    await answered(house)

    with pytest.raises(Refused, match="is closed already: people must have heard"):
        await archive(house.office(), SLUG)
