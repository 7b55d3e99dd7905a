"""A urlencoded body → fields, strictly.

Rule: what is not exactly a form is refused whole; blanks are kept, since they are signed.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import parse_qsl

from bot.errors import WebhookRejected

FIELDS_MOST = 100
"""Twilio sends about twenty, and adds to them without notice."""

Fields: TypeAlias = Sequence[tuple[str, str]]


def read_form(body: bytes) -> Fields:
    """The fields in order.

    Raises:
        WebhookRejected: 400; not ASCII, not `name=value`, not UTF-8 within, or too many.
    """
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=FIELDS_MOST,
        )
    except ValueError:  # UnicodeDecodeError is one
        raise WebhookRejected(400) from None


def take(fields: Fields, names: Container[str]) -> Mapping[str, str]:
    """Those of *fields* named in *names*.

    Raises:
        WebhookRejected: 400; one is repeated, so nobody can say which is meant.
    """
    taken: dict[str, str] = {}
    for name, value in fields:
        if name not in names:
            continue
        if taken.setdefault(name, value) != value:
            raise WebhookRejected(400)
    return taken
