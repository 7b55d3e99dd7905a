"""People in private chats with the fake bot, and what they see of it.

Rule: every verb of a person makes one update, as their phone would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram import TelegramFake

BOT = {"id": 123456, "is_bot": True, "first_name": "Kotha", "username": "kotha_bot"}


@dataclass(frozen=True)
class BotMessage:
    """One message of the bot as its reader sees it now."""

    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    """(label, callback data) of each inline button, row by row."""
    at: datetime
    markup: Mapping[str, Any] = field(default_factory=dict)
    """The whole reply_markup."""
    earlier: tuple[str, ...] = ()
    """What it said before each edit."""
    file: bytes = b""
    """What came with sendVoice, sendPhoto or sendDocument."""


class Person:
    """Someone with a private chat with the bot. Every verb makes one update and returns its id."""

    def __init__(self, fake: TelegramFake, chat_id: int, language: str, name: str) -> None:
        self._fake = fake
        self.id = chat_id
        self.language = language
        self.name = name
        self.has_started = False
        self.has_blocked = False
        self.messages: dict[int, BotMessage] = {}

    @property
    def inbox(self) -> list[BotMessage]:
        """What the bot wrote, in order, as it stands now."""
        with self._fake.moved:
            return [self.messages[number] for number in sorted(self.messages)]

    def wait(self, count: int, timeout: float = 10.0) -> list[BotMessage]:
        """The inbox, once it holds at least *count*."""
        self._fake.wait(lambda: len(self.messages) >= count, timeout)
        return self.inbox

    def start(self, token: str = "") -> int:
        """Open the chat, by a link with *token*."""
        self.has_started, self.has_blocked = True, False
        return self.say(f"/start {token}".rstrip())

    def say(self, text: str) -> int:
        """Type something."""
        return self.send(text=text)

    def send(self, **content: Any) -> int:
        """Send a message that holds *content* (`sticker={…}`, `poll={…}`, …)."""
        return self._fake.update(self.id, message=self.message(**content))

    def message(self, message_id: int | None = None, **content: Any) -> dict[str, Any]:
        """The JSON of such a message."""
        return {
            "message_id": message_id or self._fake.next_message(),
            "from": self.user,
            "chat": self.chat,
            "date": int(self._fake.now().timestamp()),
            **content,
        }

    def edit(self, message_id: int, text: str) -> int:
        """Edit an earlier message of one's own."""
        message = {**self.message(message_id, text=text), "edit_date": 1}
        return self._fake.update(self.id, edited_message=message)

    def tap(self, choice: str, on: BotMessage | None = None) -> int:
        """Tap the button labelled *choice* (or that holds it as data) on the newest message with
        buttons, or on another, which may show old ones."""
        message = on or next(m for m in reversed(self.inbox) if m.buttons)
        data = next(data for label, data in message.buttons if choice in {label, data})
        return self.tap_data(data, message.message_id)

    def tap_data(self, data: str, message_id: int) -> int:
        """A tap with any data at all."""
        shown = {"message_id": message_id, "chat": self.chat, "date": 1, "text": "…"}
        query = {
            "id": str(self._fake.next_message()),
            "from": self.user,
            "message": {**shown, "from": BOT},
            "chat_instance": "1",
            "data": data,
        }
        return self._fake.update(self.id, callback_query=query)

    def voice(self, content: bytes = b"OggS", seconds: int = 3, caption: str = "") -> int:
        """Send a voice note, whose file can then be fetched."""
        note = {"duration": seconds, "mime_type": "audio/ogg", **self._fake.keep(content, "oga")}
        return self.send(voice=note, **({"caption": caption} if caption else {}))

    def photo(self, content: bytes = b"JFIF", caption: str = "") -> int:
        """Send a photo in two sizes; the larger holds *content*."""
        small = {"width": 90, "height": 60, **self._fake.keep(b"small", "jpg")}
        large = {"width": 900, "height": 600, **self._fake.keep(content, "jpg")}
        return self.send(photo=[small, large], **({"caption": caption} if caption else {}))

    def location(self, latitude: float, longitude: float) -> int:
        """Send a place."""
        return self.send(location={"latitude": latitude, "longitude": longitude})

    def contact(self, phone: str, user_id: int | None = None) -> int:
        """Share a contact: one's own, or that of *user_id*."""
        shared = {"phone_number": phone, "first_name": "A", "user_id": user_id or self.id}
        return self.send(contact=shared)

    def block(self) -> int:
        """Block the bot: sends fail with 403 from now on."""
        self.has_blocked = True
        return self._member("member", "kicked")

    def unblock(self) -> int:
        """Unblock it."""
        self.has_blocked = False
        return self._member("kicked", "member")

    @property
    def user(self) -> dict[str, Any]:
        """The person as JSON."""
        language = {"language_code": self.language} if self.language else {}
        return {"id": self.id, "is_bot": False, "first_name": self.name, **language}

    @property
    def chat(self) -> dict[str, Any]:
        """Their private chat as JSON."""
        return {"id": self.id, "type": "private", "first_name": self.name}

    def _member(self, before: str, after: str) -> int:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": BOT, "status": status, **until}

        change = {
            "chat": self.chat,
            "from": self.user,
            "date": 1,
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        return self._fake.update(self.id, my_chat_member=change)
