"""Votes without the people, on both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.model import Answer, GroupRating, Outcome, Round, Status
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.makers import SLUG, Resident, answer, join, moved_on

AGREE, DISAGREE, PASS = (Answer(Outcome.ANSWERED, each) for each in ("agree", "disagree", "pass"))


async def say(store: SqlStore, who: Resident, *said: tuple[str, Answer]) -> None:
    """One turn an answer."""
    talk = who.conversation
    rows = Rows()
    for step, given in said:
        talk = moved_on(talk)
        rows.answers.append(answer(who, talk, given, step))
    rows.conversations[talk.id] = talk
    rows.read_revisions[talk.id] = 0
    async with store.begin() as transaction:
        await transaction.write(rows)


async def ballots(store: SqlStore) -> Sequence[Mapping[str, str]]:
    async with store.read() as reader:
        return await reader.ballots(SLUG)


async def test_a_ballot_is_the_latest_votes_of_one_person_and_nothing_else(
    store: SqlStore,
) -> None:
    first, second, third = await join(store, 3)
    await say(store, first, ("v.b", DISAGREE), ("v.a", AGREE), ("v", AGREE), ("v.b", PASS))
    await say(store, second, ("v.a", AGREE), ("v.b", Answer(Outcome.SKIPPED)), ("q1", AGREE))
    await say(store, third, ("q1", AGREE))

    assert await ballots(store) == [{"v.a": "agree"}, {"v.a": "agree", "v.b": "pass"}]


async def test_their_order_is_that_of_what_they_say(store: SqlStore) -> None:
    people = await join(store, 4)
    for who, given in zip(people, (PASS, AGREE, DISAGREE, AGREE), strict=True):
        await say(store, who, ("v.a", given))

    found = [each["v.a"] for each in await ballots(store)]
    assert found == ["agree", "agree", "disagree", "pass"]


async def test_whoever_became_one_with_another_has_no_ballot_of_their_own(
    store: SqlStore,
) -> None:
    (who,) = await join(store, 1)
    await say(store, who, ("v.a", AGREE))
    async with store.begin() as transaction:
        gone = replace(moved_on(who.conversation), status=Status.MERGED, revision=2)
        await transaction.write(Rows(conversations={gone.id: gone}, read_revisions={gone.id: 1}))

    assert await ballots(store) == []


async def test_nobody_has_voted(store: SqlStore) -> None:
    await join(store, 2)

    assert await ballots(store) == []


async def test_a_round_is_kept_once(store: SqlStore) -> None:
    at = datetime(2027, 5, 18, 8, tzinfo=UTC)
    first = Round({"bench": GroupRating(8, 7.5, None)}, ("bench",), at)
    second = Round({}, (), at + timedelta(days=14))
    async with store.begin() as transaction:
        await transaction.save_round("parks", 1, first)
        await transaction.save_round("parks", 2, second)
        await transaction.save_round("eyes", 1, second)
    async with store.begin() as transaction:
        await transaction.save_round("parks", 1, second)  # another worker, a moment later

    async with store.read() as reader:
        assert await reader.rounds(["parks"]) == {"parks": [first, second]}
        assert await reader.rounds([]) == {}
