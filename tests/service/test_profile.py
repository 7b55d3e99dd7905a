"""A profile is taken whole, never by equality answers; its gaps are tasks that close again."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from bot.errors import FlowError
from bot.model import Role
from bot.ports import Task
from bot.results.profile import Group
from bot.service import close, person, profile, staff, status
from tests.service.messages import launch_parks
from tests.service.stage import SLUG, Stage, entry, eye_screening, phone

KNOWN = {"language": ("en", "bn", "so"), "source": {"mosque"}, "link_worker": {"Rahima Begum"}}
GOOD = """group,share,target,source
language: en,60%,,Census 2021
Language: BN,"30,5",,Census 2021
language: other,9.5,,
area: E1,33.3,25,
area: E14,33.3,,
area: E2,33.3,,
"""


def read(text: str) -> tuple[Group, ...]:
    return profile.read_profile(text, "community.csv", eye_screening(), KNOWN)


def wrong(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FlowError) as refused:
        read(text)
    return [(problem.line, problem.code) for problem in refused.value.problems]


def test_shares_are_of_each_facet_and_may_be_rounded() -> None:
    assert read(GOOD) == (
        Group("language", "en", 6000, None, "Census 2021"),
        Group("language", "bn", 3050, None, "Census 2021"),
        Group("language", "other", 950),
        Group("area", "E1", 3330, 25),
        Group("area", "E14", 3330),
        Group("area", "E2", 3330),
    )


def test_a_spreadsheet_of_another_country_reads_the_same() -> None:
    assert read("group;share\nlanguage: en;60,5\nlanguage: bn;39,5\n") == (
        Group("language", "en", 6050),
        Group("language", "bn", 3950),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [(1, "P-201"), (1, "P-202")], id="empty"),
        pytest.param("group,share\n", [(1, "P-201")], id="no_groups"),
        pytest.param("language,share\nen,100\n", [(1, "P-202")], id="another_header"),
        pytest.param("group,share,share\nlanguage: en,100\n", [(1, "P-202")], id="a_column_twice"),
        pytest.param("group,share\nlanguage: en,60\n", [(2, "P-209")], id="not_a_hundred"),
        pytest.param("group,share\nlanguage: en,60\nlanguage: bn,41\n", [(3, "P-209")],
                     id="over_a_hundred"),
        pytest.param("group,share\nlanguage: en,60\nlanguage: cy,40\n", [(3, "P-204")],
                     id="a_language_not_offered"),
        pytest.param("group,share\nsource: pub,100\n", [(2, "P-204")], id="no_such_venue"),
        pytest.param("group,share\nlink_worker: Karim,100\n", [(2, "P-204")],
                     id="no_such_link_worker"),
        pytest.param("group,share\nlanguage: en,50\nlanguage: EN,50\n", [(3, "P-205")],
                     id="twice"),
        pytest.param("group,share\nlanguage: en,most\nlanguage: bn,101\n",
                     [(2, "P-206"), (3, "P-206")], id="no_percentages"),
        pytest.param("group,share\nlanguage: en,NaN\nlanguage: bn,1e9\n",
                     [(2, "P-206"), (3, "P-206")], id="numbers_that_are_none"),
        pytest.param("group,share,target\nlanguage: en,100,some\n", [(2, "P-208")],
                     id="no_target"),
        pytest.param("group,share,source\nlanguage: en,100,=1+1\n", [(2, "P-207")],
                     id="a_formula"),
        pytest.param("group,share\nen,100\n", [(2, "P-203")], id="of_nothing"),
        pytest.param("group,share\nlanguage,100\n", [(2, "P-204")], id="no_value"),
        pytest.param("group,share\nethnic_group: asian,100\n", [(2, "P-203")], id="ethnicity"),
        pytest.param("group,share\nAge: 18,50\nsex: female,50\n", [(2, "P-203"), (3, "P-203")],
                     id="age_and_sex"),
        pytest.param("group,share\nlast_visit: never,100\n", [(2, "P-203")], id="an_answer"),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_told_by_row_and_nothing_is_kept(
    text: str, found: list[tuple[int, str]]
) -> None:
    assert wrong(text) == found


def test_equality_answers_are_refused_by_name() -> None:
    about = sorted({s.id.rpartition("__")[2] for s in eye_screening().flow.steps if s.about})
    assert {"ethnic_group", "sex"} <= set(about)

    for step in about:
        with pytest.raises(FlowError, match="nobody is ever looked for by them"):
            read(f"group,share\n{step}: x,100\n")


# ── Tasks ─────────────────────────────────────────────────────────────────────────────────────


async def taken_on(house: Stage, name: str, language: str) -> str:
    made = await staff.add(house.office("tester"), name, Role.LINK_WORKER, language)
    return str(made.member.id)


async def tasks(house: Stage) -> list[Task]:
    async with house.store.read() as reader:
        return list(await reader.tasks(SLUG))


async def still_open(house: Stage) -> list[tuple[str, str]]:
    return [(task.group, task.owner) for task in await tasks(house) if task.closed_at is None]


async def upload(house: Stage, *groups: Group) -> int:
    return await profile.upload(house.office("Rehana"), SLUG, groups)


async def review(house: Stage) -> int:
    return await profile.review(house.office("kotha"))


async def test_a_gap_is_a_task_for_whoever_speaks_the_language(house: Stage) -> None:
    somali = await taken_on(house, "Hodan", "so")
    await taken_on(house, "Rahima Begum", "bn")
    await house.launch([entry(1)])
    changed = await upload(house, Group("language", "so", 10_000, target=2))

    assert changed == 1
    assert await still_open(house) == [("language: so", somali)]
    assert await review(house) == 0


async def test_sylheti_is_for_whoever_speaks_bengali(house: Stage) -> None:
    rahima = await taken_on(house, "Rahima Begum", "bn")
    await house.launch([entry(1)])
    await upload(house, Group("language", "syl", 10_000, target=1))

    assert await still_open(house) == [("language: syl", rahima)]


async def test_an_area_is_for_whoever_has_most_people_there_else_for_everybody(
    house: Stage,
) -> None:
    rahima = await taken_on(house, "Rahima Begum", "en")
    karim = await taken_on(house, "Karim Ali", "bn")
    people = [
        replace(entry(n), area="E1", link_worker=name)
        for n, name in enumerate(("Rahima Begum", "Rahima Begum", "Karim Ali"), start=1)
    ]
    await house.launch(people)
    await upload(
        house,
        Group("area", "E1", 5000, target=3),
        Group("area", "E2", 5000, target=3),
        Group("link_worker", "Karim Ali", 10_000, target=9),
    )

    assert sorted(await still_open(house)) == [
        ("area: E1", rahima), ("area: E2", ""), ("link_worker: Karim Ali", karim),
    ]  # fmt: skip


async def test_it_closes_by_itself_and_opens_again(house: Stage) -> None:
    await house.launch([entry(1), entry(2)])
    await upload(house, Group("language", "en", 10_000, target=1))
    assert len(await still_open(house)) == 1

    await house.hear(phone(1), "yes", "never")
    assert await review(house) == 1
    assert await still_open(house) == []
    assert [task.outcome for task in await tasks(house)] == ["filled"]

    await upload(house, Group("language", "en", 10_000, target=2))
    assert len(await still_open(house)) == 1
    assert len(await tasks(house)) == 2


async def test_what_a_person_closed_stays_closed(house: Stage) -> None:
    await house.launch([entry(1)])
    await upload(house, Group("language", "so", 10_000, target=2))
    (task,) = await tasks(house)
    await person.done(house.office("Rehana"), task.id.hex[:8], "answered", send=True)
    await review(house)

    assert await still_open(house) == []
    assert len(await tasks(house)) == 1


async def test_two_workers_at_once_open_one(house: Stage) -> None:
    await house.launch([entry(1)])
    async with house.store.begin() as transaction:
        await transaction.save_profile(SLUG, [Group("language", "so", 10_000, target=2)])
    await asyncio.gather(*(review(house) for _ in range(4)))

    assert len(await tasks(house)) == 1


async def test_whoever_leaves_hands_it_on(house: Stage) -> None:
    await taken_on(house, "Hodan", "so")
    await house.launch([entry(1)])
    await upload(house, Group("language", "so", 10_000, target=2))
    await staff.remove(house.office("tester"), "Hodan")
    await review(house)
    assert await still_open(house) == [("language: so", "")]

    another = await taken_on(house, "Warsan", "so")
    await review(house)
    assert await still_open(house) == [("language: so", another)]


async def test_closing_ends_them_and_so_does_taking_the_profile_away(house: Stage) -> None:
    await house.launch([entry(1)])
    await upload(house, Group("language", "so", 10_000, target=2))
    await upload(house)
    assert [task.outcome for task in await tasks(house)] == ["filled"]

    await upload(house, Group("language", "so", 10_000, target=2))
    await close.close(house.office("Rehana"), SLUG)
    await review(house)
    assert await still_open(house) == []


async def test_a_profile_may_come_before_the_launch_and_minds_its_own(house: Stage) -> None:
    await upload(house, Group("language", "so", 10_000, target=2))
    assert await tasks(house) == []
    await launch_parks(house, [entry(2)])
    await review(house)
    assert await tasks(house) == []

    await house.launch([entry(1)])
    await review(house)
    assert len(await still_open(house)) == 1


async def test_status_tells_who_is_missing_and_who_came_by_themselves(house: Stage) -> None:
    await house.launch([entry(1), entry(2, language="bn")])
    await house.hear(phone(1), "yes", "never")
    await house.hear(phone(50), "EYES1", "1", "yes", "never")
    await upload(house, Group("language", "en", 6000), Group("language", "bn", 4000, target=3))

    (report,) = await status.reports(house.store, SLUG, house.clock.at, by="source")

    assert (report.invited, sum(report.funnel.values())) == (2, 2)
    assert {word: n for word, n in report.joined.items() if n} == {"partial": 1}
    assert {value: sum(words.values()) for value, words in report.split.items()} == {
        "": 2, "mosque": 1,
    }  # fmt: skip
    (compared,) = report.profile
    assert [(row.group.value, row.people, row.gap) for row in compared.reached] == [
        ("en", 2, 0), ("bn", 0, 3),
    ]  # fmt: skip
    assert [task.group for task in report.tasks] == ["language: bn"]
    assert report.cases == ()
