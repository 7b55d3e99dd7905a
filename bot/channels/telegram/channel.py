"""The Telegram channel: webhook or polling in, Bot API out.

Rule: webhook and polling end in the same reading of an update; nothing is sent twice here.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot, BotCommand

from bot.channels.telegram.arrivals import Ignored, read_update
from bot.channels.telegram.errors import MALFORMED, ours
from bot.channels.telegram.files import Files
from bot.channels.telegram.limits import LIMITS
from bot.channels.telegram.outgoing import put
from bot.channels.telegram.polling import LONG_POLL_SECONDS, Poller, pauses
from bot.channels.telegram.request import READ_SECONDS, pool
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.shape import UPDATE
from bot.channels.texts import is_sendable
from bot.errors import Retry, Undeliverable, Unknown, WebhookRejected
from bot.logs import get_logger
from bot.model import DeliveryReport, InboundMessage, Limits, OutboundMessage, Receipt, Tap
from bot.ports import Clock, WebhookRequest

log = get_logger()

PATH = "/webhooks/telegram"
HEADER = "x-telegram-bot-api-secret-token"


class Telegram:
    """One bot."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        secret = settings.webhook_secret
        self._secret = secret.get_secret_value() if secret else ""
        self._request = pool(settings.api_url)
        # Of its own, so that a long poll never holds up a message.
        self._news = pool(settings.api_url, connections=2, read=LONG_POLL_SECONDS + READ_SECONDS)
        self._username = ""
        self._files = Files(settings, self._request)
        self._bot = Bot(
            settings.token.get_secret_value(),
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=self._request,
            get_updates_request=self._news,
        )

    @property
    def name(self) -> str:
        """`telegram`."""
        return "telegram"

    @property
    def limits(self) -> Limits:
        """Buttons, long texts, voice notes, photos and locations."""
        return LIMITS

    async def start(self, menus: Mapping[str, Mapping[str, str]]) -> None:
        """Tell Telegram how to reach us, and what its menu of commands says.

        Args:
            menus: description by command (without slash) by language: `""` for everyone else,
                and two-letter codes; other tags are left out, since Telegram knows none.

        Tries until Telegram answers. The menu is best effort.

        Raises:
            Misconfigured: the token is refused.
            Undeliverable: our address is.
        """
        for pause in pauses():
            try:
                with ours():
                    await self._listen()
                break
            except (Retry, Unknown) as failure:
                log.warning("polling.failed", channel=self.name, error=type(failure).__name__)
                await asyncio.sleep(pause.total_seconds())
        for tag, menu in menus.items():
            if tag and not (len(tag) == 2 and tag.isascii()):
                continue
            commands = [BotCommand(name, text) for name, text in menu.items()]
            with contextlib.suppress(*MALFORMED):
                await self._bot.set_my_commands(commands, language_code=tag or None)

    async def poll(
        self, receive: Callable[[InboundMessage], Awaitable[object]], clock: Clock
    ) -> None:
        """Fetch updates and hand each to *receive*, which returns once it is committed; until
        cancelled.

        Raises:
            Misconfigured: the token is refused.
        """

        async def take(update: Any) -> None:
            raw = json.dumps(update, ensure_ascii=True)
            message = self._read(update, clock.now(), raw)
            if message is not None:
                await receive(message)

        await Poller(self._settings.bot_url, self._news, take).run()

    def receive(
        self, request: WebhookRequest, now: datetime
    ) -> Sequence[InboundMessage | DeliveryReport]:
        """What one update says. Empty: ignored on purpose.

        Raises:
            WebhookRejected: 403 without the secret, 400 malformed, 404 another path.
        """
        given = request.headers.get(HEADER, "").encode("utf-8", "replace")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise WebhookRejected(403)
        if request.path != PATH:
            raise WebhookRejected(404)
        update, raw = _parsed(request.body)
        message = self._read(update, now, raw)
        return (message,) if message else ()

    async def send(self, message: OutboundMessage) -> Receipt:
        """Hand one message to Telegram, or edit one.

        Raises:
            SendFailed: its subclass says what to do.
        """
        if not is_sendable(message.body):
            raise Undeliverable("encoding")
        with ours():
            return Receipt(str(await put(self._bot, message)))

    async def find(self, message: OutboundMessage, since: datetime) -> Receipt | None:
        """Telegram tells nobody what a bot has sent.

        Raises:
            Unknown: always.
        """
        del message, since
        raise Unknown("telegram keeps no list")

    async def missed(self, since: datetime, now: datetime) -> Sequence[InboundMessage]:
        """Nothing: Telegram keeps updates for a day, and repeats what we did not accept."""
        del since, now
        return ()

    async def acknowledge(self, tap: Tap) -> None:
        """Stop the little clock on a tapped button. Best effort: an old tap cannot be answered,
        and nothing depends on it."""
        if not tap.query_id:
            return
        with contextlib.suppress(*MALFORMED):
            await self._bot.answer_callback_query(tap.query_id)

    async def link(self, token: str) -> str:
        """The address that opens this bot with a start token.

        Raises:
            SendFailed: Telegram does not say what the bot is called.
        """
        if not self._username:
            with ours():
                self._username = (await self._bot.get_me()).username or ""
        return f"https://t.me/{self._username}?start={token}"

    async def download(self, file_id: str) -> bytes:
        """A voice note or photo, at most 20 MB.

        Raises:
            Undeliverable: too large, or gone.
            SendFailed: its subclass says what to do.
        """
        return await self._files.fetch(file_id)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._files.aclose()
        await self._request.shutdown()
        await self._news.shutdown()

    async def _listen(self) -> None:
        if self._settings.mode == "webhook":
            await self._bot.set_webhook(
                f"{self._settings.public_url}{PATH}",
                secret_token=self._secret,
                allowed_updates=list(UPDATE),
            )
        else:  # what waits is kept: it is people's answers
            await self._bot.delete_webhook(drop_pending_updates=False)

    def _read(self, update: Any, now: datetime, raw: str) -> InboundMessage | None:
        """One update; `None` where it is ignored, which is noted with its id."""
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            log.warning("message.ignored", channel=self.name, reason="unparsable")
            return None
        read = read_update(update, self._settings.bot_id, now, raw)
        if isinstance(read, Ignored):
            log.info("message.ignored", channel=self.name, reason=read.reason, code=number)
            return None
        return read


def _parsed(body: bytes) -> tuple[dict[str, Any], str]:
    """An update's JSON, and its text.

    Raises:
        WebhookRejected: 400; no JSON object in UTF-8 with a whole `update_id`.
    """
    try:
        raw = body.decode()
        update = json.loads(raw)
    except (ValueError, RecursionError):
        raise WebhookRejected(400) from None
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise WebhookRejected(400)
    return update, raw
