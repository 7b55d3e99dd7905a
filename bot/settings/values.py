"""What the value of a setting may be: each check says what is wrong, and never the value.

Rule: knows nothing of which setting it checks.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretBytes, SecretStr
from pydantic_settings import NoDecode

from bot.flow.staffed import staff_hours
from bot.results.tables import USUAL

KEY_BYTES = 32

DEFAULT_PRICES: Mapping[str, Mapping[str, float]] = {
    "sms": {"GB": 4.0, "IE": 6.5, "*": 8.0},
    "telegram": {"*": 0.0},
}
"""Pence for one segment, by country (`*`: any other). An assumption, rounded up from public
price lists of 2026: put your own contract's prices in `KOTHA_PRICES`."""
DEFAULT_RATES: Mapping[str, Mapping[str, float]] = {
    "sms": {"GB": 1.0, "*": 1.0},
    "telegram": {"*": 25.0},
}
"""Units (segments, messages) a second that one sender may send. A UK long number carries about
one segment a second; Telegram allows 30 messages, of which we leave some to spare."""


def _key(value: object) -> bytes:
    """32 bytes from base64, in either alphabet."""
    text = str(value).strip().replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes, but is {len(key)}")
    return key


def _url(value: str) -> str:
    """An address whose traffic nobody can read: TLS, or loopback. Without its last slash."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("is not encrypted: only this machine may be reached without TLS")
    if parts.username or parts.query or parts.fragment:
        raise ValueError("may hold only a scheme, a host, a port and a path")
    return value.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database(value: str) -> str:
    if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("is neither a SQLite nor a PostgreSQL address")
    return value


def _table(defaults: Mapping[str, Mapping[str, float]], value: object) -> object:
    """A table given as JSON or TOML, laid over *defaults*."""
    try:
        given = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        raise ValueError("is not JSON") from None
    if not isinstance(given, Mapping) or not all(isinstance(v, Mapping) for v in given.values()):
        raise ValueError("is not a table of tables")
    channels = {**defaults, **given}
    return {name: {**defaults.get(name, {}), **given.get(name, {})} for name in channels}


def _prices(value: object) -> object:
    return _table(DEFAULT_PRICES, value)


def _rates(value: object) -> object:
    return _table(DEFAULT_RATES, value)


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("must be 16 to 256 of A-Z, a-z, 0-9, _ and -")
    return value


def _hours(value: str) -> str:
    staff_hours(value)
    return value


def _least(least: int) -> AfterValidator:
    """No less than what everybody is promised. The number is repeated: it is no secret."""

    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"is {value}, but the least allowed is {least}")
        return value

    return AfterValidator(check)


def _frozen(table: dict[str, dict[str, float]]) -> Mapping[str, Mapping[str, float]]:
    return MappingProxyType({name: MappingProxyType(row) for name, row in table.items()})


Key: TypeAlias = Annotated[SecretBytes, BeforeValidator(_key)]
Url: TypeAlias = Annotated[str, AfterValidator(_url)]
Database: TypeAlias = Annotated[str, AfterValidator(_database)]
Hours: TypeAlias = Annotated[str, AfterValidator(_hours)]
WebhookSecret: TypeAlias = Annotated[SecretStr, AfterValidator(_webhook_secret)]
LeastBase: TypeAlias = Annotated[int, _least(USUAL.base)]
LeastCell: TypeAlias = Annotated[int, _least(USUAL.star + 1)]
RoundTo: TypeAlias = Annotated[int, _least(USUAL.to)]
Amount: TypeAlias = Annotated[float, Field(ge=0)]
Pace: TypeAlias = Annotated[float, Field(gt=0)]
Prices: TypeAlias = Annotated[
    dict[str, dict[str, Amount]], NoDecode, BeforeValidator(_prices), AfterValidator(_frozen)
]
"""Channel, then country, then pence for one unit."""
Rates: TypeAlias = Annotated[
    dict[str, dict[str, Pace]], NoDecode, BeforeValidator(_rates), AfterValidator(_frozen)
]
"""Channel, then country, then units a second."""
