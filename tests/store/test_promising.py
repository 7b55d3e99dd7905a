"""What was recorded of answering back is read as it was written, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from bot.model import (
    Answer,
    Decision,
    Kept,
    Ledger,
    News,
    Outcome,
    PromiseKind,
    Ruling,
    Slip,
    Theme,
)
from bot.ports import AuditRow, Erase, PersonRow, Rows
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, answer, moved_on, phone, resident

HOURS = Theme(
    id="hours",
    title={"en": "Later opening", "bn": "দেরি পর্যন্ত খোলা"},
    ruling=Ruling.PARTLY,
    because={"en": "There is staff for two evenings.", "bn": "দুই সন্ধ্যার কর্মী আছে।"},
    cost={"en": "£90,000 a year"},
    answers=(("wishes", "evening"),),
)
DECISION = Decision(1, (HOURS,), "The Board", date(2027, 4, 28), "Rehana", NOON)
NEWS = News(2, {"en": "Late opening began."}, "Rehana", NOON)
SLIP = Slip(PromiseKind.NEXT, 1, 1, NOON + timedelta(days=30), {"en": "Not built."}, "o", NOON)


async def ledger(store: SqlStore, slug: str = SLUG) -> Ledger:
    async with store.read() as reader:
        return await reader.ledger(slug)


async def test_nothing_recorded_is_an_empty_ledger(store: SqlStore) -> None:
    assert await ledger(store) == Ledger()


async def test_all_of_it_is_read_as_it_was_written(store: SqlStore) -> None:
    kept = Kept(PromiseKind.HEARD, 0, NOON)
    async with store.begin() as transaction:
        await transaction.save_decision(SLUG, DECISION)
        await transaction.save_news(SLUG, NEWS)
        await transaction.save_slip(SLUG, SLIP)
        await transaction.keep_promise(SLUG, kept)

    assert await ledger(store) == Ledger((DECISION,), (NEWS,), (kept,), (SLIP,))
    assert await ledger(store, "another") == Ledger()


async def test_what_is_written_again_stands_in_place_of_the_first(store: SqlStore) -> None:
    later = NOON + timedelta(days=1)
    published = replace(DECISION, decided_by="The Mayor", published_at=later)
    second = replace(DECISION, number=2)
    told = replace(SLIP, told_at=later)
    async with store.begin() as transaction:
        for each in (DECISION, second, published):
            await transaction.save_decision(SLUG, each)
        for slip in (SLIP, told):
            await transaction.save_slip(SLUG, slip)

    found = await ledger(store)
    assert found.decisions == (published, second)
    assert found.slips == (told,)


async def test_a_promise_keeps_the_first_moment_at_which_it_was_kept(store: SqlStore) -> None:
    first = Kept(PromiseKind.DECIDED, 0, NOON)
    async with store.begin() as transaction:
        await transaction.keep_promise(SLUG, first)
        await transaction.keep_promise(SLUG, replace(first, at=NOON + timedelta(days=1)))

    assert (await ledger(store)).kept == (first,)


async def test_the_last_time_of_a_deed_is_told(store: SqlStore) -> None:
    times = [NOON, NOON + timedelta(days=3), NOON + timedelta(days=1)]
    async with store.begin() as transaction:
        for at in times:
            await transaction.audit(AuditRow(at, "officer", "report.opened", SLUG))

    async with store.read() as reader:
        assert await reader.deed_at("report.opened", SLUG) == times[1]
        assert await reader.deed_at("report.opened", "another") is None


async def test_an_address_is_shared_while_it_leads_to_more_than_one_person(
    store: SqlStore,
) -> None:
    ann, emre, kim = (resident(store, n, phone(n)) for n in range(3))
    both = PersonRow(emre.participant, (emre.address, ann.address))
    rows = Rows(people=[PersonRow(ann.participant, (ann.address,)), both])
    rows.people.append(PersonRow(kim.participant, (kim.address,)))
    places = [ann.address, emre.address, kim.address, phone(9)]
    async with store.begin() as transaction:
        await transaction.write(rows)
        before = await transaction.shared(places)
        await transaction.erase(Erase(emre.participant.id, emre.participant.bucket))

    async with store.read() as reader:
        assert before == {ann.address}
        assert await reader.shared(places) == set()
        assert await reader.shared([]) == set()


async def test_the_channel_that_each_used_last_is_told(store: SqlStore) -> None:
    people = [resident(store, n, phone(n)) for n in range(3)]
    rows = Rows(people=[PersonRow(p.participant, (p.address,)) for p in people])
    rows.conversations = {p.conversation.id: p.conversation for p in people}
    said = (
        (0, "sms", 1, ""), (0, "telegram", 2, ""), (0, "sms", 3, "staff"),
        (1, "telegram", 1, ""), (1, "sms", 4, ""),
    )  # fmt: skip
    rows.answers = [
        replace(
            answer(people[who], moved_on(people[who].conversation), Answer(Outcome.ANSWERED, "x")),
            channel=channel, n=n, at=NOON + timedelta(days=n), by=by,
        )
        for who, channel, n, by in said
    ]  # fmt: skip
    async with store.begin() as transaction:
        await transaction.write(rows)

    async with store.read() as reader:
        found = await reader.last_used({p.conversation.id: p.conversation.bucket for p in people})
    assert found == {
        people[0].conversation.id: ("telegram", NOON + timedelta(days=2)),
        people[1].conversation.id: ("sms", NOON + timedelta(days=4)),
    }
