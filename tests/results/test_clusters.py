"""Who votes alike: planted camps are found, and nothing hangs on the order of people."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.results.clusters import splits

YES, NO = (1,) * 5 + (-1,) * 5, (-1,) * 5 + (1,) * 5
MIXED = (1, -1) * 5


def test_two_camps_are_found_exactly_and_the_larger_is_first() -> None:
    best = splits([NO] * 40 + [YES] * 60, 10)[0]

    assert best.groups == (1,) * 40 + (0,) * 60
    assert best.apart == pytest.approx(1)


def test_three_camps_are_three_groups() -> None:
    best = splits([NO] * 40 + [MIXED] * 20 + [YES] * 60, 10)[0]

    assert best.groups == (1,) * 40 + (2,) * 20 + (0,) * 60


def test_a_grouping_with_a_group_that_is_too_small_is_no_way_to_group() -> None:
    rows = [NO] * 60 + [MIXED] * 9 + [YES] * 60

    assert {max(each.groups) + 1 for each in splits(rows, 10)} == {2}
    assert splits([NO] * 9 + [YES] * 120, 10) == ()


def test_where_all_vote_the_same_there_are_no_groups() -> None:
    assert splits([YES] * 120, 10) == ()
    assert splits([(1,)] * 60 + [(-1,)] * 60, 10) == ()


def test_in_a_crowd_no_group_is_missed_when_it_is_asked_how_far_apart_they_are() -> None:
    best = splits([NO] * 12 + [YES] * 9_000, 10)[0]

    assert best.groups.count(1) == 12
    assert best.apart == pytest.approx(1)


def test_without_the_library_a_sentence_says_what_to_install() -> None:
    code = (
        "import sys\n"
        "sys.modules['sklearn'] = None\n"  # Python's own way of saying: there is none
        "from bot.results.clusters import is_installed, splits\n"
        "print(is_installed())\n"
        "splits([(1, 1), (-1, -1)], 1)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (1, "False\n")
    assert "bot.errors.Refused: Opinion groups are found by scikit-learn" in ran.stderr
    assert "kotha[groups]" in ran.stderr
