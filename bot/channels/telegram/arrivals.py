"""A Telegram update → our message, or why it is ignored.

Rule: pure, and total: whatever JSON comes, it answers, so that no update can stall the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from telegram import Chat, ChatMember, Message, Update, User

from bot.channels.phones import e164
from bot.channels.telegram.errors import MALFORMED
from bot.channels.telegram.shape import UPDATE, trim
from bot.model import (
    Content,
    Edited,
    InboundMessage,
    Joined,
    Media,
    Reachable,
    Sent,
    SharedPhone,
    Tap,
    Text,
    Unsupported,
)

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.ASCII | re.DOTALL)
_JOIN_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{2,35}", re.ASCII)
_NOT_DIGIT = re.compile(r"[^0-9]")

_UNSUPPORTED = (
    "sticker",
    "animation",  # before `document`, which goes with it
    "document",
    "audio",
    "video",
    "video_note",
    "poll",
    "dice",
    "game",
    "story",
    "checklist",
    "paid_media",
    "invoice",
    "live_photo",
)
"""What a person can send that has no place in a conversation. Anything further is a service
message (a pinned message, a changed title…), which nobody wants answered."""


class Ignored(Struct, frozen=True):
    """Nothing to answer, on purpose."""

    reason: str
    """`kind`, `chat`, `bot`, `service` or `unparsable`."""


class _Arrival(Struct, frozen=True):
    chat: int
    content: Content
    message_id: str = ""
    language: str = ""
    replies_to: str = ""


_T = TypeVar("_T")
_Read: TypeAlias = _Arrival | Ignored
_Raw: TypeAlias = Mapping[str, Any]


def read_update(
    update: Mapping[str, Any], account: str, now: datetime, raw: str
) -> InboundMessage | Ignored:
    """What one update says.

    Args:
        update: parsed JSON with an integer `update_id`.
        account: the bot's id.
        now: when it reached us.
        raw: the JSON itself, to keep.
    """
    kind = next((kind for kind in UPDATE if kind in update), None)
    if kind is None:
        return Ignored("kind")
    try:
        kept = {"update_id": update["update_id"], kind: trim(update[kind], UPDATE[kind])}
        read = _READERS[kind](Update.de_json(kept), update[kind])
    except MALFORMED:
        return Ignored("unparsable")
    if isinstance(read, Ignored):
        return read
    return InboundMessage(
        channel="telegram",
        account=account,
        provider_id=str(update["update_id"]),
        sender=str(read.chat),
        content=read.content,
        received_at=now,
        message_id=read.message_id,
        language_hint=read.language,
        replies_to=read.replies_to,
        raw=raw,
    )


# ── Kinds of update ───────────────────────────────────────────────────────────────────────────


def _message(update: Update, raw: _Raw) -> _Read:
    message = _there(update.message)
    shut = _shut(message.chat, message.from_user)
    if shut is not None:
        return shut
    content = _content(message, raw)
    if content is None:
        return Ignored("service")
    return replace(_arrival(message, content), replies_to=_replied(raw))


def _replied(raw: _Raw) -> str:
    """The words of our own message that this one was written under; read as they came, so that
    nothing in a quoted message can cost us the one beside it."""
    quoted = raw.get("reply_to_message")
    sender = quoted.get("from") if isinstance(quoted, Mapping) else None
    is_ours = isinstance(sender, Mapping) and sender.get("is_bot") is True
    text = quoted.get("text") if is_ours and isinstance(quoted, Mapping) else ""
    return _words(text) if isinstance(text, str) else ""


def _edited(update: Update, raw: _Raw) -> _Read:
    del raw
    message = _there(update.edited_message)
    shut = _shut(message.chat, message.from_user)
    if shut is not None:
        return shut
    if message.text is None:  # a live location moves by edits, a caption says nothing
        return Ignored("service")
    return _arrival(message, Edited(str(_whole(message.message_id)), _words(message.text)))


def _tap(update: Update, raw: _Raw) -> _Read:
    del raw
    query = _there(update.callback_query)
    # The message may be gone or too old to show; in a private chat the person is the chat.
    shut = _shut(query.message.chat if query.message else None, query.from_user)
    if shut is not None:
        return shut
    if query.data is None:
        return Ignored("service")
    tapped = str(_whole(query.message.message_id)) if query.message else ""
    content = Tap(_words(query.data), tapped, _words(query.id))
    return _Arrival(_whole(query.from_user.id), content, tapped, _language(query.from_user))


def _member(update: Update, raw: _Raw) -> _Read:
    del raw
    change = _there(update.my_chat_member)
    shut = _shut(change.chat, change.from_user)
    if shut is not None:
        return shut
    is_reachable = _REACHABLE.get(change.new_chat_member.status)
    if is_reachable is None:
        return Ignored("service")
    return _Arrival(_whole(change.chat.id), Reachable(is_reachable))


_READERS: Mapping[str, Callable[[Update, _Raw], _Read]] = MappingProxyType(
    {
        "message": _message,
        "edited_message": _edited,
        "callback_query": _tap,
        "my_chat_member": _member,
    }
)
_REACHABLE: Mapping[str, bool] = MappingProxyType(
    {
        ChatMember.BANNED: False,
        ChatMember.MEMBER: True,
    }
)


# ── Kinds of message ──────────────────────────────────────────────────────────────────────────


def _content(message: Message, raw: _Raw) -> Content | None:
    """The first that it holds; `None` for a service message."""
    for name, read in _CONTENTS.items():
        if getattr(message, name):
            return read(message)
    return next((Unsupported(what) for what in _UNSUPPORTED if what in raw), None)


def _typed(message: Message) -> Content:
    text = _words(message.text)
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Text(text)
    name, rest = command[1], (command[2] or "").strip()
    if name.lower() == "start":  # people type junk behind it, too
        return Joined(rest if _JOIN_TOKEN.fullmatch(rest) else "")
    return Text(f"/{name} {rest}".rstrip())


def _voice(message: Message) -> Content:
    voice = _there(message.voice)
    lasts = voice.duration  # a timedelta by PTB_TIMEDELTA, a number for who overrode it
    seconds = lasts.total_seconds() if isinstance(lasts, timedelta) else lasts
    media = Media(
        "voice",
        _words(voice.file_id),
        mime=_words(voice.mime_type or ""),
        size=_whole(voice.file_size or 0),
        seconds=int(seconds),
    )
    return Sent(media, _words(message.caption or ""))


def _photo(message: Message) -> Content:
    largest = max(message.photo, key=lambda size: _whole(size.width) * _whole(size.height))
    media = Media(
        "photo",
        _words(largest.file_id),
        mime="image/jpeg",  # Telegram turns every photo into one
        size=_whole(largest.file_size or 0),
    )
    return Sent(media, _words(message.caption or ""))


def _location(message: Message) -> Content:
    place = _there(message.location)
    latitude, longitude = float(place.latitude), float(place.longitude)
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise ValueError("nowhere")
    return Sent(Media("location", f"{latitude:.6f},{longitude:.6f}"))


def _contact(message: Message) -> Content:
    """The person's own number, and nobody else's: a shared contact could be anyone."""
    contact, sender = _there(message.contact), _there(message.from_user)
    if contact.user_id is None or contact.user_id != sender.id:
        return Unsupported("contact")
    phone = e164("+" + _NOT_DIGIT.sub("", _words(contact.phone_number)))  # the plus may be missing
    return SharedPhone(phone) if phone else Unsupported("contact")


_CONTENTS: Mapping[str, Callable[[Message], Content]] = MappingProxyType(
    {
        "text": _typed,
        "voice": _voice,
        "photo": _photo,
        "location": _location,
        "contact": _contact,
    }
)


# ── What JSON may not keep to ─────────────────────────────────────────────────────────────────


def _arrival(message: Message, content: Content) -> _Arrival:
    return _Arrival(
        _whole(message.chat.id),
        content,
        str(_whole(message.message_id)),
        _language(message.from_user),
    )


def _shut(chat: Chat | None, sender: User | None) -> Ignored | None:
    """Why nobody there is answered: only a person's private chat is."""
    if chat is not None and chat.type != Chat.PRIVATE:
        return Ignored("chat")
    return Ignored("bot") if sender is None or sender.is_bot else None


def _language(sender: User | None) -> str:
    hint = sender.language_code if sender else None
    return hint if isinstance(hint, str) and _LANGUAGE.fullmatch(hint) else ""


def _there(value: _T | None) -> _T:
    if value is None:
        raise TypeError("nothing there")
    return value


def _words(value: object) -> str:
    """Text without lone surrogates, which JSON can spell and no database can store."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.encode("utf-8", "replace").decode()


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value
