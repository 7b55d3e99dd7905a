"""Files that people sent: voice notes and photos.

Rule: only from the provider's host, at a path it named and we checked; no redirect is followed,
and nothing above the limit is read.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
from telegram.request import BaseRequest

from bot.channels.telegram.errors import ours
from bot.channels.telegram.request import CONNECT_SECONDS, READ_SECONDS
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.tls import authorities
from bot.channels.urls import is_loopback
from bot.errors import Retry, Undeliverable, Unknown

LIMIT_BYTES = 20 * 1024 * 1024
"""What the Bot API gives out; a 90-minute voice note is larger."""
AGAIN_AFTER = timedelta(seconds=30)
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"  # begins with no dot, so no `..`
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*", re.ASCII)


class Files:
    """Fetches one file at a time from the Bot API."""

    def __init__(self, settings: TelegramSettings, request: BaseRequest) -> None:
        self._settings = settings
        self._request = request
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            verify=authorities(),
            trust_env=not is_loopback(settings.api_url),
        )

    async def fetch(self, file_id: str) -> bytes:
        """The file behind *file_id*.

        Raises:
            Undeliverable: too large, gone, or not where a file may be.
            Retry: later it may work.
            SendFailed: as the Bot API says.
        """
        if not _FILE_ID.fullmatch(file_id):
            raise Undeliverable("file id")
        try:
            with ours():
                found = await self._request.post(
                    f"{self._settings.bot_url}/getFile?file_id={quote(file_id)}"
                )
        except Unknown:  # asking twice does no harm
            raise Retry(AGAIN_AFTER) from None
        return await self._read(_checked(found))

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _read(self, path: str) -> bytes:
        try:
            async with self._http.stream("GET", f"{self._settings.file_url}/{path}") as answer:
                _accept(answer.status_code)
                return await _bounded(answer)
        except httpx.HTTPError:
            raise Retry(AGAIN_AFTER) from None


def _checked(found: Any) -> str:
    """The path in an answer to getFile."""
    path = found.get("file_path") if isinstance(found, dict) else None
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        raise Undeliverable("file path")
    size = found.get("file_size")
    if isinstance(size, int) and size > LIMIT_BYTES:
        raise Undeliverable("too large")
    return path


def _accept(status: int) -> None:
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise Retry(AGAIN_AFTER)
    if status != httpx.codes.OK:
        raise Undeliverable(str(status))


async def _bounded(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for piece in answer.aiter_bytes():
        content += piece
        if len(content) > LIMIT_BYTES:
            raise Undeliverable("too large")
    return bytes(content)
