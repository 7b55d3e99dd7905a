"""The Bot API as a real HTTP server, and the people who chat with the bot.

    with TelegramFake() as telegram:
        telegram.environment               # KOTHA_TELEGRAM_…, to start `kotha serve` with
        salma = telegram.person(4001, language="bn")
        salma.start("TOKEN")               # an update: to the webhook if one is set, else polled
        salma.wait(1)                      # until the bot has written
        salma.inbox[-1].text, salma.inbox[-1].buttons
        salma.tap("Yes")                   # the button with that label on the newest message
        salma.say("3")
        telegram.settle()                  # until the bot has taken every update
        telegram.faults.next("429")        # see `tests.fakes.server.Faults`

Rule: it behaves as Telegram does in what Kotha relies on (token, 403 and 400, webhook repeated
until taken, one poller at a time, updates kept until confirmed), and in nothing else.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.fakes.chats import BOT, BotMessage, Person
from tests.fakes.server import Faults, LoopbackServer, Now, utc_now

TOKEN = "123456:fake-bot-token"
SECRET = "fake-webhook-secret"
_POSTERS = 8
"""Updates of one person stay in order; those of different people do not wait for each other."""
_AGAIN_SECONDS = 0.1


class TelegramFake(LoopbackServer):
    """One bot, and everyone who writes to it; see the module."""

    people: dict[int, Person]
    """By chat id."""
    calls: list[tuple[str, dict[str, Any]]]
    """Every method called, with its parameters."""
    menus: dict[str, dict[str, str]]
    """Command → description, by language; `""`: everyone else."""
    acknowledged: list[str]
    """Callback queries that were answered."""
    webhook: dict[str, Any]
    """What setWebhook was given; empty: polling."""
    answers: list[tuple[int, int]]
    """(update id, status) of every post to the webhook; 0: nobody answered."""
    fetched: list[str]
    """Paths that were asked of the file server."""
    redirect_files_to: str
    """Answer every download with a redirect to there."""
    does_tell_size: bool
    """Whether getFile says how large a file is."""
    is_open_to_all: bool
    """Whether the bot may write to people who never started it (400 chat not found if not)."""
    poll_faults: Faults
    """Faults that strike getUpdates, setWebhook and deleteWebhook."""

    def __init__(self, *, connect_to: str = "", now: Now = utc_now) -> None:
        """
        Args:
            connect_to: scheme, host and port to post updates to, in place of those of the
                webhook that the bot sets.
        """
        super().__init__(now=now)
        self.token = TOKEN
        self.secret = SECRET
        self.connect_to = connect_to
        self.people = {}
        self.calls = []
        self.menus = {}
        self.acknowledged = []
        self.webhook = {}
        self.answers = []
        self.fetched = []
        self.redirect_files_to = ""
        self.does_tell_size = True
        self.is_open_to_all = True
        self.poll_faults = Faults()
        self._updates = itertools.count(700_000_001)
        self._messages = itertools.count(1)
        self._files: dict[str, tuple[str, bytes]] = {}
        self._pending: dict[int, dict[str, Any]] = {}  # updates not yet taken, by id
        self._chats: dict[int, int] = {}
        self._queued: set[int] = set()
        self._polls = 0
        self._queues = [queue.SimpleQueue[int | None]() for _ in range(_POSTERS)]
        self._posters: list[threading.Thread] = []
        self._http = httpx.Client(timeout=10, trust_env=False)

    # ── What a test looks at ──────────────────────────────────────────────────────────────────

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a Kotha that is this bot and polls. For a webhook, set
        `KOTHA_TELEGRAM_MODE=webhook` and `KOTHA_PUBLIC_URL` besides."""
        return {
            "KOTHA_TELEGRAM_TOKEN": self.token,
            "KOTHA_TELEGRAM_WEBHOOK_SECRET": self.secret,
            "KOTHA_TELEGRAM_MODE": "polling",
            "KOTHA_TELEGRAM_API_URL": self.url,
        }

    def person(self, chat_id: int, *, language: str = "en", name: str = "A") -> Person:
        """The person with that id; made at the first call."""
        with self.moved:
            return self.people.setdefault(chat_id, Person(self, chat_id, language, name))

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until the bot has taken every update: 2xx from its webhook, or confirmed by the
        offset of its next poll."""
        self.wait(lambda: not self._pending, timeout)

    @property
    def sent(self) -> list[tuple[int, BotMessage]]:
        """(chat id, message) of all that the bot wrote, in order, as it stands now."""
        with self.moved:
            found = [(p.id, m) for p in self.people.values() for m in p.messages.values()]
        return sorted(found, key=lambda pair: pair[1].message_id)

    # ── Updates ───────────────────────────────────────────────────────────────────────────────

    def update(self, chat_id: int, *, update_id: int | None = None, **kind: Any) -> int:
        """Something happened in a chat; repeat an id to send it twice. Returns the id."""
        with self.moved:
            number = next(self._updates) if update_id is None else update_id
            self._pending[number] = {"update_id": number, **kind}
            self.moved.notify_all()
            self._chats[number] = chat_id
            self._enqueue(number)
        return number

    def post(self, update: Mapping[str, Any], *, secret: str | None = None) -> int:
        """Post any update to the webhook once; the status, or 0 where nobody answered."""
        url = httpx.URL(self.webhook["url"])
        if self.connect_to:
            there = httpx.URL(self.connect_to)
            url = url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        token = self.webhook.get("secret_token", "") if secret is None else secret
        headers = {"x-telegram-bot-api-secret-token": token}
        try:
            status = self._http.post(url, json=dict(update), headers=headers).status_code
        except httpx.HTTPError:
            status = 0
        with self.moved:
            self.answers.append((update.get("update_id", 0), status))
            self.moved.notify_all()
        return status

    def next_message(self) -> int:
        """A fresh message id."""
        return next(self._messages)

    def keep(
        self, content: bytes, suffix: str = "bin", *, path: str | None = None
    ) -> dict[str, Any]:
        """A file of Telegram's, to be fetched by getFile (at *path*, if given); its JSON."""
        with self.moved:
            file_id = f"file-{len(self._files) + 1}"
            self._files[file_id] = (path or f"files/{file_id}.{suffix}", content)
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content)}

    # ── The server ────────────────────────────────────────────────────────────────────────────

    def app(self) -> ASGIApp:
        both = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
                Route("/bot{token}/{method}", self._call, methods=both),
            ]
        )

    def __enter__(self) -> TelegramFake:
        super().__enter__()
        self._posters = [
            threading.Thread(target=self._deliver, args=(line,), daemon=True)
            for line in self._queues
        ]
        for poster in self._posters:
            poster.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.closing.set()
        for line in self._queues:
            line.put(None)
        for poster in self._posters:
            poster.join(timeout=10)
        super().__exit__(*args)
        self._http.close()

    def _enqueue(self, number: int) -> None:
        """Have an update posted, unless it is about to be."""
        if self.webhook and number not in self._queued:
            self._queued.add(number)
            self._queues[self._chats[number] % _POSTERS].put(number)

    def _deliver(self, line: queue.SimpleQueue[int | None]) -> None:
        """Post updates in order, each until it is taken."""
        while (number := line.get()) is not None:
            while not self.closing.is_set() and not self._offer(number):
                self.closing.wait(_AGAIN_SECONDS)
            with self.moved:
                self._queued.discard(number)

    def _offer(self, number: int) -> bool:
        """Post an update once; whether that is the end of it."""
        with self.moved:
            update = self._pending.get(number)
        if update is None or not self.webhook:
            return True
        if not 200 <= self.post(update) < 300:
            return False
        self._taken(number)
        return True

    def _taken(self, number: int) -> None:
        with self.moved:
            self._pending.pop(number, None)
            self.moved.notify_all()

    async def _call(self, request: Request) -> Response:
        if request.path_params["token"] != self.token:
            return _refusal(401, "Unauthorized")
        method = request.path_params["method"]
        handler = _METHODS.get(method.lower())
        if handler is None:
            return _refusal(404, "Not Found")
        given = await _parameters(request)
        with self.moved:
            self.calls.append((method, given))
            fault = self.strike() if handler in _FAULTY else ""
            if handler in _LISTENING:
                fault = self.poll_faults.draw()
        if fault == "cut":
            return self.reset(request)
        if fault in _BEFORE:
            return _BEFORE[fault]()
        if handler is TelegramFake._get_updates:
            return _AFTER[fault]() if fault else await self._long_poll(given)
        answer = handler(self, given)
        self.notify()
        return await self._spoil(request, fault, answer)

    async def _spoil(self, request: Request, fault: str, answer: Response) -> Response:
        if fault == "drop":
            return self.reset(request)
        if fault == "slow":
            await self.stall()
        return _AFTER[fault]() if fault in _AFTER else answer

    def _get_me(self, given: dict[str, Any]) -> Response:
        del given
        return _result(BOT | {"can_join_groups": False})

    def _set_webhook(self, given: dict[str, Any]) -> Response:
        with self.moved:
            self.webhook = given if given.get("url") else {}
            for number in self._pending:
                self._enqueue(number)
        return _result(value=True)

    def _delete_webhook(self, given: dict[str, Any]) -> Response:
        with self.moved:
            self.webhook = {}
            if str(given.get("drop_pending_updates", "")).lower() == "true":
                self._pending.clear()
        return _result(value=True)

    def _webhook_info(self, given: dict[str, Any]) -> Response:
        del given
        return _result(
            {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": len(self._pending),
            }
        )

    def _set_my_commands(self, given: dict[str, Any]) -> Response:
        commands = _json(given.get("commands", "[]"))
        with self.moved:
            self.menus[given.get("language_code", "")] = {
                c["command"]: c["description"] for c in commands
            }
        return _result(value=True)

    def _get_updates(self, given: dict[str, Any]) -> Response:
        offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
        with self.moved:
            for number in [n for n in self._pending if n < offset]:
                del self._pending[number]
            self.moved.notify_all()
            waiting = [self._pending[n] for n in sorted(self._pending) if n >= offset]
        return _result(waiting[:limit])

    async def _long_poll(self, given: dict[str, Any]) -> Response:
        """Answers at once if something waits; ends with 409 when another poll begins."""
        if self.webhook:
            return _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        with self.moved:
            self._polls += 1
            mine = self._polls
        loop = asyncio.get_running_loop()
        until = loop.time() + min(float(given.get("timeout", 0)), 30)
        while True:
            answer = self._get_updates(given)
            if json.loads(bytes(answer.body))["result"] or loop.time() >= until:
                return answer
            await asyncio.sleep(0.01)
            if self.closing.is_set():
                return answer
            if mine != self._polls:
                return _refusal(409, "Conflict: terminated by other getUpdates request")

    def _send_message(self, given: dict[str, Any]) -> Response:
        if not given.get("text"):
            return _refusal(400, "Bad Request: message text is empty")
        if len(given["text"]) > 4096:
            return _refusal(400, "Bad Request: message is too long")
        return self._write(given, given["text"])

    def _send_file(self, given: dict[str, Any]) -> Response:
        content = next((v for v in given.values() if isinstance(v, bytes)), b"")
        handle = given.get("voice", "")
        if isinstance(handle, str) and handle and not handle.startswith("attach://"):
            if handle not in self._files:
                return _refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
            content = self._files[handle][1]
        return self._write(given, given.get("caption", ""), content)

    def _write(self, given: dict[str, Any], text: str, content: bytes = b"") -> Response:
        shut = self._shut(given)
        if shut is not None:
            return shut
        markup = _json(given.get("reply_markup", "{}"))
        buttons = _buttons(markup)
        if any(not 1 <= len(data.encode()) <= 64 for _, data in buttons):
            return _refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        with self.moved:
            person = self.person(int(given["chat_id"]))
            number = self.next_message()
            person.messages[number] = BotMessage(
                number, text, buttons, self.now(), markup, file=content
            )
            self.moved.notify_all()
        return _result(self._shown(person, number))

    def _edit_text(self, given: dict[str, Any]) -> Response:
        return self._edit(given, given.get("text", ""))

    def _edit_markup(self, given: dict[str, Any]) -> Response:
        return self._edit(given, None)

    def _edit(self, given: dict[str, Any], text: str | None) -> Response:
        shut = self._shut(given)
        if shut is not None:
            return shut
        with self.moved:
            person = self.person(int(given["chat_id"]))
            number = int(given["message_id"])
            old = person.messages.get(number)
            if old is None:
                return _refusal(400, "Bad Request: message to edit not found")
            markup = _json(given.get("reply_markup", "{}"))
            said = old.text if text is None else text
            new = replace(old, text=said, markup=markup, buttons=_buttons(markup))
            if new == old:
                return _refusal(400, f"Bad Request: {_NOT_MODIFIED}")
            person.messages[number] = replace(new, earlier=(*old.earlier, old.text))
            self.moved.notify_all()
        return _result(self._shown(person, number))

    def _answer_query(self, given: dict[str, Any]) -> Response:
        with self.moved:
            self.acknowledged.append(given.get("callback_query_id", ""))
        return _result(value=True)

    def _get_file(self, given: dict[str, Any]) -> Response:
        found = self._files.get(given.get("file_id", ""))
        if found is None:
            return _refusal(
                400, "Bad Request: wrong file_id or the file is temporarily unavailable"
            )
        path, content = found
        shown = {"file_id": given["file_id"], "file_unique_id": given["file_id"]}
        size = {"file_size": len(content)} if self.does_tell_size else {}
        return _result({**shown, **size, "file_path": path})

    async def _file(self, request: Request) -> Response:
        if request.path_params["token"] != self.token:
            return _refusal(401, "Unauthorized")
        self.fetched.append(request.path_params["path"])
        if self.redirect_files_to:
            return RedirectResponse(self.redirect_files_to)
        for path, content in self._files.values():
            if path == request.path_params["path"]:
                return Response(content, media_type="application/octet-stream")
        return _refusal(404, "Not Found")

    def _shut(self, given: dict[str, Any]) -> Response | None:
        """Why the bot cannot write to that chat."""
        chat = str(given.get("chat_id", ""))
        person = self.people.get(int(chat)) if chat.lstrip("-").isdigit() else None
        if person is not None and person.has_blocked:
            return _refusal(403, "Forbidden: bot was blocked by the user")
        if person is None and not self.is_open_to_all:
            return _refusal(400, "Bad Request: chat not found")
        if not chat.lstrip("-").isdigit():
            return _refusal(400, "Bad Request: chat not found")
        return None

    def _shown(self, person: Person, number: int) -> dict[str, Any]:
        message = person.messages[number]
        return {
            "message_id": number,
            "from": BOT,
            "chat": person.chat,
            "date": int(message.at.timestamp()),
            "text": message.text,
        }


_Handler = Callable[[TelegramFake, dict[str, Any]], Response]
_METHODS: Mapping[str, _Handler] = {
    "getme": TelegramFake._get_me,
    "setwebhook": TelegramFake._set_webhook,
    "deletewebhook": TelegramFake._delete_webhook,
    "getwebhookinfo": TelegramFake._webhook_info,
    "setmycommands": TelegramFake._set_my_commands,
    "getupdates": TelegramFake._get_updates,
    "sendmessage": TelegramFake._send_message,
    "sendvoice": TelegramFake._send_file,
    "sendphoto": TelegramFake._send_file,
    "senddocument": TelegramFake._send_file,
    "editmessagetext": TelegramFake._edit_text,
    "editmessagereplymarkup": TelegramFake._edit_markup,
    "answercallbackquery": TelegramFake._answer_query,
    "getfile": TelegramFake._get_file,
}
_FAULTY = {
    TelegramFake._send_message,
    TelegramFake._send_file,
    TelegramFake._edit_text,
    TelegramFake._edit_markup,
}
"""What the faults strike: whatever sends."""
_LISTENING = {
    TelegramFake._get_updates,
    TelegramFake._set_webhook,
    TelegramFake._delete_webhook,
}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


async def _parameters(request: Request) -> dict[str, Any]:
    """From query, form, multipart or JSON."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        given.update(await request.json())
        return given
    if kind.startswith("multipart/"):
        async with request.form() as form:
            for name, value in form.multi_items():
                given[name] = await value.read() if isinstance(value, UploadFile) else value
        return given
    return given | dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _buttons(markup: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = markup.get("inline_keyboard", [])
    return tuple((b["text"], b.get("callback_data", "")) for row in rows for b in row)


def _result(value: Any) -> Response:
    return JSONResponse({"ok": True, "result": value})


def _refusal(code: int, words: str, **parameters: Any) -> Response:
    extra = {"parameters": parameters} if parameters else {}
    return JSONResponse({"ok": False, "error_code": code, "description": words, **extra}, code)


_BEFORE: Mapping[str, Callable[[], Response]] = {
    "429": lambda: _refusal(429, "Too Many Requests: retry after 7", retry_after=7),
    "429_bare": lambda: _refusal(429, "Too Many Requests"),
    "500": lambda: _refusal(500, "Internal Server Error"),
    "502_html": lambda: PlainTextResponse("<html>Bad gateway</html>", 502),
}
_AFTER: Mapping[str, Callable[[], Response]] = {
    "500_after": lambda: _refusal(500, "Internal Server Error"),
    "garbage": lambda: PlainTextResponse("<html>It worked</html>", 200),
    "no_result": lambda: JSONResponse({"ok": True}),
}
