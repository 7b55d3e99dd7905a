"""Row by row out of both databases: whoever took part once, under a name that leads nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.model import Answer, Other, Outcome, Status
from bot.ports import Rows
from bot.results.respondents import Given, Respondent
from bot.store import SqlStore
from tests.store.makers import SLUG, VERSION, answer, join, moved_on
from tests.store.test_counting import gave, tell


async def exported(store: SqlStore, *, with_text: bool = False) -> Sequence[Respondent]:
    async with store.read() as reader:
        return [each async for each in reader.respondents(SLUG, with_text=with_text)]


async def test_whoever_answered_stands_once_with_their_latest_answers(store: SqlStore) -> None:
    a, b, _ = await join(store, 3)
    await tell(store, a, [("q1", gave("x")), ("q1", gave("y")), ("q2", Answer(Outcome.SKIPPED))])
    await tell(store, b, [("q1", gave(("m", Other("my own"))))], by="staff", is_late=True)

    people = await exported(store)

    assert sorted((dict(each.answers) for each in people), key=len) == [
        {"q1": Given(Outcome.ANSWERED, ("m", Other("")))},
        {"q1": Given(Outcome.ANSWERED, "y"), "q2": Given(Outcome.SKIPPED)},
    ]
    assert sorted((each.is_assisted, each.is_late) for each in people) == [
        (False, False),
        (True, True),
    ]
    assert {each.version for each in people} == {VERSION}
    assert {each.channel for each in people} == {"sms"}


async def test_words_are_opened_only_where_they_were_asked_for(store: SqlStore) -> None:
    a, b = await join(store, 2)
    await tell(store, a, [("q1", gave("the lamp is out"))], is_free_text=True)
    await tell(store, b, [("q1", gave(("m", Other("a pond"))))])

    without, with_text = await exported(store), await exported(store, with_text=True)

    assert {each.answers["q1"].text for each in without} == {""}
    assert {each.answers["q1"].text for each in with_text} == {"the lamp is out", "a pond"}
    assert "lamp" not in repr(without)


async def test_who_only_agreed_to_be_asked_or_was_merged_is_not_there(store: SqlStore) -> None:
    a, b = await join(store, 2)
    await tell(store, a, [("consent__agree", gave(True))])
    talk = replace(moved_on(b.conversation), status=Status.MERGED)
    rows = Rows(conversations={talk.id: talk}, answers=[answer(b, talk, gave("x"), "q1")])
    rows.read_revisions[talk.id] = 0
    async with store.begin() as transaction:
        await transaction.write(rows)

    assert await exported(store) == []


async def test_a_pseudonym_is_the_same_each_time_and_another_in_each_consultation(
    store: SqlStore,
) -> None:
    (a,) = await join(store, 1)
    await tell(store, a, [("q1", gave("x"))])
    async with store.begin() as transaction:
        elsewhere = replace(a.conversation, id=a.participant.id, consultation="roads")
        rows = Rows(conversations={elsewhere.id: elsewhere})
        rows.answers.append(answer(a, elsewhere, gave("x"), "q1"))
        await transaction.write(rows)

    (here,), (again,) = await exported(store), await exported(store)
    async with store.read() as reader:
        (there,) = [each async for each in reader.respondents("roads", with_text=False)]

    assert here.id == again.id
    assert here.id != there.id
    assert a.participant.id.hex not in here.id
