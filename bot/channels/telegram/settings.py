"""What the Telegram channel needs to be told.

Rule: no provider's library here.
"""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator, model_validator

from bot.channels.urls import ProviderUrl

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)


class TelegramSettings(BaseModel):
    """The bot's token, and how Telegram reaches us."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    token: SecretStr
    webhook_secret: SecretStr | None = None
    mode: Literal["webhook", "polling"] = "polling"
    api_url: ProviderUrl = "https://api.telegram.org"
    public_url: ProviderUrl | None = None

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("is not a bot's token: digits, a colon and letters, from @BotFather")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("must be 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return secret

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.mode == "webhook" and not (self.webhook_secret and self.public_url):
            raise ValueError("a webhook needs a secret and an address where Telegram reaches us")
        return self

    @property
    def bot_id(self) -> str:
        """The bot's own id, which its token begins with."""
        return self.token.get_secret_value().partition(":")[0]

    @property
    def bot_url(self) -> str:
        """Where methods are called; holds the token."""
        return f"{self.api_url}/bot{self.token.get_secret_value()}"

    @property
    def file_url(self) -> str:
        """Where files are fetched; holds the token."""
        return f"{self.api_url}/file/bot{self.token.get_secret_value()}"
