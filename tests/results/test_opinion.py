"""Opinion groups: who has voted enough, what is shown of them, and that nobody small is."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.structure import Step
from bot.model import Outcome, Tally
from bot.questions.statements import Statements, vote_of
from bot.results import truth
from bot.results.counting import Counted, Told, counted
from bot.results.opinion import carried, grouped, opinions
from bot.results.standpoints import View, distinct
from bot.results.summary import Counts, Opinions, Ungrouped, dump, parse
from bot.results.tables import USUAL, Release, SmallNumbers
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


def noisy(drawn: random.Random, ballots: Ballots, share: float) -> Ballots:
    """The same people, a share of whose votes are anything."""
    return [
        {n: drawn.choice(tuple(LETTERS.values())) if drawn.random() < share else said
         for n, said in each.items()}
        for each in ballots
    ]  # fmt: skip


def closed(
    ballots: Sequence[Mapping[str, str]], tags: Sequence[str] = (), before: Sequence[str] = ()
) -> Counted:
    """The closing figures, by language too where everybody's is given."""
    tallies = told(ballots)
    for tag in sorted(set(tags)):
        some = [each for each, own in zip(ballots, tags, strict=True) if own == tag]
        tallies += [replace(each, facet="language", facet_value=tag) for each in told(some)]
    return counted(Told(tallies, {"completed": len(ballots)}), PARKS, before)


def told(ballots: Sequence[Mapping[str, str]]) -> list[Tally]:
    """What is counted of them."""
    counts = Counter((n, said) for each in ballots for n, said in each.items())
    tallies = [Tally(n, Outcome.ANSWERED, json.dumps(said), k) for (n, said), k in counts.items()]
    return [*tallies, Tally("", Outcome.ANSWERED, "", len(ballots))]


def closing(ballots: Sequence[Mapping[str, str]]) -> Release:
    """What they are made of."""
    return truth.parse(closed(ballots).truth).answers


def found(ballots: Ballots) -> Opinions:
    return opinions(ballots, [closing(ballots)]).opinions


def views(told: Opinions) -> list[View]:
    return [each for shown in distinct(told).values() for each in shown]


def test_two_camps_are_found_and_told_by_what_parts_them() -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60))
    first, second = distinct(told).values()

    assert [(each.value, each.people) for each in told.groups] == [("A", 80), ("B", 60)]
    assert first == tuple(View(vote, 100, 0, 100) for vote in VOTES[:5])
    assert {(each.agree, each.disagree) for each in second} == {(0, 100)}


@pytest.mark.parametrize(
    ("ballots", "why"),
    [
        pytest.param(voted(LEFT, 50) + voted(RIGHT, 49), Ungrouped.FEW, id="99_people"),
        pytest.param(
            voted("aaaddd....", 90) + voted("dddaaa....", 90), Ungrouped.FEW, id="6_votes_each"
        ),
        pytest.param([], Ungrouped.FEW, id="nobody"),
        pytest.param(voted(LEFT, 120), Ungrouped.NONE, id="of_one_mind"),
        pytest.param(
            voted(LEFT, 120) + voted(RIGHT, 9), Ungrouped.NONE, id="all_but_nine_of_one_mind"
        ),
    ],
)
def test_where_there_are_no_groups_it_is_said_why(ballots: Ballots, why: Ungrouped) -> None:
    told = found(ballots)

    assert (told.groups, told.why) == ((), why)


def test_a_hundred_people_with_seven_votes_each_are_enough() -> None:
    told = found(voted("aaaaddd...", 50) + voted("ddddaaa...", 50))

    assert [each.people for each in told.groups] == [50, 50]


@pytest.mark.parametrize("few", [1, 3, 7, 9])
def test_a_tiny_camp_is_never_shown(few: int) -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60) + voted(THIRD, few))

    assert len(told.groups) in {0, 2}
    assert all((each.people or 0) >= 60 for each in told.groups)
    shares = [share for v in views(told) for share in (v.agree, v.disagree)]
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
    told = found(noisy(random.Random(9), voted(LEFT, 90) + voted(RIGHT, 70), 0.2))

    assert len(told.groups) == 2
    for group in told.groups:
        for each in group.questions:
            assert isinstance(each, Counts)
            assert each.base is not None
            assert each.base >= USUAL.base
            assert all(cell.n is None or cell.n == 0 or cell.n >= 10 for cell in each.cells)


def test_when_votes_have_gone_since_the_closing_it_is_refused() -> None:
    ballots = voted(LEFT, 80) + voted(RIGHT, 60)

    with pytest.raises(Refused, match="Votes have changed since"):
        opinions(ballots[1:], [closing(ballots)])


def test_kept_with_the_figures_they_change_none_of_them() -> None:
    ballots = voted(LEFT, 80) + voted(RIGHT, 60)
    alone = closed(ballots)
    both = grouped(alone, ballots, (), USUAL)

    assert replace(both.figures, opinions=UNSET) == alone.figures
    assert parse(dump(both.figures)) == both.figures


@pytest.mark.parametrize("few", [1, 4, 30])
def test_a_language_that_few_speak_hides_nothing_of_groups(few: int) -> None:
    ballots = noisy(random.Random(2), voted(LEFT, 90) + voted(RIGHT, 70), 0.2)
    tags = random.Random(few).choices(("en", "bn", "so"), (80, 50, few), k=len(ballots))

    assert groups_of(closed(ballots, tags), ballots) == groups_of(closed(ballots), ballots)


def groups_of(closing: Counted, ballots: Ballots) -> Opinions:
    """As they are shown beside these figures."""
    shown = grouped(closing, ballots, (), USUAL).figures.opinions
    assert shown
    assert shown.groups
    return shown


def test_figures_kept_before_there_were_groups_are_read_and_written_as_they_were() -> None:
    kept = dump(closed(voted(LEFT, 120)).figures)

    assert "opinions" not in kept
    assert dump(parse(kept)) == kept


def test_what_is_counted_after_them_hides_what_they_would_give_away() -> None:
    """Somebody is erased once the groups are known: answers that could be shown beside the
    figures of the closing alone are starred beside the groups, too."""
    ballots = noisy(random.Random(1), voted(LEFT, 52) + voted(RIGHT, 50), 0.06)
    alone = closed(ballots)
    both = grouped(alone, ballots, (), USUAL)
    assert both.figures.opinions

    assert stars(closed(ballots[1:], before=[both.truth])) > stars(
        closed(ballots[1:], before=[alone.truth])
    )


def stars(counted: Counted) -> int:
    return sum(
        cell.n is None
        for each in counted.figures.questions
        if isinstance(each, Counts)
        for cell in each.cells
    )


def test_figures_counted_once_more_carry_the_groups_that_were_found() -> None:
    ballots = voted(LEFT, 80) + voted(RIGHT, 60)
    alone = closed(ballots).figures
    first = grouped(closed(ballots), ballots, (), USUAL).figures
    assert first.opinions

    assert carried(alone, [alone]) == alone
    assert carried(alone, [alone, first, alone]) == first
    stricter = carried(replace(alone, limits=SmallNumbers(base=20)), [first])
    assert stricter.opinions
    assert (stricter.opinions.groups, stricter.opinions.why) == ((), Ungrouped.STRICTER)
