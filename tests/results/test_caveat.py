"""One sentence goes with every figure: who is missing most."""

from __future__ import annotations

import pytest

from bot.model import Phrase
from bot.results.caveat import caveat, phrase
from bot.results.summary import Achieved, Caveat, CaveatKind

EN = Achieved("language", "en", 180, 80, 60, "Census 2021")
BN = Achieved("language", "bn", 15, 6, 14, "Census 2021")
SO = Achieved("language", "so", None, None, 4, "Census 2021")
REST = Achieved("language", "other", 10, 4, 22, "Census 2021")
NOT_GIVEN = Achieved("language", "", 20, None, None)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        pytest.param(
            (EN, BN, REST, NOT_GIVEN),
            Caveat(CaveatKind.GROUP, "language", "bn", 6, 14),
            id="the_group_furthest_below_its_share",
        ),
        pytest.param(
            (EN, BN, SO),
            Caveat(CaveatKind.FEW, "language", "so", None, 4),
            id="a_group_too_small_to_show_is_further_still",
        ),
        pytest.param((EN, REST), Caveat(), id="nobody_is_named_whom_nobody_can_look_for"),
        pytest.param((), Caveat(), id="without_a_profile_people_chose_for_themselves"),
    ],
)
def test_the_caveat_names_who_is_missing_most(groups: tuple[Achieved, ...], said: Caveat) -> None:
    assert caveat(groups) == said


def test_it_is_said_in_the_words_of_any_language() -> None:
    assert phrase(caveat((EN, BN)), "Bengali") == Phrase(
        "bot.caveat.group", {"group": "Bengali", "share": "14%", "percent": "6%"}
    )
