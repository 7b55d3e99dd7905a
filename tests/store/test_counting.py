"""Tallies and the funnel against counts made by hand."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from bot.errors import Refused
from bot.model import (
    Answer,
    Conversation,
    DeliveryReport,
    MessageKind,
    Other,
    OutboxStatus,
    Outcome,
    Participant,
    Status,
    Tally,
    Value,
)
from bot.ports import AnswerRow, PersonRow, Rows
from bot.store import SqlStore
from bot.store.counting import FUNNEL
from bot.store.telling import AGAIN, retell
from tests.store.makers import (
    NOON,
    SLUG,
    Resident,
    an_id,
    answer,
    join,
    moved_on,
    resident,
    text_to,
)


async def tell(
    store: SqlStore, who: Resident, said: list[tuple[str, Answer]], **more: object
) -> None:
    """One turn an answer."""
    talk = who.conversation
    rows = Rows()
    for step, given in said:
        talk = moved_on(talk)
        row = answer(who, talk, given, step)
        rows.answers.append(replace(row, **more))
    rows.conversations[talk.id] = talk
    rows.read_revisions[talk.id] = 0
    async with store.begin() as transaction:
        await transaction.write(rows)


def gave(value: Value) -> Answer:
    return Answer(Outcome.ANSWERED, value)


async def tallies(store: SqlStore, *facets: str) -> list[Tally]:
    """Of answers; who took part is left out."""
    async with store.read() as reader:
        return [tally for tally in await reader.tallies(SLUG, facets) if tally.step]


async def test_latest_answers_are_counted_people_once(store: SqlStore) -> None:
    """Whoever has taken everything back is not counted."""
    a, b, c, d = await join(store, 4)
    await tell(store, a, [("q1", gave("x")), ("q1", gave("y"))])
    await tell(store, b, [("q1", gave("y")), ("q2", gave(("m", Other("my own"))))])
    await tell(
        store, c, [("q1", Answer(Outcome.SKIPPED)), ("q2", gave(("m", Other("not yours"))))]
    )
    await tell(store, d, [("q1", gave("x")), ("q1", Answer(Outcome.DROPPED))])

    assert sorted(await tallies(store), key=str) == sorted(
        [
            Tally("q1", Outcome.ANSWERED, '"y"', 2),
            Tally("q1", Outcome.SKIPPED, "", 1),
            Tally("q2", Outcome.ANSWERED, '["m",{"other":""}]', 2),
        ],
        key=str,
    )


async def test_free_text_is_counted_but_never_told(store: SqlStore) -> None:
    a, b = await join(store, 2)
    await tell(store, a, [("q1", gave("the lamp is out"))], is_free_text=True)
    await tell(store, b, [("q1", gave("dogs"))], is_free_text=True)

    assert await tallies(store) == [Tally("q1", Outcome.ANSWERED, "", 2)]


async def test_equality_answers_are_counted_by_step_only(store: SqlStore) -> None:
    a, b, c = await join(store, 3)
    told: list[tuple[Resident, Value]] = [(a, "asian"), (b, "asian"), (c, "white")]
    for who, value in told:
        await tell(store, who, [("about-you__x", gave(value))], is_about=True)

    assert await tallies(store, "language") == [
        Tally("about-you__x", Outcome.ANSWERED, '"asian"', 2),
        Tally("about-you__x", Outcome.ANSWERED, '"white"', 1),
    ]


async def test_facets_split_what_everybody_said(store: SqlStore) -> None:
    people = await join(store, 3)
    for who, language, channel in zip(
        people, ("en", "bn", "bn"), ("sms", "sms", "telegram"), strict=True
    ):
        talk = replace(who.conversation, language=language)
        await tell(store, replace_talk(who, talk), [("q1", gave("x"))], channel=channel)

    found = {
        (t.facet, t.facet_value): t.n for t in await tallies(store, "language", "channel", "area")
    }

    assert found == {
        ("", ""): 3, ("language", "en"): 1, ("language", "bn"): 2,
        ("channel", "sms"): 2, ("channel", "telegram"): 1, ("area", ""): 3,
    }  # fmt: skip


def replace_talk(who: Resident, talk: Conversation) -> Resident:
    return Resident(who.address, who.participant, talk)


async def test_late_answers_and_those_entered_by_staff_are_told_apart(store: SqlStore) -> None:
    a, b, c = await join(store, 3)
    await tell(store, a, [("q1", gave("x"))])
    await tell(store, b, [("q1", gave("x"))], is_late=True)
    await tell(store, c, [("q1", gave("x"))], is_late=True, by="a member of staff")

    assert await tallies(store) == [Tally("q1", Outcome.ANSWERED, '"x"', 3, late=2, assisted=1)]
    assert {t.facet_value: t.n for t in await tallies(store, "help") if t.facet} == {
        "alone": 2,
        "helped": 1,
    }


async def test_who_took_part_is_counted_once_and_consent_alone_is_no_part(store: SqlStore) -> None:
    a, b, c = await join(store, 3)
    await tell(store, a, [("consent__agree", gave(True)), ("q1", gave("x")), ("q2", gave("y"))])
    await tell(store, b, [("consent__agree", gave(True))])
    await tell(store, c, [("consent__agree", gave(True)), ("q1", Answer(Outcome.SKIPPED))])

    async with store.read() as reader:
        told = await reader.tallies(SLUG, ("repeat",))
    assert [(t.facet_value, t.n) for t in told if not t.step] == [("", 2), ("first", 2)]


async def test_whoever_took_part_here_before_is_told_from_first_timers(store: SqlStore) -> None:
    a, b = await join(store, 2)
    before = replace(
        a.conversation, id=an_id("before"), consultation="buses", status=Status.COMPLETED
    )
    await write_told(store, before)
    for who in (a, b):
        await tell(store, who, [("q1", gave("x"))])
    async with store.database.write() as connection:  # the other was a year before
        await connection.execute(
            text("UPDATE conversation SET began_at = began_at - 1 WHERE consultation = 'buses'")
        )
    async with store.read() as reader:
        later = {t.facet_value: t.n for t in await reader.tallies(SLUG, ("repeat",)) if t.facet}

    assert later == {"again": 1, "first": 1}


async def write_told(store: SqlStore, talk: Conversation) -> None:
    """A conversation in which one question was answered."""
    row = AnswerRow(
        talk.bucket, talk.id, talk.participant, talk.consultation, "q1", 0, gave("x"),
        is_free_text=False, language="en", channel="sms", version="v", wording="w", at=NOON,
    )  # fmt: skip
    async with store.begin() as transaction:
        await transaction.write(Rows(conversations={talk.id: talk}, answers=[row]))


@pytest.mark.parametrize("seed", range(3))
async def test_the_text_beside_a_conversation_is_what_its_answers_come_to(
    store: SqlStore, seed: int
) -> None:
    """However it was written, changed and dropped; written anew it is the same."""
    draw = random.Random(seed)
    people = await join(store, 12)
    outcomes = [gave("x"), gave(("a", "b")), Answer(Outcome.SKIPPED), Answer(Outcome.DROPPED)]
    for who in people:
        said = [(f"q{draw.randrange(3)}", draw.choice(outcomes)) for _ in range(6)]
        await tell(store, who, said)
    before = await tallies(store, "language")

    async with store.database.write() as connection:
        talks = {who.conversation.id.hex: who.conversation.bucket for who in people}
        await retell(store._session(connection), talks)
        again = (await connection.execute(text("SELECT told FROM conversation"))).scalars().all()

    assert not any(AGAIN in each for each in again)
    assert sorted(await tallies(store, "language"), key=str) == sorted(before, key=str)


def from_letters(who: Resident) -> Participant:
    return replace(who.participant, source="letters")


async def test_the_way_in_goes_before_what_the_list_said(store: SqlStore) -> None:
    """Whoever joined this consultation by a poster counts to its venue, whatever list they
    stood on before; and the venue is kept when they move on."""
    first, second = resident(store, 1), resident(store, 2)
    listed = Resident(first.address, from_letters(first), first.conversation)
    by_poster = replace(second.conversation, source="mosque")
    joined = Resident(second.address, from_letters(second), by_poster)
    for who in (listed, joined):
        rows = Rows(people=[PersonRow(who.participant, (who.address,))])
        rows.conversations[who.conversation.id] = who.conversation
        async with store.begin() as transaction:
            await transaction.write(rows)
        await tell(store, who, [("q1", gave("x"))])

    found = {t.facet_value: t.n for t in await tallies(store, "source") if t.facet}
    async with store.begin() as transaction:
        (again,) = (await transaction.people([joined.address]))[joined.address]

    assert found == {"letters": 1, "mosque": 1}
    assert again.conversations[0].source == "mosque"


async def test_an_unknown_facet_is_refused(store: SqlStore) -> None:
    with pytest.raises(Refused, match="cannot be split by 'name'"):
        await tallies(store, "name")


@pytest.mark.parametrize("seed", range(3))
async def test_tallies_agree_with_a_count_by_hand(store: SqlStore, seed: int) -> None:
    draw = random.Random(seed)
    people = await join(store, 25)
    latest: dict[tuple[int, str], Answer] = {}
    choices: list[Value] = ["x", "y", True, 3, 2.5]
    for n, who in enumerate(people):
        said = [
            (f"q{draw.randrange(3)}", gave(draw.choice(choices)))
            for _ in range(draw.randrange(1, 6))
        ]
        await tell(store, who, said)
        latest |= {(n, step): given for step, given in said}

    by_hand = Counter((step, repr(given.value)) for (_, step), given in latest.items())
    written = {'"x"': "'x'", '"y"': "'y'", "true": "True", "3": "3", "2.5": "2.5"}
    assert {(t.step, written[t.value]): t.n for t in await tallies(store)} == by_hand


# ── The funnel ────────────────────────────────────────────────────────────────────────────────


async def bases(store: SqlStore) -> dict[str, int]:
    async with store.read() as reader:
        found = await reader.bases(SLUG)
    assert tuple(found) == FUNNEL
    return {word: n for word, n in found.items() if n}


async def test_each_person_stands_at_their_furthest(store: SqlStore) -> None:
    people = await join(store, 11)
    invitations = [text_to(who, kind=MessageKind.BROADCAST) for who in people]
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=invitations))
    by = iter(people)
    next(by)  # invited, and nothing known of it
    for word in (OutboxStatus.DELIVERED, OutboxStatus.FAILED):
        report = DeliveryReport("sms", text_to(next(by)).id, word)
        await store.report([report], NOON)
    await tell(store, next(by), [("consent__agree", gave(True))])
    await tell(store, next(by), [("consent__agree", gave(True)), ("q1", gave("x"))])
    ends = (Status.COMPLETED, Status.DECLINED, Status.STOPPED, Status.EXPIRED, Status.MERGED)
    async with store.begin() as transaction:
        for status in ends:
            talk = replace(moved_on(next(by).conversation), status=status)
            await transaction.write(
                Rows(conversations={talk.id: talk}, read_revisions={talk.id: 0})
            )
        last = next(by).participant
        await transaction.write(Rows(forget={last.id: (last.bucket, ())}))

    assert await bases(store) == {
        "invited": 1, "delivered": 1, "failed": 1, "started": 1, "partial": 1, "completed": 1,
        "declined": 1, "stopped": 2, "expired": 1,
    }  # fmt: skip


async def test_the_funnel_sums_to_everybody_and_to_one_consultation(store: SqlStore) -> None:
    people = await join(store, 7)
    other = replace(people[0].conversation, id=people[1].participant.id, consultation="buses")
    async with store.begin() as transaction:
        await transaction.write(Rows(conversations={other.id: other}))

    assert await bases(store) == {"invited": 7}
    async with store.read() as reader:
        standing = await reader.standing("nowhere")
    assert set(standing.outbox) == set(OutboxStatus)
    assert (sum(standing.funnel.values()), standing.cases) == (0, ())
