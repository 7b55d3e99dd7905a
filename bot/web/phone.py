"""`/phone`: two simulated phones, and the answers beside them.

Rule: only the demo has it, and only this machine sees it; everywhere else there is no such page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.model import Tap, Text
from bot.service.synthetic import Resident
from bot.web.pages import Pages
from bot.web.phone_view import consultation, show
from bot.web.stage import Jump, Stage

WAIT_SECONDS = 25.0
"""How long a question for news stays open."""
GATHER_SECONDS = 0.15
"""News that comes together is shown together."""
LONGEST_REPLY_CHARS = 4096

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(stage: Stage) -> list[Route]:
    """The demo's pages: `/`, and all below `/phone`."""
    phone = Phone(stage, Pages())
    get = [
        Route("/", _private(phone.desk)),
        Route("/phone", _private(phone.page)),
        Route("/phone/news", _private(phone.news)),
    ]
    post = [
        ("/phone/{channel}/say", phone.say),
        ("/phone/{channel}/tap", phone.tap),
        ("/phone/{channel}/language", phone.language),
        ("/phone/time", phone.time),
        ("/phone/crowd", phone.crowd),
    ]
    return get + [Route(path, _private(_ours(does)), methods=["POST"]) for path, does in post]


class Phone:
    """What can be seen and done on the page."""

    def __init__(self, stage: Stage, pages: Pages) -> None:
        self._stage = stage
        self._pages = pages

    async def desk(self, _request: Request) -> Response:
        """`/`: the consultation and how far people have got."""
        return self._pages.render(
            "desk.html", {"consultations": [await consultation(self._stage)]}
        )

    async def page(self, _request: Request) -> Response:
        """`/phone`."""
        return self._pages.render("phone.html", await show(self._stage))

    async def news(self, request: Request) -> Response:
        """The same page, once it differs from what the reader has seen."""
        seen = request.query_params.get("seen", "")
        if seen.isascii() and seen.isdigit():
            await self._stage.phones.moved(int(seen), WAIT_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
        return await self.page(request)

    async def say(self, request: Request) -> Response:
        """Words typed on a phone."""
        words = str((await request.form()).get("words", ""))[:LONGEST_REPLY_CHARS]
        resident = self._resident(request)
        if words.strip():
            await self._stage.converse(resident.address, Text(words))
        return await self._back(resident.address.channel)

    async def tap(self, request: Request) -> Response:
        """A button tapped on a phone; only one that is there can be."""
        data = str((await request.form()).get("tap", ""))
        resident = self._resident(request)
        bubbles = self._stage.phones.thread(resident.address)
        if any(data == button.data for bubble in bubbles for button in bubble.buttons):
            await self._stage.converse(resident.address, Tap(data))
        return await self._back(resident.address.channel)

    async def language(self, request: Request) -> Response:
        """Another language chosen on a phone."""
        tag = str((await request.form()).get("language", ""))
        resident = self._resident(request)
        if tag not in self._stage.document.plan.languages:
            raise HTTPException(404)
        await self._stage.switch_language(resident, tag)
        return await self._back(resident.address.channel)

    async def time(self, request: Request) -> Response:
        """The clock wound forward."""
        jump = str((await request.form()).get("jump", ""))
        if jump not in set(Jump):
            raise HTTPException(404)
        await self._stage.wind(Jump(jump))
        return _see("/phone")

    async def crowd(self, _request: Request) -> Response:
        """The synthetic residents let in."""
        await self._stage.bring_crowd()
        return _see("/phone#answers")

    def _resident(self, request: Request) -> Resident:
        channel = request.path_params["channel"]
        for resident in self._stage.props.residents:
            if resident.address.channel == channel:
                return resident
        raise HTTPException(404)

    async def _back(self, channel: str) -> Response:
        """To the phone just used; a reply in two parts comes whole."""
        await asyncio.sleep(GATHER_SECONDS)
        return _see(f"/phone#{channel}")


def _see(place: str) -> Response:
    return RedirectResponse(place, status_code=303)


def _private(endpoint: Endpoint) -> Endpoint:
    """Only from this machine, and only under a name of this machine: a page elsewhere that
    points its own name here gets nothing."""

    async def guarded(request: Request) -> Response:
        client = request.client.host if request.client else ""
        if not (_is_loopback(client) and _is_loopback(request.url.hostname or "")):
            raise HTTPException(404)
        return await endpoint(request)

    return guarded


def _ours(endpoint: Endpoint) -> Endpoint:
    """Only from a form of this very page."""

    async def guarded(request: Request) -> Response:
        if not _is_same_origin(request):
            raise HTTPException(403)
        return await endpoint(request)

    return guarded


def _is_same_origin(request: Request) -> bool:
    """As the browser says; those too old to say so still name the origin. A page that sends no
    referrer has `null` for one, so what the browser says comes first."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
