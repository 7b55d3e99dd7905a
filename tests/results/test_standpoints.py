"""What opinion groups agree on, where they differ and what they share, from shares alone."""

from __future__ import annotations

import pytest

from bot.results.standpoints import Shared, agreed, distinct, parting, shared
from bot.results.summary import Cell, Counting, Counts, Group, Opinions


def votes(said: str) -> tuple[Counts, ...]:
    """`a 90 10, b 60 *`: percent agreeing and disagreeing with each statement."""
    return tuple(
        Counts(
            vote,
            Counting.PEOPLE,
            100,
            tuple(
                Cell(side, None if n == "*" else int(n), None if n == "*" else int(n))
                for side, n in zip(("agree", "disagree"), shares, strict=True)
            ),
        )
        for vote, *shares in (each.split() for each in said.split(", "))
    )


def groups(*said: str) -> Opinions:
    """Groups of a hundred."""
    return Opinions(tuple(Group("ABC"[n], 100, votes(each)) for n, each in enumerate(said)))


TWO = groups(
    "gates 90 5, lights 70 25, paths 20 70, dogs 60 40, bins 50 50",
    "gates 65 30, lights 20 75, paths 15 85, dogs 40 60",
)


def test_what_every_group_takes_the_same_way_is_shared() -> None:
    assert shared(TWO) == (Shared("paths", "disagree", 70), Shared("gates", "agree", 65))


def test_a_statement_that_one_group_cannot_be_shown_on_is_shared_by_nobody() -> None:
    assert shared(groups("gates 90 5", "paths 90 5")) == ()
    assert shared(groups("gates 90 5", "gates * *")) == ()
    assert shared(groups("gates 90 5", "gates 65 *")) == (Shared("gates", "agree", 65),)


def test_what_parts_the_groups_begins_with_the_widest_gap_and_leaves_out_what_all_share() -> None:
    told = parting(TWO)

    assert [(each.vote, each.gap) for each in told] == [("lights", 50), ("dogs", 20)]
    assert {name: view.agree for name, view in told[0].views.items()} == {"A": 70, "B": 20}


def test_a_gap_of_less_than_twenty_points_parts_nobody() -> None:
    assert parting(groups("dogs 59 41", "dogs 40 59")) == ()


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        pytest.param("dogs * 5", "dogs 90 5", None, id="a_starred_share_may_be_all_the_rest"),
        pytest.param("dogs * 85", "dogs 90 *", 75, id="what_the_other_share_leaves_is_the_most"),
        pytest.param("dogs * *", "dogs 90 5", None, id="of_two_stars_nothing_is_known"),
    ],
)
def test_a_star_counts_for_whatever_brings_the_groups_together(
    one: str, other: str, gap: int | None
) -> None:
    told = groups(one, other)

    assert [each.gap for each in parting(told)] == ([gap] if gap else [])
    assert [each.apart for each in distinct(told)["A"]] == ([gap] if gap else [])


def test_a_group_agrees_on_what_most_of_it_take_the_same_way_though_others_do_not() -> None:
    told = agreed(TWO)

    assert [each.vote for each in told["A"]] == ["lights", "dogs"]
    assert [(each.vote, each.side, each.share) for each in told["B"]] == [
        ("lights", "disagree", 75),
        ("dogs", "disagree", 60),
    ]


def test_five_statements_are_told_of_a_group_at_most() -> None:
    every = groups(", ".join(f"s{n} {60 + n} 0" for n in range(8)), "s9 90 0")

    assert [each.vote for each in agreed(every)["A"]] == ["s7", "s6", "s5", "s4", "s3"]
