"""In which releases another story can be told: where somebody came who bears it out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.results.arrivals import Arrivals, Span
from bot.results.tables import UNPICKED, Release, Row, Table


def release(a: int, b: int, *, base: int = 0, en: tuple[int, int] = (0, 0)) -> Release:
    """So many of each, and of those who speak English."""
    base = base or a + b
    row = Row(sum(en), {"a": en[0], "b": en[1]})
    table = Table({"a": a, "b": b}, base, facets={"language": {"en": row}})
    return Release({"q": table}, {"language": {"en": sum(en)}})


THREE = (release(5, 20), release(6, 20), release(6, 23))


def allowed(releases: Sequence[Release], down: str, up: str) -> set[Span]:
    every = Arrivals(releases)
    spans = {span for place in range(len(releases)) for span in every.spans(place)}
    return {span for span in spans if every.allow("q", down, up, span)}


def test_all_spans_with_a_release_are_told_and_none_beyond_one_that_is_not_quiet() -> None:
    every = Arrivals(THREE)

    assert set(every.spans(1)) == {(1, 2), (1, 3), (0, 2), (0, 3)}
    assert set(every.spans(1, lambda each: each is not THREE[0])) == {(1, 2), (1, 3)}


def test_a_story_begins_where_somebody_came_and_ends_where_one_came_who_stands_there() -> None:
    """One more in `a` by the second release, three more in `b` by the third."""
    assert allowed(THREE, "a", "b") == {(0, 3), (0, 2), (1, 2), (1, 3)}
    assert allowed(THREE, "b", "a") == {(0, 3), (0, 1), (2, 3)}


def test_where_nobody_came_it_is_told_from_the_first_to_the_last() -> None:
    assert allowed([THREE[0]] * 3, "a", "b") == {(0, 3)}


def test_who_picks_one_more_may_have_come_without_picking_it() -> None:
    """Of several that may be picked: two people came who did not pick `b`."""
    releases = [release(5, 20, base=20), release(7, 20, base=22)]

    assert allowed(releases, UNPICKED, "b") == {(0, 2), (1, 2)}
    assert allowed([releases[0]] * 2, UNPICKED, "b") == {(0, 2)}


@pytest.mark.parametrize(
    ("en", "is_allowed"),
    [pytest.param((5, 9), True, id="of_the_group"), pytest.param((4, 9), False, id="of_another")],
)
def test_in_a_group_somebody_of_the_group_must_have_come(
    en: tuple[int, int], *, is_allowed: bool
) -> None:
    every = Arrivals([release(5, 20, en=(4, 8)), release(6, 21, en=en)])

    assert every.allow_row(("q", "language", "en"), "a", "b", Span(1, 2)) is is_allowed


def test_of_what_was_not_split_so_before_nothing_is_noticed() -> None:
    before = Release({"q": Table({"a": 5, "b": 20}, 25)})
    every = Arrivals([before, release(6, 21, en=(4, 8))])

    assert every.allow_row(("q", "language", "en"), "a", "b", Span(1, 2))
