"""`/c/{slug}` and `/c/{slug}/{language}`.

Rule: a page is drawn once for what it shows, and kept; who asks again for the same is told that
nothing has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.language.languages import SOURCE
from bot.results import opendata
from bot.shelf import Running
from bot.shelf.publication import Publication, published
from bot.web.pages import Pages
from bot.web.public.speech import PAGE, offered, speech
from bot.web.public.tongues import preferred
from bot.web.public.view import Shop, view
from bot.web.view import PublicApp
from bot.workshop.exporting import table

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Stricter than the desk's: there is nothing to run and nothing to send."""
_KEPT = 64
"""Pages drawn: a few consultations in all their languages."""
_FRESH = timedelta(seconds=10)
"""How long what was read from the store is shown: as long as another process's close may go
unnoticed."""
_NOTHING = (f"{PAGE}nothing", f"{PAGE}nothing_how")


class _Drawn(Struct, frozen=True):
    """A page as it is sent."""

    body: bytes
    language: str
    mark: str
    """The entity tag."""


class _Press:
    """Draws pages, and keeps those drawn last."""

    def __init__(self, pages: Pages, shop: Shop) -> None:
        self._pages = pages
        self._shop = shop
        self._drawn: dict[tuple[Running, str, str], _Drawn] = {}
        self._read: dict[str, tuple[datetime, Publication]] = {}

    async def shown(self, app: PublicApp, running: Running) -> Publication:
        """What is to be shown, read from the store every few seconds at most."""
        now = app.clock.now()
        at, found = self._read.get(running.slug, (now, None))
        if found is None or found.running is not running or not now - at < _FRESH:
            at, found = now, await published(app.store, running, app.clock)
            self._read[running.slug] = at, found
        return found

    def page(self, shown: Publication, tag: str) -> _Drawn:
        """A consultation in one language."""
        key = (shown.running, shown.mark, tag)
        found = self._drawn.pop(key, None) or self._draw(shown, tag)
        self._drawn[key] = found
        if len(self._drawn) > _KEPT:
            del self._drawn[next(iter(self._drawn))]
        return found

    def _draw(self, shown: Publication, tag: str) -> _Drawn:
        spoken = speech(shown.running, tag)
        page = view(shown, spoken, self._shop)
        body = self._pages.text("consultation.html", {"page": page}).encode()
        return _Drawn(body, spoken.language.tag, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def routes(app: PublicApp, shop: Shop) -> list[Route]:
    """The pages of every consultation."""
    pages = Pages()
    press = _Press(pages, shop)

    async def page(request: Request) -> Response:
        running = app.shelf.running(request.path_params["slug"])
        tag = _language(request, running) if running else None
        if running is None or tag is None:
            return _nothing(request, app, pages)
        return _answer(request, press.page(await press.shown(app, running), tag))

    async def data(request: Request) -> Response:
        running = app.shelf.running(request.path_params["slug"])
        shown = await press.shown(app, running) if running else None
        if shown is None or shown.figures is None:
            return _nothing(request, app, pages)
        return _file("figures", shown, table(opendata.table(shown.figures, shown.running.told)))

    async def columns(request: Request) -> Response:
        running = app.shelf.running(request.path_params["slug"])
        if running is None:
            return _nothing(request, app, pages)
        shown = await press.shown(app, running)
        limits = shown.figures.limits if shown.figures else shop.small
        return _file("codebook", shown, table(opendata.codebook(shop.licence, limits)))

    return [
        Route("/c/{slug}", page),
        Route("/c/{slug}/figures.csv", data),
        Route("/c/{slug}/codebook.csv", columns),
        Route("/c/{slug}/{language}", page),
    ]


def _file(name: str, shown: Publication, body: bytes) -> Response:
    """Something to be kept."""
    headers = {
        "cache-control": "public, max-age=60",
        "content-disposition": f'attachment; filename="{shown.running.slug}-{name}.csv"',
    }
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _language(request: Request, running: Running) -> str | None:
    """The language that the address names, else that the browser asks for, else the flow's own;
    `None` where the consultation does not offer what is named."""
    named = request.path_params.get("language")
    if named is not None:
        is_known = named in running.languages and named in running.catalogue.languages
        return named if is_known else None
    tags = [each.tag for each in offered(running)]
    known = [tag for tag in running.languages if tag in running.catalogue.languages]
    wanted = preferred(request.headers.get("accept-language", ""), known)
    own = running.compiled.flow.language
    return wanted or (own if own in tags else next(iter(tags), None))


def _answer(request: Request, drawn: _Drawn) -> Response:
    headers = {
        "cache-control": "public, max-age=60",
        "content-security-policy": _POLICY,
        "content-language": drawn.language,
        "etag": drawn.mark,
        "vary": "Accept-Language",
    }
    if drawn.mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(drawn.body, headers=headers, media_type="text/html")


def _nothing(request: Request, app: PublicApp, pages: Pages) -> Response:
    """There is none of that name, said in the reader's language."""
    words = app.catalogue.own_words
    tags = [tag for tag in app.catalogue.languages if words.texts(tag).get(_NOTHING[0])]
    wanted = preferred(request.headers.get("accept-language", ""), tags) or SOURCE
    tag, says = words.find(wanted, _NOTHING)
    values: Mapping[str, object] = {
        "language": app.catalogue.language(tag),
        "says": {key.removeprefix(PAGE): text for key, text in says.items()},
    }
    return pages.render("nothing.html", values, 404)
