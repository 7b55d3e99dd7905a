"""What is told of an item that was rated: made of true counts, and giving none of them away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import GroupRating, Outcome, Round, Tally
from bot.questions.delphi import Agree, Delphi
from bot.results.counting import Told, counted, fresh_round, group_ratings
from bot.results.opendata import table
from bot.results.rating import rating, scored
from bot.results.summary import Cell, Consensus, Counts
from bot.results.tables import SmallNumbers

RATE = Step(
    id="rate",
    prefix="parks.rate",
    slug="parks",
    question=Delphi(
        items=("bench", "path"), each=timedelta(days=7), agree=Agree(share=80, within=(7, 9))
    ),
    parts=("text",),
)
DOCUMENT = Document(
    flow=Flow(slug="parks", language="en", steps=(RATE,), endings=("done",)),
    plan=Plan(languages=("en",)),
    texts={
        "parks.title": "Parks",
        "parks.rate.text": "How much would each help?",
        "parks.rate.items.bench.text": "A bench",
        "parks.rate.items.path.text": "A path",
    },
    version="v",
)
RULE = scored(Delphi(items=("a",), each=timedelta(1), agree=Agree(share=80, within=(7, 9))))
USUAL = SmallNumbers()


def told(**said: Mapping[int, int]) -> Told:
    """How many gave an item which number."""
    people = max(sum(each.values()) for each in said.values())
    tallies = [Tally("", Outcome.ANSWERED, "", people)]
    for item, counts in said.items():
        tallies += [Tally(f"rate.{item}", Outcome.ANSWERED, str(v), n) for v, n in counts.items()]
    return Told(tallies, {"completed": people})


@pytest.mark.parametrize(
    ("counts", "is_settled"),
    [
        pytest.param({8: 16, 2: 4}, True, id="four_in_five_high"),
        pytest.param({8: 15, 2: 5}, False, id="three_in_four_high"),
        pytest.param({1: 30, 3: 10, 9: 10}, True, id="four_in_five_low"),
        pytest.param({5: 40}, False, id="all_in_the_middle_is_no_agreement"),
        pytest.param({7: 40, 1: 40}, False, id="split_in_two"),
        pytest.param({}, False, id="nobody"),
    ],
)
def test_the_rule_is_held_against_true_counts(counts: dict[int, int], is_settled: bool) -> None:
    cells = {str(value): counts.get(value, 0) for value in range(1, 10)}

    assert rating(cells, RULE, USUAL).is_settled is is_settled


def test_an_item_is_told_with_its_middle_its_half_and_its_agreement() -> None:
    given_ = told(bench={9: 20, 8: 20, 5: 10}, path={1: 25, 9: 25})
    (bench, path) = counted(given_, DOCUMENT).figures.questions

    assert isinstance(bench, Counts)
    assert (bench.base, bench.median, bench.quarter, bench.three_quarters) == (50, 8, 8, 9)
    assert bench.consensus == Consensus(7, 9, 80, upper=80, lower=0, is_settled=True)
    assert bench.cells[8] == Cell("9", 20, 40)
    assert isinstance(path, Counts)
    assert (path.median, path.quarter, path.three_quarters) == (5, 1, 9)
    assert path.consensus == Consensus(7, 9, 80, upper=50, lower=50)


def test_a_share_of_rounded_figures_never_contradicts_the_rule() -> None:
    # 33 of 41 are 80.5%, and 35 of 40 would be 88; 32 of 41 are 78%, and 30 of 40 are 75.
    settled = counted(told(bench={8: 33, 5: 8}), DOCUMENT).figures.questions[0]
    unsettled = counted(told(bench={8: 38, 5: 10}), DOCUMENT).figures.questions[0]

    assert isinstance(settled, Counts)
    assert settled.consensus is not None
    assert (settled.consensus.is_settled, settled.consensus.upper) == (True, 88)
    assert isinstance(unsettled, Counts)
    assert unsettled.consensus is not None
    assert (unsettled.consensus.is_settled, unsettled.consensus.upper) == (False, 79)  # not 80


def test_nothing_is_told_where_few_have_rated() -> None:
    found = group_ratings(told(bench={8: 9}, path={2: 12}), DOCUMENT)

    assert found == Round({"path": GroupRating(2, 2, 2)}, ("path",))


def test_a_middle_that_would_give_a_small_count_away_is_not_told() -> None:
    """A quarter of 5.0 between 1 and 9 lies just where five of twenty end, and nowhere else."""
    (bench, _) = counted(told(bench={9: 15, 1: 5}), DOCUMENT).figures.questions

    assert isinstance(bench, Counts)
    assert (bench.base, bench.median, bench.consensus) == (None, None, None)


def test_it_is_told_in_which_round_it_was_settled() -> None:
    given_ = told(bench={9: 40}, path={5: 40})
    ended = (Round({}, ()), Round({}, ("bench",)))
    document = Told(given_.tallies, given_.bases, rounds=ended)

    found = counted(document, DOCUMENT).figures.questions
    assert [
        each.consensus.round for each in found if isinstance(each, Counts) and each.consensus
    ] == [2, 0]


def test_what_was_settled_is_in_no_later_round() -> None:
    first = Round({"bench": GroupRating(8, 8, 8)}, ("bench",))
    both = Round({"bench": GroupRating(9, 9, 9), "path": GroupRating(5, 4, 6)}, ("bench",))

    assert fresh_round((first,), both) == Round({"path": GroupRating(5, 4, 6)}, ())


def test_open_data_tell_the_same() -> None:
    given_ = told(bench={9: 20, 8: 20, 5: 10}, path={1: 25, 9: 25})
    figures = counted(
        Told(given_.tallies, given_.bases, rounds=(Round({}, ("bench",)),)), DOCUMENT
    ).figures
    measures = [
        (line[3], line[8], line[12]) for line in table(figures, DOCUMENT) if line[2] == "measure"
    ]

    assert measures == [
        ("rate.bench", "median", 8.0),
        ("rate.bench", "quarter", 8.0),
        ("rate.bench", "three_quarters", 9.0),
        ("rate.bench", "agreement_upper", 80),
        ("rate.bench", "agreement_lower", 0),
        ("rate.bench", "agreement_needed", 80),
        ("rate.bench", "settled_in_round", 1),
        ("rate.path", "median", 5.0),
        ("rate.path", "quarter", 1.0),
        ("rate.path", "three_quarters", 9.0),
        ("rate.path", "agreement_upper", 50),
        ("rate.path", "agreement_lower", 50),
        ("rate.path", "agreement_needed", 80),
        ("rate.path", "settled_in_round", 0),
    ]


COUNTS = st.lists(st.integers(0, 12), min_size=9, max_size=9)


@given(COUNTS)
def test_of_each_small_count_there_is_another_story_with_the_same_middle(n: list[int]) -> None:
    """Whatever is told: somebody may have rated otherwise, and all of it would stay as it is."""
    cells = {str(value): count for value, count in enumerate(n, 1)}
    (bench, *_) = counted(told(bench=dict(enumerate(n, 1))), DOCUMENT).figures.questions or (None,)
    if not isinstance(bench, Counts) or bench.base is None:
        return
    whole = rating(cells, RULE, USUAL)
    for value, count in cells.items():
        if not 1 <= count <= USUAL.star:
            continue
        moved = [
            {**cells, down: cells[down] - 1, up: cells[up] + 1}
            for other in cells
            if other != value
            for down, up in ((value, other), (other, value))
            if cells[down]
        ]
        assert any(rating(each, RULE, USUAL) == whole for each in moved)
