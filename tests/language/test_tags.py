from __future__ import annotations

import pytest

from bot.language.tags import prefer

OFFERED = ("en", "bn", "pt", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("hint", "first"),
    [
        pytest.param("bn", "bn", id="the_same"),
        pytest.param("pt-BR", "pt", id="of_another_country"),
        pytest.param("zh", "zh-Hans", id="chinese_alone_is_simplified"),
        pytest.param("zh-hk", "zh-Hant", id="hong_kong_reads_traditional"),
        pytest.param("ZH-hant-TW", "zh-Hant", id="any_case"),
        pytest.param("so", "en", id="not_offered"),
        pytest.param("", "en", id="no_hint"),
    ],
)
def test_the_phones_language_comes_first(hint: str, first: str) -> None:
    assert prefer(hint, OFFERED)[0] == first


@pytest.mark.parametrize("hint", ["", "bn", "zh-hk", "xx-yy"])
def test_nothing_is_lost_and_the_rest_keeps_its_order(hint: str) -> None:
    ordered = prefer(hint, OFFERED)

    assert sorted(ordered) == sorted(OFFERED)
    assert [tag for tag in ordered if tag in {"en", "pt"}] == ["en", "pt"]
