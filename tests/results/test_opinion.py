"""Opinion groups: who has voted enough, what is shown of them, and that nobody small is."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.structure import Step
from bot.model import Outcome, Tally
from bot.questions.statements import Statements, vote_of
from bot.results.counting import Told, answers_of, counted
from bot.results.opinion import FEW, NONE, Opinions, opinions
from bot.results.tables import Release
from tests.results.test_ground import DOCUMENT

NAMES = tuple("abcdefghij")
VOTES = tuple(vote_of("views", each) for each in NAMES)
VIEWS = Step(id="views", prefix="parks.views", slug="parks", question=Statements(statements=NAMES))
PARKS = replace(DOCUMENT, flow=replace(DOCUMENT.flow, steps=(VIEWS,)))
LETTERS = {"a": "agree", "d": "disagree", "p": "pass"}
LEFT, RIGHT, THIRD = "aaaaaddddd", "dddddaaaaa", "adadadadad"

Ballots = list[dict[str, str]]


def voted(letters: str, people: int) -> Ballots:
    """So many people with these votes; a point: not asked."""
    one = {n: LETTERS[c] for n, c in zip(VOTES, letters, strict=True) if c != "."}
    return [dict(one) for _ in range(people)]


def closing(ballots: Sequence[Mapping[str, str]]) -> Release:
    """What the closing figures are made of."""
    counts = Counter((n, said) for each in ballots for n, said in each.items())
    tallies = [Tally(n, Outcome.ANSWERED, json.dumps(said), k) for (n, said), k in counts.items()]
    tallies.append(Tally("", Outcome.ANSWERED, "", len(ballots)))
    return answers_of(counted(Told(tallies, {"completed": len(ballots)}), PARKS).truth)


def found(ballots: Ballots) -> Opinions:
    return opinions(ballots, [closing(ballots)])


def test_two_camps_are_found_and_told_by_what_parts_them() -> None:
    first, second = found(voted(LEFT, 80) + voted(RIGHT, 60)).groups

    assert [(each.name, each.people) for each in (first, second)] == [("A", 80), ("B", 60)]
    assert [(v.vote, v.agree, v.disagree, v.apart) for v in first.views] == [
        (vote, 100, 0, 100) for vote in VOTES[:5]
    ]
    assert {(v.agree, v.disagree) for v in second.views} == {(0, 100)}


@pytest.mark.parametrize(
    ("ballots", "why"),
    [
        pytest.param(voted(LEFT, 50) + voted(RIGHT, 49), FEW, id="99_people"),
        pytest.param(voted("aaaddd....", 90) + voted("dddaaa....", 90), FEW, id="6_votes_each"),
        pytest.param([], FEW, id="nobody"),
        pytest.param(voted(LEFT, 120), NONE, id="of_one_mind"),
        pytest.param(voted(LEFT, 120) + voted(RIGHT, 9), NONE, id="all_but_nine_of_one_mind"),
    ],
)
def test_where_there_are_no_groups_it_is_said_why(ballots: Ballots, why: str) -> None:
    told = found(ballots)

    assert (told.groups, told.why) == ((), why)


def test_a_hundred_people_with_seven_votes_each_are_enough() -> None:
    told = found(voted("aaaaddd...", 50) + voted("ddddaaa...", 50))

    assert [each.people for each in told.groups] == [50, 50]


@pytest.mark.parametrize("few", [1, 3, 7, 9])
def test_a_tiny_camp_is_never_shown(few: int) -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60) + voted(THIRD, few))

    assert len(told.groups) in {0, 2}
    assert all(each.people >= 60 for each in told.groups)
    shares = [s for g in told.groups for v in g.views for s in (v.agree, v.disagree)]
    assert not {s for s in shares if s is not None and 0 < s < 15}


def test_whoever_has_voted_little_is_in_no_group_but_counted_beside_them() -> None:
    ballots = voted(LEFT, 60) + voted(RIGHT, 60) + voted("aaaa......", 30)

    assert [each.people for each in found(ballots).groups] == [60, 60]


def test_the_same_votes_give_the_same_groups_in_any_order() -> None:
    drawn = random.Random(5)
    ballots = [
        {n: drawn.choice(("agree", "disagree", "pass")) for n in drawn.sample(VOTES, 8)}
        for _ in range(300)
    ]
    once = found(ballots)
    drawn.shuffle(ballots)

    assert once.groups
    assert found(ballots) == once


def test_no_shown_count_is_small_and_no_share_is_of_fewer_than_ten() -> None:
    """Noise in every camp: counts of one to seven are starred, row by row."""
    drawn = random.Random(9)
    ballots = [
        {
            n: drawn.choice(("agree", "disagree", "pass")) if drawn.random() < 0.2 else said
            for n, said in each.items()
        }
        for each in voted(LEFT, 90) + voted(RIGHT, 70)
    ]
    told = found(ballots)

    assert len(told.groups) == 2
    for group in told.groups:
        for view in group.views:
            for share in (view.agree, view.disagree):
                assert share is None or share == 0 or share * group.people >= 7.5 * 100


def test_when_votes_have_gone_since_the_closing_it_is_refused() -> None:
    ballots = voted(LEFT, 80) + voted(RIGHT, 60)

    with pytest.raises(Refused, match="Votes have changed since"):
        opinions(ballots[1:], [closing(ballots)])
