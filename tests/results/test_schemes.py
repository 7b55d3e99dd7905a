"""Ethnic groups by another scheme say no more than the published table does."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow import schemes as codes
from bot.flow.load import load
from bot.model import Outcome, Tally
from bot.results.counting import figures
from bot.results.schemes import Recount, as_data, as_text, recounted
from bot.results.summary import Cell, Counts, Figures
from tests.flow.files import BLOCKS, EYES

KNOWN = codes.parse((BLOCKS / codes.FILE).read_bytes(), codes.FILE)
DOCUMENT = load(EYES, BLOCKS)
FINEST = [each for each in codes.answers(DOCUMENT) if each != codes.UNANSWERED]
BROAD = {finer: after.partition(".")[2] for finer, (after, *_) in codes.finer(DOCUMENT).items()}


def told(people: Mapping[str, int], skipped: int = 0) -> Figures:
    """What is published where so many people gave each finest answer."""
    broad: dict[str, int] = {}
    tallies = []
    for answer, n in people.items():
        step, _, option = answer.partition(".")
        if step in BROAD:
            broad[BROAD[step]] = broad.get(BROAD[step], 0) + n
            tallies.append(_tally(step, option, n))
        else:
            broad[option] = broad.get(option, 0) + n
    tallies += [_tally("ethnic_group", option, n) for option, n in broad.items()]
    tallies.append(Tally(codes.ROOT, Outcome.SKIPPED, "", skipped))
    return figures(tallies, {"completed": sum(broad.values()) + skipped}, DOCUMENT)


def _tally(step: str, option: str, n: int) -> Tally:
    return Tally(f"{codes.BLOCK}{step}", Outcome.ANSWERED, json.dumps(option), n)


def by(scheme: str, published: Figures) -> Recount:
    return recounted(published, DOCUMENT, KNOWN[scheme])


def shown(recount: Recount) -> dict[str, tuple[int | None, int | None]]:
    return {cell.id: (cell.n, cell.percent) for cell in recount.cells if cell.n != 0}


TOWN = {
    "ethnic_asian.bangladeshi": 60,
    "ethnic_asian.chinese": 20,
    "ethnic_white.british": 40,
    "ethnic_white.traveller": 10,
    "ethnic_white.roma": 20,
    "ethnic_white.another": 15,
    "ethnic_another.arab": 25,
    "ethnic_another.another": 10,
}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        pytest.param(
            "nhs",
            {"A": (40, 20), "C": (45, 23), "K": (60, 30), "R": (20, 10), "S": (35, 18)},
            id="nhs",
        ),
        pytest.param(
            "2011",
            {
                "1": (40, 20), "3": (10, 5), "4": (35, 18), "11": (60, 30), "12": (20, 10),
                "17": (25, 13), "18": (10, 5),
            },
            id="2011",
        ),
        pytest.param(
            "2021",
            {
                "1": (60, 30), "2": (20, 10), "13": (40, 20), "15": (10, 5), "16": (20, 10),
                "17": (15, 8), "18": (25, 13), "19": (10, 5),
            },
            id="2021",
        ),
    ],
)  # fmt: skip
def test_the_same_people_by_each_scheme(
    scheme: str, expected: Mapping[str, tuple[int, int]]
) -> None:
    recount = by(scheme, told(TOWN))

    assert recount.base == 200
    assert shown(recount) == expected


def test_a_sum_with_a_starred_part_is_starred() -> None:
    recount = by("nhs", told({**TOWN, "ethnic_white.roma": 3, "ethnic_white.another": 4}))

    assert dict(shown(recount))["C"] == (None, None)
    assert "      *         C  White - Any other White background" in as_text(recount)
    assert "at least one part is starred" in as_text(recount)


def test_a_finer_question_that_is_not_shown_stars_its_groups() -> None:
    recount = by("nhs", told({**TOWN, "ethnic_black.african": 9}))

    assert [cell.n for cell in recount.cells if cell.id in "MNP"] == [None, None, None]


def test_whoever_was_asked_and_gave_nothing_is_not_stated() -> None:
    assert shown(by("nhs", told({**TOWN, "ethnic_group.prefer_not": 15}, skipped=20)))["Z"] == (
        35,
        None,
    )


def test_of_fewer_than_ten_nothing_is_shown() -> None:
    recount = by("nhs", told({"ethnic_white.irish": 9}))

    assert (recount.base, recount.cells) == (None, ())
    assert as_data(recount)["cells"] == []
    assert "fewer than 10" in as_text(recount)


def test_sums_of_rounded_counts_never_pass_everybody() -> None:
    recount = by("nhs", told(dict.fromkeys(("ethnic_white.traveller", "ethnic_white.roma"), 8)))

    assert shown(recount)["C"] == (15, 100)


@given(
    st.dictionaries(
        st.sampled_from(FINEST), st.integers(min_value=1, max_value=40), min_size=1, max_size=9
    ),
    st.integers(min_value=0, max_value=20),
    st.sampled_from(list(KNOWN)),
)
def test_no_group_shows_more_than_its_parts(
    people: Mapping[str, int], skipped: int, scheme: str
) -> None:
    published = told(people, skipped)
    parts = _cells(published)
    groups = {group.code: group for group in KNOWN[scheme].groups}

    for cell in by(scheme, published).cells:
        answers = [each for each in groups[cell.id].answers if each != codes.UNANSWERED]
        hidden = [each for each in answers if parts.get(each, 0) is None]
        assert not (hidden and cell.n is not None)
        if cell.n is not None and codes.UNANSWERED not in groups[cell.id].answers:
            assert cell.n <= sum(parts.get(each) or 0 for each in answers)


@given(
    st.dictionaries(
        st.sampled_from(FINEST), st.integers(min_value=1, max_value=40), min_size=1, max_size=9
    ),
    st.sampled_from(list(KNOWN)),
)
def test_two_truths_that_are_published_alike_are_recounted_alike(
    people: Mapping[str, int], scheme: str
) -> None:
    published = told(people)
    first, *rest = people
    for near in (1, -1):
        other = told({first: people[first] + near, **{each: people[each] for each in rest}})
        if other.questions == published.questions:
            assert by(scheme, other) == by(scheme, published)


def _cells(published: Figures) -> dict[str, int | None]:
    return {
        f"{table.step.removeprefix(codes.BLOCK)}.{cell.id}": cell.n
        for table in published.questions
        if isinstance(table, Counts)
        for cell in table.cells
    }


def test_an_answer_without_a_place_is_refused_by_name() -> None:
    nhs = KNOWN["nhs"]
    groups = tuple(group for group in nhs.groups if group.code != "R")

    with pytest.raises(Refused, match=r"nhs has no place for: ethnic_asian\.chinese\. Add each"):
        recounted(told(TOWN), DOCUMENT, replace(nhs, groups=groups))


def test_a_consultation_that_does_not_ask_is_refused() -> None:
    steps = tuple(step for step in DOCUMENT.flow.steps if not step.about)
    document = replace(DOCUMENT, flow=replace(DOCUMENT.flow, steps=steps))

    with pytest.raises(Refused, match="does not ask for the ethnic group"):
        recounted(told(TOWN), document, KNOWN["nhs"])


def test_a_group_that_nobody_could_choose_is_named_and_not_shown_as_nobody() -> None:
    question = codes.asked(DOCUMENT)["ethnic_white"].question
    choices = tuple(each for each in question.options() if each != "roma")
    steps = tuple(
        replace(step, question=replace(question, choices=choices))
        if step.id.endswith("ethnic_white")
        else step
        for step in DOCUMENT.flow.steps
    )
    document = replace(DOCUMENT, flow=replace(DOCUMENT.flow, steps=steps))

    recount = recounted(told(TOWN | {"ethnic_white.roma": 0}), document, KNOWN["2021"])

    assert recount.not_offered == ("16",)
    assert Cell("16", 0, 0) not in recount.cells
    assert "no answer of this consultation belongs to: 16 White: Roma" in as_text(recount)
