"""Postcodes: any spacing and case, kept no finer than asked."""

from __future__ import annotations

import pytest

from bot.model import Accepted, Outcome, Rejected
from bot.questions.keys import read as read_keys
from bot.questions.postcode import Postcode
from tests.questions.hearing import hearing, said, value_of

GIVEN = hearing()

DISTRICTS = [
    *[(text, "E1") for text in (
        "E1", "e1", "E 1", " e1 ", "E1.", "e1 please", "its E1", "E1 6AN", "e1 6an",
        "e16an", "E1-6AN",
        "E1  6AN", "e 1 6 a n", "E1 6AN, London", "my postcode is e1 6an",
        "e1 6an thanks x", "E১",
        "e1, london", "e1 london", "E1 OAN", "e1 oan", "amar postcode e1 6an",
        "e1 4ab tower hamlets", "E1 6A",
    )],
    *[(text, "E14") for text in (
        "E14", "e14", "e 14", "E14 9SH", "e149sh", "E14 9 SH", "e14 osh",
    )],
    *[(text, "SW1A") for text in (
        "SW1A", "sw1a 1aa", "SW1A1AA", "s w 1 a 1 a a", "SW1A IAA", "i live in sw1a 1aa",
    )],
    ("B33 8TH", "B33"), ("CR2 6XH", "CR2"), ("DN55 1PT", "DN55"), ("W1A 0AX", "W1A"),
    ("M1 1AE", "M1"),
    ("EC1A 1BB", "EC1A"), ("n1", "N1"), ("ll57 2dg", "LL57"), ("BT1 5GS", "BT1"),
]  # fmt: skip

NOT_CODES = [
    "", "?", "E", "1", "London", "tower hamlets", "XX1", "Q1 1AA", "E1 and E2",
    "E1 or E14", "E1 4",
    "E100", "12345", "yes", "no", "i dont live here", "no fixed address", "ZZ99 9ZZ",
    "+447700900123", "১২",
]  # fmt: skip


@pytest.mark.parametrize(("text", "district"), DISTRICTS, ids=[text for text, _ in DISTRICTS])
def test_a_district_is_found_in_any_spacing_and_case(text: str, district: str) -> None:
    assert value_of(Postcode(), text, GIVEN) == district


@pytest.mark.parametrize("text", NOT_CODES)
def test_what_is_no_postcode_is_asked_again(text: str) -> None:
    assert isinstance(Postcode().read(said(text), GIVEN), Rejected)


@pytest.mark.parametrize(
    ("keep", "text", "kept"),
    [
        pytest.param("sector", "e16an", "E1 6", id="sector"),
        pytest.param("sector", "SW1A 1", "SW1A 1", id="bare_sector"),
        pytest.param("full", "e1 oan", "E1 0AN", id="full"),
    ],
)
def test_only_what_is_asked_for_is_kept(keep: str, text: str, kept: str) -> None:
    assert value_of(read_keys(Postcode, {"keep": keep}), text, GIVEN) == kept


@pytest.mark.parametrize("keep", ["sector", "full", "ward"])
def test_a_district_alone_asks_for_the_whole(keep: str) -> None:
    verdict = read_keys(Postcode, {"keep": keep}).read(said("E1"), GIVEN)

    assert isinstance(verdict, Rejected)
    assert verdict.hint.key == "bot.hint.postcode_full"


def test_a_ward_is_looked_up_from_the_finest_entry() -> None:
    areas = {"E1": "Whitechapel", "E1 6": "Spitalfields"}
    question = Postcode(keep="ward", areas=areas)

    assert value_of(question, "e1 6an", GIVEN) == "Spitalfields"
    assert value_of(question, "e1 4aa", GIVEN) == "Whitechapel"
    assert isinstance(question.read(said("N1 1AA"), GIVEN), Rejected)


def test_not_knowing_is_an_answer() -> None:
    assert Postcode().read(said("idk"), GIVEN) == Accepted(None, Outcome.DONT_KNOW)
