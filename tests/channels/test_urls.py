from __future__ import annotations

import pytest

from bot.channels.urls import checked, is_loopback


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("https://api.twilio.com", "https://api.twilio.com", id="tls"),
        pytest.param("https://kotha.example/base/", "https://kotha.example/base", id="path"),
        pytest.param("http://127.0.0.1:4010", "http://127.0.0.1:4010", id="loopback"),
        pytest.param("http://localhost:4010/", "http://localhost:4010", id="localhost"),
        pytest.param("http://[::1]:4010", "http://[::1]:4010", id="ipv6"),
    ],
)
def test_tls_or_this_machine_may_be_reached(given: str, kept: str) -> None:
    assert checked(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("http://api.twilio.com", id="plain"),
        pytest.param("http://127.0.0.1.evil.example", id="looks_like_loopback"),
        pytest.param("http://localhost.evil.example", id="looks_like_localhost"),
        pytest.param("http://0.0.0.0:80", id="any_address"),
        pytest.param("http://169.254.169.254", id="cloud_metadata"),
        pytest.param("http://127.0.0.1@evil.example", id="user_part"),
        pytest.param("https://user:secret@api.twilio.com", id="password"),
        pytest.param("https://api.twilio.com?x=1", id="query"),
        pytest.param("https://api.twilio.com#x", id="fragment"),
        pytest.param("ftp://api.twilio.com", id="scheme"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("api.twilio.com", id="bare"),
        pytest.param("https://", id="no_host"),
        pytest.param("", id="empty"),
    ],
)
def test_nothing_else_may_be_reached(given: str) -> None:
    with pytest.raises(ValueError, match=r"is not|may hold"):
        checked(given)


def test_a_name_is_never_looked_up() -> None:
    assert not is_loopback("http://localtest.me")
