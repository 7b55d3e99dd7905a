"""`/l/{token}`: the link on a letter, a poster or in a text that leads to our bot.

Rule: opening it changes nothing (previews open links too); only pressing START in Telegram joins.
"""

from __future__ import annotations

import re
from typing import Protocol, runtime_checkable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import SendFailed
from bot.web.view import AppView

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a start link carry."""


@runtime_checkable
class Linking(Protocol):
    """A channel that people join by a link."""

    async def link(self, token: str) -> str:
        """The address that opens the channel's app with this token."""
        ...


def route(app: AppView) -> Route:
    """The one route; 404 where no channel can be joined by a link."""

    async def join(request: Request) -> Response:
        token = request.path_params["token"]
        channel = app.channels.get("telegram")
        if not isinstance(channel, Linking) or not _TOKEN.fullmatch(token):
            raise HTTPException(404)
        try:
            return RedirectResponse(await channel.link(token), 303)
        except SendFailed:
            raise HTTPException(503) from None

    return Route("/l/{token}", join)
