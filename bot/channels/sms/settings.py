"""What the SMS channel needs to be told.

Rule: no provider's library here.
"""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.channels.urls import ProviderUrl


class SmsSettings(BaseModel):
    """Twilio's account, whom we send as, and where Twilio reaches us."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    account_sid: str = Field(pattern=r"^AC\w+$")
    auth_token: SecretStr
    from_: str | None = Field(default=None, pattern=r"^\+?\d{3,15}$")
    messaging_service_sid: str | None = Field(default=None, pattern=r"^MG\w+$")
    api_url: ProviderUrl = "https://api.twilio.com"
    public_url: ProviderUrl

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if not self.from_ and not self.messaging_service_sid:
            raise ValueError("needs a number or a messaging service to send from")
        if not self.auth_token.get_secret_value():
            raise ValueError("needs the auth token: without it anyone could sign a webhook")
        return self
