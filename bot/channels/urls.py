"""Which web addresses a channel may be given.

Rule: what goes to a provider is read by nobody else: TLS, or this machine.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator


def checked(value: str) -> str:
    """*value* without its last slash.

    Raises:
        ValueError: it is not https or loopback, or holds more than scheme, host, port and path.
    """
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a web address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("may hold only a scheme, a host, a port and a path")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("is not encrypted: only this machine may be reached without TLS")
    return value.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether *url* is this machine by its very writing; no name is looked up but `localhost`."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


ProviderUrl: TypeAlias = Annotated[str, AfterValidator(checked)]
"""An API address, or our own public one."""
