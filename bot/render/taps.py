"""What stands on a button: which conversation, which question, which option.

Rule: at most 64 bytes, Telegram's limit, and nothing in it but ids; whatever comes back is checked
as if a stranger had typed it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from uuid import UUID

from msgspec import Struct

LIMIT_BYTES = 64
OPTION_CHARS = 32
_MARK_CHARS = 6
_DATA = re.compile(r"([\w-]{22})([\w-]{6})\.(\+?[A-Za-z0-9_.-]{1,32})", re.ASCII)


class TapRead(Struct, frozen=True):
    """What a button said, once read."""

    conversation: UUID
    mark: str
    """`step_mark` of the step it belonged to."""
    option: str
    """An option id; beginning with `+`, one of the bot's own buttons."""


def tap_data(conversation: UUID, step: str, option: str) -> str:
    """The data of a button: 22 characters of conversation, 6 of step, a dot, the option.

    Raises:
        ValueError: the option is not an id of at most 32 ASCII characters.
    """
    data = f"{_packed(conversation)}{step_mark(step)}.{option}"
    if not _DATA.fullmatch(data):
        message = "an option id is at most 32 of a-z, 0-9, _ - and ."
        raise ValueError(message)
    return data


def read_tap(data: str) -> TapRead | None:
    """What `tap_data` wrote, or `None` if this is nothing of ours."""
    found = _DATA.fullmatch(data) if len(data) <= LIMIT_BYTES else None
    if found is None:
        return None
    conversation = UUID(bytes=base64.urlsafe_b64decode(f"{found[1]}=="))
    if _packed(conversation) != found[1]:
        return None
    return TapRead(conversation, found[2], found[3])


@lru_cache(maxsize=4096)
def step_mark(step: str) -> str:
    """Six characters that stand for a step, however long its id: the start of its hash."""
    digest = hashlib.sha256(step.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_MARK_CHARS]


def _packed(conversation: UUID) -> str:
    return base64.urlsafe_b64encode(conversation.bytes).decode().rstrip("=")
