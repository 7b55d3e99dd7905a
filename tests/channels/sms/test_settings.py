from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.channels.sms.settings import SmsSettings
from tests.channels.rigs import sms_settings
from tests.fakes.twilio import AUTH_TOKEN


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"from_": None}, id="no_sender"),
        pytest.param({"from_": "NHS"}, id="a_name_cannot_be_answered"),
        pytest.param({"account_sid": "SM1"}, id="no_account"),
        pytest.param({"auth_token": SecretStr("")}, id="empty_token"),
        pytest.param({"api_url": "http://api.twilio.com"}, id="api_without_tls"),
        pytest.param({"public_url": "http://kotha.example"}, id="public_without_tls"),
        pytest.param({"public_url": ""}, id="no_public_address"),
        pytest.param({"region": "ie1"}, id="unknown"),
    ],
)
def test_what_cannot_work_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        sms_settings(**change)

    assert AUTH_TOKEN not in str(refused.value)


def test_a_service_is_a_sender_too() -> None:
    settings = sms_settings(from_=None, messaging_service_sid="MG" + "b" * 32)

    assert isinstance(settings, SmsSettings)


def test_the_token_is_not_shown() -> None:
    assert AUTH_TOKEN not in repr(sms_settings())
