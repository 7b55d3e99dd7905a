from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tests.channels.rigs import telegram_settings
from tests.fakes.telegram import TOKEN


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"token": SecretStr("no token")}, id="no_token"),
        pytest.param({"webhook_secret": None}, id="webhook_without_secret"),
        pytest.param({"webhook_secret": SecretStr("not allowed!")}, id="secret_with_signs"),
        pytest.param({"public_url": None}, id="webhook_without_address"),
        pytest.param({"api_url": "http://api.telegram.org"}, id="api_without_tls"),
        pytest.param({"mode": "both"}, id="unknown_mode"),
    ],
)
def test_what_cannot_work_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        telegram_settings(**change)

    assert TOKEN not in str(refused.value)


def test_polling_needs_neither_secret_nor_address() -> None:
    settings = telegram_settings(mode="polling", webhook_secret=None, public_url=None)

    assert settings.bot_id == "123456"


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(telegram_settings())
