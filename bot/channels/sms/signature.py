"""Twilio's signature over a webhook, written directly.

Rule: the address signed is the configured public one, never what the request says of itself.
A property test holds this to `twilio.request_validator`; it costs a twentieth of that.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

HEADER = "x-twilio-signature"
_DEFAULT_PORTS = {"https": 443, "http": 80}


def sign(token: bytes, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The signature of a POST of *fields* to *url*.

    A name or value repeated exactly counts once; different values of one name are sorted.

    Source: Twilio, "Webhooks security": base64 of HMAC-SHA1 over the address and the fields.
    """
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token, signed.encode(), "sha1")).decode("ascii")


class Signature:
    """Checks requests to one public address."""

    def __init__(self, token: str, public_url: str) -> None:
        self._token = token.encode()
        self._bases = _with_and_without_port(public_url)

    def is_of(self, target: str, fields: Iterable[tuple[str, str]], given: str) -> bool:
        """Whether *given* signs *fields* posted to *target* (raw path, and query if any).

        Twilio may sign the address with its port or without, so both are tried; each comparison
        takes the same time whatever was given.
        """
        pairs = list(fields)
        claimed = given.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(sign(self._token, base + target, pairs).encode(), claimed)
            for base in self._bases
        )


def _with_and_without_port(public_url: str) -> tuple[str, str]:
    parts = urlsplit(public_url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    host = parts.netloc.removesuffix(f":{port}")
    return _at(parts, host), _at(parts, f"{host}:{port}")


def _at(parts: SplitResult, netloc: str) -> str:
    return parts._replace(netloc=netloc).geturl().rstrip("/")
