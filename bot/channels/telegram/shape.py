"""The part of an update that we read.

Rule: the rest is cut away before the library sees it, so that a new kind of sticker in a
quoted message cannot cost us the answer beside it.
Source: Bot API, "Update" and the objects below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

Shape: TypeAlias = "Mapping[str, Shape | None]"

_CHAT: Shape = dict.fromkeys(("id", "type"))
_USER: Shape = dict.fromkeys(("id", "is_bot", "first_name", "language_code"))
_FILE = ("file_id", "file_unique_id", "file_size")
_MESSAGE: Shape = {
    "message_id": None,
    "date": None,
    "chat": _CHAT,
    "from": _USER,
    "text": None,
    "caption": None,
    "voice": dict.fromkeys((*_FILE, "duration", "mime_type")),
    "photo": dict.fromkeys((*_FILE, "width", "height")),
    "location": dict.fromkeys(("latitude", "longitude")),
    "contact": dict.fromkeys(("phone_number", "first_name", "user_id")),
}
_MEMBER: Shape = {"user": _USER, "status": None, "until_date": None}

UPDATE: Mapping[str, Shape] = MappingProxyType(
    {
        "message": _MESSAGE,
        "edited_message": _MESSAGE,
        "callback_query": {
            "id": None,
            "from": _USER,
            "message": dict.fromkeys(("message_id", "date")) | {"chat": _CHAT},
            "chat_instance": None,
            "data": None,
        },
        "my_chat_member": {
            "chat": _CHAT,
            "from": _USER,
            "date": None,
            "old_chat_member": _MEMBER,
            "new_chat_member": _MEMBER,
        },
    }
)
"""Each kind of update that we ask Telegram for; every other is ignored on purpose."""


def trim(value: Any, shape: Shape | None) -> Any:
    """*value* (parsed JSON) without what *shape* does not name. Goes no deeper than the shape."""
    if shape is None:
        return value
    if isinstance(value, list):
        return [trim(item, shape) for item in value]
    if isinstance(value, dict):
        return {key: trim(value[key], inner) for key, inner in shape.items() if key in value}
    return value
