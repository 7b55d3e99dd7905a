from __future__ import annotations

from bot.language.catalogue import Catalogue
from bot.render import labels
from tests.render.scenes import scene, someone


def test_labels_and_spellings_of_the_readers_language_come_before_the_sources(
    catalogue: Catalogue,
) -> None:
    found = labels(scene(catalogue), someone("bn"), "visit")

    assert found["longer"] == ("তার আগে", "অনেক আগে", "Longer ago", "ages ago", "long ago")
    assert list(found) == ["recent", "longer", "other"]


def test_sylheti_readers_may_answer_in_bengali(catalogue: Catalogue) -> None:
    assert labels(scene(catalogue), someone("syl"), "visit")["recent"][0] == "গত এক বছরে"


def test_yes_and_no_are_the_bots_own_unless_the_flow_words_them(catalogue: Catalogue) -> None:
    found = labels(scene(catalogue), someone("bn"), "driver")

    assert found == {"yes": ("হ্যাঁ, চালাই", "Yes, I drive"), "no": ("না", "No")}


def test_points_of_a_scale_are_numbers(catalogue: Catalogue) -> None:
    assert labels(scene(catalogue), someone("bn"), "ease")["3"] == ("3",)


def test_an_open_question_has_no_labels(catalogue: Catalogue) -> None:
    assert labels(scene(catalogue), someone("bn"), "more") == {}
