"""Twilio's signature over a webhook, written directly.

Rule: the address signed is the configured public one, never what the request says of itself.
A property test holds this to `twilio.request_validator`; it costs a twentieth of that.
"""

from __future__ import annotations

import hmac
from binascii import b2a_base64
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

HEADER = "x-twilio-signature"
_DEFAULT_PORTS = {"https": 443, "http": 80}


def sign(token: bytes, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The signature of a POST of *fields* to *url*.

    A name or value repeated exactly counts once; different values of one name are sorted.

    Source: Twilio, "Webhooks security": base64 of HMAC-SHA1 over the address and the fields.
    """
    return _signed(_keyed(token), url, _joined(fields)).decode("ascii")


def _keyed(token: bytes) -> hmac.HMAC:
    return hmac.new(token, digestmod="sha1")


def _joined(fields: Iterable[tuple[str, str]]) -> str:
    return "".join([name + value for name, value in sorted(set(fields))])


def _signed(keyed: hmac.HMAC, url: str, joined: str) -> bytes:
    mine = keyed.copy()  # which spares hashing the key again
    mine.update((url + joined).encode())
    return b2a_base64(mine.digest(), newline=False)


class Signature:
    """Checks requests to one public address."""

    def __init__(self, token: str, public_url: str) -> None:
        self._keyed = _keyed(token.encode())
        self._bases = _with_and_without_port(public_url)

    def is_of(self, target: str, fields: Iterable[tuple[str, str]], given: str) -> bool:
        """Whether *given* signs *fields* posted to *target* (raw path, and query if any).

        Twilio may sign the address with its port or without, so both are tried; each comparison
        takes the same time whatever was given.
        """
        joined = _joined(fields)
        claimed = given.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(_signed(self._keyed, base + target, joined), claimed)
            for base in self._bases
        )


def _with_and_without_port(public_url: str) -> tuple[str, str]:
    parts = urlsplit(public_url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    host = parts.netloc.removesuffix(f":{port}")
    return _at(parts, host), _at(parts, f"{host}:{port}")


def _at(parts: SplitResult, netloc: str) -> str:
    return parts._replace(netloc=netloc).geturl().rstrip("/")
