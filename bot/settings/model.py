"""The settings themselves.

Rule: frozen, and complete: nothing else in the program reads the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import Field, SecretBytes, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError
from bot.results.tables import USUAL, SmallNumbers
from bot.settings.sources import FLOWS_DIR, LOCALES_DIR, PREFIX, env_name
from bot.settings.values import (
    Database,
    Hours,
    Key,
    LeastBase,
    LeastCell,
    Prices,
    Rates,
    RoundTo,
    Url,
    WebhookSecret,
)


class Keys(Struct, frozen=True):
    """The four keys an installation lives by, 32 bytes each."""

    secret: bytes
    """Signs sessions and links."""
    data: bytes
    """Seals names, numbers, words and files. Can be rotated."""
    index: bytes
    """Blind index of addresses. Never changes."""
    about: bytes
    """Parts equality answers from the people who gave them."""


class Settings(BaseSettings):
    """What the operator decided. Built by `load`, which also checks what belongs together."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    database_url: Annotated[Database, Field(repr=False)] = "sqlite+aiosqlite:///kotha.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    public_url: Url | None = None
    data_licence: str = "Open Government Licence v3.0"

    secret_key: Key | None = None
    data_key: Key | None = None
    index_key: Key | None = None
    about_key: Key | None = None

    prices: Prices = Field(default_factory=dict, validate_default=True)
    rates: Rates = Field(default_factory=dict, validate_default=True)

    approve_above: int = Field(default=500, ge=0)
    hold_minutes: int = Field(default=10, ge=0, le=1440)
    hold_all: bool = False
    weekly_cap: int = Field(default=4, ge=1, le=50)

    least_base: LeastBase = USUAL.base
    least_cell: LeastCell = USUAL.star + 1
    round_to: RoundTo = USUAL.to

    erasure_log: Path | None = None

    flows_dir: Path = FLOWS_DIR
    locales_dir: Path = LOCALES_DIR

    voice_limit_minutes: int = Field(default=5, ge=1, le=60)
    voice_limit_bytes: int = Field(default=5_000_000, ge=10_000, le=20_000_000)

    staff_hours: Hours = "Mon-Fri 09:00-17:00"

    telegram_token: SecretStr | None = None
    telegram_webhook_secret: WebhookSecret | None = None
    telegram_mode: Literal["webhook", "polling"] = "polling"
    telegram_api_url: Url = "https://api.telegram.org"

    twilio_account_sid: Annotated[str, Field(pattern=r"^AC\w+$")] | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: Annotated[str, Field(pattern=r"^\+?\d{3,15}$")] | None = None
    twilio_messaging_service_sid: Annotated[str, Field(pattern=r"^MG\w+$")] | None = None
    twilio_api_url: Url = "https://api.twilio.com"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`read` gathers the sources, so that a test can hand in an environment of its own."""
        return (init_settings,)

    def keys(self) -> Keys:
        """The four keys.

        Raises:
            SettingsError: where one is missing, saying how to make them.
        """
        missing = [name for name in KEY_NAMES if getattr(self, name) is None]
        if missing:
            names = ", ".join(env_name(name) for name in missing)
            raise SettingsError(
                f"{names}: not set, and without them nothing can be kept safely. Run `kotha "
                "doctor --make-keys` once, put its lines into the environment file, and keep a "
                "copy away from the database: what is sealed cannot be opened without them."
            )
        return Keys(*(key.get_secret_value() for key in self._all_keys() if key))

    def small_numbers(self) -> SmallNumbers:
        """What is too small to show."""
        return SmallNumbers(base=self.least_base, star=self.least_cell - 1, to=self.round_to)

    def price(self, channel: str, country: str) -> float:
        """Pence that one unit costs on *channel* to *country* (ISO 3166, or empty)."""
        return _look_up(self.prices, channel, country)

    def rate(self, channel: str, country: str = "GB") -> float:
        """Units a second that one sender of *channel* may send to *country*."""
        return _look_up(self.rates, channel, country)

    def channels(self) -> Mapping[str, str]:
        """Each channel and why it is off; empty text: it is on."""
        return {
            "sms": "" if self.twilio_account_sid else "KOTHA_TWILIO_ACCOUNT_SID is not set",
            "telegram": "" if self.telegram_token else "KOTHA_TELEGRAM_TOKEN is not set",
        }

    def _all_keys(self) -> tuple[SecretBytes | None, ...]:
        return (self.secret_key, self.data_key, self.index_key, self.about_key)


KEY_NAMES = ("secret_key", "data_key", "index_key", "about_key")
SECRETS = (
    *KEY_NAMES,
    "database_url",
    "telegram_token",
    "telegram_webhook_secret",
    "twilio_auth_token",
)
"""Settings that may be read from a file: `KOTHA_DATA_KEY_FILE` and so on."""


def _look_up(table: Mapping[str, Mapping[str, float]], channel: str, country: str) -> float:
    row = table.get(channel, {})
    return row.get(country, row.get("*", 0.0))
