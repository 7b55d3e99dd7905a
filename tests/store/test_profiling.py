"""Profiles, and people split by what may be known of them, on both engines."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.model import Answer, CaseKind, Outcome, Status
from bot.ports import CaseRow, PersonRow, Rows
from bot.results.profile import FACETS, Group
from bot.store import SqlStore
from bot.store.splits import SPLITS
from tests.store.makers import NOON, SLUG, Resident, answer, chat, moved_on, phone, resident

PEOPLE = (
    ("en", "sms", "E1", "mosque", "", "Rahima", "young"),
    ("en", "sms", "E1", "", "letters", "Rahima", ""),
    ("bn", "telegram", "E1", "library", "letters", "Karim", ""),
    ("bn", "sms", "", "", "", "", ""),
)
"""Language, channel, area, way in, list, link worker, segment."""
ANSWERED = (0, 2)


async def town(store: SqlStore) -> list[Resident]:
    """Them, the first and the third of whom have answered; the last has left."""
    people = []
    for n, (tag, channel, area, way, source, worker, segment) in enumerate(PEOPLE):
        made = resident(store, n, phone(n) if channel == "sms" else chat(n))
        participant = replace(
            made.participant, area=area, source=source, link_worker=worker, segment=segment
        )
        talk = replace(made.conversation, language=tag, source=way)
        people.append(Resident(made.address, participant, talk))
    rows = Rows(people=[PersonRow(p.participant, (p.address,)) for p in people])
    rows.conversations = {p.conversation.id: p.conversation for p in people}
    async with store.begin() as transaction:
        await transaction.write(rows)
        said = Rows()
        for n in ANSWERED:
            talk = moved_on(people[n].conversation)
            row = answer(people[n], talk, Answer(Outcome.ANSWERED, "x"))
            said.answers.append(replace(row, channel=PEOPLE[n][1]))
            said.conversations[talk.id] = talk
            said.read_revisions[talk.id] = 0
        await transaction.write(said)
    return people


PLACES = {"language": 0, "channel": 1, "area": 2, "link_worker": 5, "segment": 6}


def by_hand(facet: str, people: tuple[int, ...]) -> dict[str, int]:
    """The same count from the table above."""
    if facet in {"wave", "repeat"}:  # none of them was launched, or was here before
        return {"" if facet == "wave" else "first": len(people)}
    if facet == "source":
        return dict(Counter(PEOPLE[n][3] or PEOPLE[n][4] for n in people))
    return dict(Counter(PEOPLE[n][PLACES[facet]] if facet else "" for n in people))


@pytest.mark.parametrize("facet", SPLITS)
async def test_every_split_adds_up_to_everybody(store: SqlStore, facet: str) -> None:
    await town(store)
    async with store.read() as reader:
        found = await reader.funnels(SLUG, facet)
        whole = await reader.bases(SLUG)

    assert {value: sum(words.values()) for value, words in found.items()} == by_hand(
        facet, (0, 1, 2, 3)
    )
    assert {w: sum(words[w] for words in found.values()) for w in whole} == whole
    assert whole["partial"] == 2


async def test_those_who_joined_stand_apart_and_are_among_everybody(store: SqlStore) -> None:
    await town(store)
    async with store.read() as reader:
        standing = await reader.standing(SLUG)

    assert {word: n for word, n in standing.joined.items() if n} == {"partial": 2}
    assert sum(standing.funnel.values()) == 4


@pytest.mark.parametrize("facet", FACETS)
async def test_whoever_answered_took_part(store: SqlStore, facet: str) -> None:
    await town(store)
    async with store.read() as reader:
        took_part = await reader.took_part(SLUG, (facet,))
        everybody = await reader.took_part(SLUG, (facet,), is_everybody=True)

    assert took_part == {facet: by_hand(facet, ANSWERED)}
    assert everybody == {facet: by_hand(facet, (0, 1, 2, 3))}


async def test_one_who_is_another_counts_once(store: SqlStore) -> None:
    people = await town(store)
    merged = replace(people[3].conversation, status=Status.MERGED, revision=1)
    async with store.begin() as transaction:
        rows = Rows(conversations={merged.id: merged}, read_revisions={merged.id: 0})
        await transaction.write(rows)
        found = await transaction.funnels(SLUG, "language")
        everybody = await transaction.took_part(SLUG, ("area",), is_everybody=True)

    assert sum(found["bn"].values()) == 1
    assert everybody == {"area": {"E1": 3}}


async def test_the_link_worker_with_most_people_of_a_group_is_its_helper(store: SqlStore) -> None:
    await town(store)
    async with store.read() as reader:
        assert await reader.helpers(SLUG, ("area", "language")) == {
            "area": {"E1": "Rahima"},
            "language": {"en": "Rahima", "bn": "Karim"},
        }


@pytest.mark.parametrize("facet", ["about", "ethnic_group", "channel", ""])
async def test_nothing_else_is_counted_for_a_profile(store: SqlStore, facet: str) -> None:
    async with store.read() as reader:
        with pytest.raises(Refused, match="a profile cannot be by"):
            await reader.took_part(SLUG, (facet,))
        with pytest.raises(Refused, match="a profile cannot be by"):
            await reader.helpers(SLUG, (facet,))


async def test_an_unknown_split_is_refused(store: SqlStore) -> None:
    async with store.read() as reader:
        with pytest.raises(Refused, match="use language, channel, source, area, link_worker"):
            await reader.funnels(SLUG, "ethnic_group")


async def test_a_profile_replaces_the_one_before_and_keeps_its_order(store: SqlStore) -> None:
    first = [Group("language", "en", 10_000)]
    second = [Group("language", "bn", 4000, 12, "Census 2021"), Group("area", "E1", 10_000)]
    async with store.begin() as transaction:
        await transaction.save_profile("library", first)
        await transaction.save_profile(SLUG, first)
    async with store.begin() as transaction:
        await transaction.save_profile(SLUG, second)
    async with store.read() as reader:
        assert list(await reader.profile(SLUG)) == second
        assert list(await reader.profile("library")) == first
    async with store.begin() as transaction:
        await transaction.save_profile(SLUG, [])
        assert list(await transaction.profile(SLUG)) == []


async def test_tasks_are_told_with_how_they_ended(store: SqlStore) -> None:
    nobody, key = UUID(int=0), UUID(int=9)
    row = CaseRow(key, 0, nobody, None, SLUG, CaseKind.GAP, NOON, "language: so", "o")
    async with store.begin() as transaction:
        await transaction.write(Rows(cases=[row]))
        await transaction.write(Rows(cases=[row], closed={key: (NOON, "filled")}))
    async with store.read() as reader:
        (task,) = await reader.tasks(SLUG)
        assert await reader.tasks("library") == []

    assert (task.id, task.group, task.owner) == (key, "language: so", "o")
    assert (task.opened_at, task.closed_at, task.outcome) == (NOON, NOON, "filled")


def test_nobody_is_split_by_what_they_said_about_themselves() -> None:
    """Neither a facet nor a target of a profile can name the equality store."""
    assert set(FACETS) <= SPLITS.keys()
    assert not [name for name, each in SPLITS.items() if "about" in str(each)]
