from __future__ import annotations

import pytest

from bot.channels.phones import e164


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("+447700900123", id="reserved_for_drama"),
        pytest.param("+12025550123", id="reserved_for_film"),
        pytest.param("+15005550006", id="test_number"),
    ],
)
def test_a_possible_number_stays_as_it_is(number: str) -> None:
    assert e164(number) == number


@pytest.mark.parametrize(
    "sender",
    [
        pytest.param("60777", id="short_code"),
        pytest.param("+60777", id="short_code_with_plus"),
        pytest.param("NHS", id="name"),
        pytest.param("whatsapp:+447700900123", id="another_product"),
        pytest.param("07700900123", id="national"),
        pytest.param("+44 7700 900123", id="blanks"),
        pytest.param("+৪৪৭৭০০৯০০১২৩", id="bengali_digits"),
        pytest.param("+447700900123\n", id="line_end"),
        pytest.param("+0447700900123", id="no_country_begins_with_0"),
        pytest.param("+4477009", id="too_short"),
        pytest.param("+4477009001", id="works_only_locally"),
        pytest.param("+447700900123456", id="too_long"),
        pytest.param("+999123456789", id="no_such_country"),
        pytest.param("", id="empty"),
    ],
)
def test_who_cannot_be_called_back_is_nobody(sender: str) -> None:
    assert e164(sender) is None
