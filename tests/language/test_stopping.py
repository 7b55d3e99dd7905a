"""STOP with politeness around it is STOP; with anything else it is not."""

from __future__ import annotations

import pytest

from bot.language.stopping import StopTalk

TALK = StopTalk(
    stops=frozenset({"stop", "message band karo", "dung lai"}),
    exact=frozenset({"dừng"}),
    beside=frozenset({"please", "thank you", "mujhe", "ji"}),
    spellings={"mjhe": "mujhe", "kro": "karo"},
)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("please stop", id="before"),
        pytest.param("stop thank you ji", id="after"),
        pytest.param("mujhe message band karo ji", id="said_of_something"),
        pytest.param("mjhe message band kro", id="spelt_another_way"),
        pytest.param("stop please stop", id="twice"),
    ],
)
def test_stop_among_politeness_stops(said: str) -> None:
    assert TALK.says_stop(said.split(), said.split())


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("please thank you", id="only_politeness"),
        pytest.param("please stop closing", id="a_sentence"),
        pytest.param("stop thank", id="half_a_phrase"),
        pytest.param("band karo", id="half_a_stop"),
        pytest.param("", id="nothing"),
    ],
)
def test_anything_else_does_not(said: str) -> None:
    assert not TALK.says_stop(said.split(), said.split())


def test_what_only_its_accents_tell_is_read_with_them() -> None:
    assert TALK.says_stop(["dung", "please"], ["dừng", "please"])
    assert not TALK.says_stop(["dung", "please"], ["đừng", "please"])
