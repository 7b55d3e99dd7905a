"""Our message → one call of the Bot API.

Rule: no parse mode, so that nothing a resident or an author writes is markup.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from bot.channels.telegram.errors import cannot_be_edited, is_not_modified
from bot.logs import get_logger
from bot.model import VOICE, OutboundMessage

log = get_logger()

Markup: TypeAlias = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

CAPTION_CHARS = 1024
SHARE = "\N{MOBILE PHONE}"
"""On the share-my-number button that came without words."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def put(bot: Bot, message: OutboundMessage) -> int:
    """Send *message*, or put it in the place of the one it edits; the provider's id.

    Raises:
        TelegramError: as the Bot API says.
    """
    if message.media.startswith(VOICE):
        return await _note(bot, message)
    if message.media:
        return await _file(bot, message)
    if message.edits.isdigit():
        return await _edit(bot, message, int(message.edits))
    return await _say(bot, message)


async def _say(bot: Bot, message: OutboundMessage) -> int:
    sent = await bot.send_message(
        message.to, message.body, reply_markup=markup(message), link_preview_options=_NO_PREVIEW
    )
    return sent.message_id


async def _note(bot: Bot, message: OutboundMessage) -> int:
    """A voice note that Telegram has already: by its handle, without words."""
    sent = await bot.send_voice(message.to, message.media.removeprefix(VOICE))
    return sent.message_id


async def _edit(bot: Bot, message: OutboundMessage, number: int) -> int:
    """An edit without keyboard takes the old one away. Where the message is gone, the person
    still gets the words, as a new one."""
    try:
        await bot.edit_message_text(
            message.body,
            message.to,
            number,
            reply_markup=_options(message),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if is_not_modified(error):
            return number
        if cannot_be_edited(error):
            return await _say(bot, message)
        raise
    return number


async def _file(bot: Bot, message: OutboundMessage) -> int:
    """A file with the words as its caption; words too long for one follow as a message. Where
    the file is gone, the words go alone: a question must not be lost for its picture."""
    path = Path(message.media)
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError:
        log.warning("media.gone", channel="telegram")
        return await _say(bot, message)
    has_room = len(message.body) <= CAPTION_CHARS
    send = _SENDERS.get(path.suffix.lower(), Bot.send_document)
    sent = await send(
        bot,
        message.to,
        content,
        filename=path.name,
        caption=message.body if has_room else None,
        reply_markup=markup(message) if has_room else None,
    )
    return sent.message_id if has_room else await _say(bot, message)


_SENDERS: Mapping[str, Callable[..., Awaitable[Message]]] = MappingProxyType(
    {
        ".ogg": Bot.send_voice,
        ".oga": Bot.send_voice,
        ".jpg": Bot.send_photo,
        ".jpeg": Bot.send_photo,
        ".png": Bot.send_photo,
    }
)


def markup(message: OutboundMessage) -> Markup:
    """What stands below a new message: options, the share-my-number button, or nothing, which
    also takes away a share button still open from before."""
    if message.request_contact:
        label = message.buttons[0].label if message.buttons else SHARE
        button = KeyboardButton(label, request_contact=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    return _options(message) or ReplyKeyboardRemove()


def _options(message: OutboundMessage) -> InlineKeyboardMarkup | None:
    """One option a row: labels in every script keep their whole width."""
    rows = [[InlineKeyboardButton(b.label, callback_data=b.data)] for b in message.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
