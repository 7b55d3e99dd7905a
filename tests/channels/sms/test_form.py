from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.sms.form import FIELDS_MOST, Fields, read_form, take
from bot.errors import WebhookRejected


def test_blanks_repeats_and_order_are_kept() -> None:
    assert read_form(b"b=&a=1&b=2&a=1") == [("b", ""), ("a", "1"), ("b", "2"), ("a", "1")]


def test_every_script_is_read() -> None:
    body = "Body=%E0%A6%B9%E0%A7%8D%E0%A6%AF%E0%A6%BE%E0%A6%81+%F0%9F%98%80"

    assert read_form(body.encode()) == [("Body", "হ্যাঁ 😀")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Body", id="no_equals_sign"),
        pytest.param(b"a=1&&b=2", id="empty_pair"),
        pytest.param(b"Body=\xff", id="raw_bytes"),
        pytest.param("Body=হ্যাঁ".encode(), id="raw_utf8"),
        pytest.param(b"Body=%ff", id="no_utf8"),
        pytest.param(b"Body=%ED%A0%80", id="surrogate"),
        pytest.param(b"&".join([b"a=1"] * (FIELDS_MOST + 1)), id="too_many"),
    ],
)
def test_what_is_not_exactly_a_form_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookRejected) as refused:
        read_form(body)

    assert refused.value.status == 400


@given(st.text(alphabet="ab=&%+0cf1E79 \x80", max_size=40))
@example("")
def test_it_reads_what_the_standard_library_reads(body: str) -> None:
    assert _ours(body) == _theirs(body)


def _ours(body: str) -> Fields | None:
    try:
        return read_form(body.encode())
    except WebhookRejected:
        return None


def _theirs(body: str) -> Fields | None:
    if not body.isascii():
        return None
    try:
        return parse_qsl(body, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None


def test_a_field_said_twice_otherwise_is_refused() -> None:
    fields = [("Body", "yes"), ("x", "1"), ("x", "2"), ("Body", "no")]

    with pytest.raises(WebhookRejected):
        take(fields, ["Body"])


def test_only_what_was_asked_for_is_taken() -> None:
    assert take([("Body", "yes"), ("x", "1"), ("Body", "yes")], {"Body"}) == {"Body": "yes"}
