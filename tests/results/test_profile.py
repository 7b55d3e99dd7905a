"""Who is missing, against ratios worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.results.profile import FACETS, Group, compare, gaps, percent

CENSUS = (
    Group("language", "en", 6000),
    Group("language", "bn", 3000),
    Group("language", "other", 1000),
)


def test_each_group_stands_beside_its_share_and_who_is_not_known_beside_them_all() -> None:
    (found,) = compare(CENSUS, {"language": {"en": 40, "bn": 5, "so": 3, "pl": 2, "": 12}})

    assert (found.facet, found.known, found.not_given) == ("language", 50, 12)
    assert [(each.group.value, each.people) for each in found.reached] == [
        ("en", 40), ("bn", 5), ("other", 5),
    ]  # fmt: skip
    assert [percent(each.people, found.known) for each in found.reached] == [
        "80.0",
        "10.0",
        "10.0",
    ]


@pytest.mark.parametrize(
    ("people", "wanted", "missing"),
    [
        pytest.param({"en": 6, "bn": 3}, 0, 0, id="nine_people_are_too_few_to_say"),
        pytest.param({"en": 10}, 3, 3, id="of_ten_people_eight_tenths_of_three_upward"),
        pytest.param({"en": 38, "bn": 12}, 12, 0, id="near_enough"),
        pytest.param({"en": 39, "bn": 11}, 12, 1, id="one_too_few"),
        pytest.param({"en": 39, "bn": 11, "": 500}, 12, 1, id="whoever_is_not_known_is_no_base"),
    ],
)
def test_a_group_is_missing_below_eight_tenths_of_its_share(
    people: dict[str, int], wanted: int, missing: int
) -> None:
    (found,) = compare(CENSUS, {"language": people})
    bengali = found.reached[1]

    assert (bengali.wanted, bengali.gap) == (wanted, missing)
    assert ("bn" in [gap.group.value for gap in gaps([found])]) == bool(missing)


def test_a_target_is_people_and_holds_from_the_first_day() -> None:
    groups = (Group("area", "E1", 5000, target=20), Group("area", "E2", 5000, target=0))
    found = compare(groups, {})

    assert [(gap.group.value, gap.gap) for gap in gaps(found)] == [("E1", 20)]


def test_nobody_is_sent_to_look_for_the_rest() -> None:
    found = compare(CENSUS, {"language": {"en": 90, "bn": 60}})

    assert [each.gap for each in found[0].reached] == [0, 0, 12]
    assert gaps(found) == []


def test_equality_answers_are_nothing_to_steer_by() -> None:
    assert FACETS == ("language", "area", "source", "link_worker", "segment")


@given(st.dictionaries(st.sampled_from(["", "en", "bn", "so", "other", "x"]), st.integers(0, 99)))
def test_nobody_is_left_out_and_nobody_counted_twice(people: dict[str, int]) -> None:
    (found,) = compare(CENSUS, {"language": people})

    assert found.known + found.not_given == sum(people.values())
    assert sum(each.people for each in found.reached) == found.known
