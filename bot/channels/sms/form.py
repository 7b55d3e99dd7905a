"""A urlencoded body → fields, strictly.

Rule: what is not exactly a form is refused whole; blanks are kept, since they are signed. A
property test holds this to the standard library's `parse_qsl`; it costs a third of that.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import unquote

from bot.errors import WebhookRejected

FIELDS_MOST = 100
"""Twilio sends about twenty, and adds to them without notice."""

Fields: TypeAlias = Sequence[tuple[str, str]]


def read_form(body: bytes) -> Fields:
    """The fields in order.

    Raises:
        WebhookRejected: 400; not ASCII, not `name=value`, not UTF-8 within, or too many.
    """
    if body.count(b"&") >= FIELDS_MOST:
        raise WebhookRejected(400)
    fields: list[tuple[str, str]] = []
    try:
        for pair in body.decode("ascii").split("&") if body else ():
            name, value = pair.split("=", 1)
            fields.append((_decoded(name), _decoded(value)))
    except ValueError:  # UnicodeDecodeError is one
        raise WebhookRejected(400) from None
    return fields


def _decoded(text: str) -> str:
    if "%" not in text and "+" not in text:
        return text  # as most names and values are
    return unquote(text.replace("+", " "), errors="strict")


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
