"""A mobile number as people write it, or what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.phones import Mobile, PhoneProblem, read_phone

DRAMA = Mobile("+447700900123", "GB")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("07700 900123", id="as at home"),
        pytest.param("07700-900-123", id="hyphens"),
        pytest.param("(07700) 900123", id="brackets"),
        pytest.param("+44 7700 900123", id="with the country"),
        pytest.param("+44 (0)7700 900123", id="with the country and the zero"),
        pytest.param("0044 7700 900123", id="dialled from abroad"),
        pytest.param("০৭৭০০ ৯০০১২৩", id="Bengali digits"),
        pytest.param("\u202a07700 900123\u202c", id="copied from a phone's contacts"),
    ],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert read_phone(written) == DRAMA


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert read_phone("+880 1711 000000") == Mobile("+8801711000000", "BD")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        pytest.param("020 7946 0123", PhoneProblem.LANDLINE, id="landline"),
        pytest.param("", PhoneProblem.UNREADABLE, id="nothing"),
        pytest.param("Amina", PhoneProblem.UNREADABLE, id="a name"),
        pytest.param("0770 CALL ME", PhoneProblem.UNREADABLE, id="letters"),
        pytest.param("07700 900", PhoneProblem.UNREADABLE, id="too short"),
        pytest.param("07700 900123 x12", PhoneProblem.UNREADABLE, id="an extension"),
        pytest.param("0800 800 150", PhoneProblem.UNREADABLE, id="freephone"),
        pytest.param("0" * 101, PhoneProblem.UNREADABLE, id="endless"),
    ],
)
def test_what_cannot_be_texted_says_why(written: str, problem: PhoneProblem) -> None:
    assert read_phone(written) is problem


@given(st.text(max_size=40))
def test_anything_written_is_a_number_or_a_reason(written: str) -> None:
    found = read_phone(written)

    assert isinstance(found, PhoneProblem) or read_phone(found.e164) == found
