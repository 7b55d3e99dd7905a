"""One ASGI app for everything that is served.

Rule: webhooks leave before any page machinery; pages never come without their headers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ExceptionHandler, Receive, Scope, Send

from bot.web import health, join, pages
from bot.web.headers import SafeHeaders, policy
from bot.web.metrics import Metrics
from bot.web.view import AppView
from bot.web.webhooks import LIMIT_BYTES, Webhooks

_WEBHOOKS = "/webhooks/"


class Server(Starlette):
    """Pages by Starlette's router; `/webhooks/` straight to its own small app."""

    def __init__(
        self, webhooks: Webhooks, routes: list[BaseRoute], errors: Mapping[Any, ExceptionHandler]
    ) -> None:
        super().__init__(routes=routes, exception_handlers=errors, max_body_size=LIMIT_BYTES)
        self._webhooks = webhooks
        self._dressed = SafeHeaders(super().__call__, policy())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
        elif scope["path"].startswith(_WEBHOOKS):
            await self._webhooks(scope, receive, send)
        else:
            await self._dressed(scope, receive, send)


def asgi(
    app: AppView,
    *,
    desk: Sequence[BaseRoute] = (),
    public: Sequence[BaseRoute] = (),
    metrics: Metrics | None = None,
) -> Starlette:
    """Everything but `/metrics`.

    Args:
        app: the running app.
        desk: pages that take the place of the bare front page: in the demo `phone.routes`,
            without which there is no `/phone`.
        public: what everybody may read: `public.routes`.
        metrics: where to count; give the same to `health.metrics_app`.
    """
    templates = pages.Pages()
    front = desk or [templates.front()]
    routes = [*health.routes(app), pages.static(), join.route(app), *public, *front]
    errors: dict[Any, ExceptionHandler] = {
        HTTPException: templates.problem,
        Exception: templates.problem,
    }
    return Server(Webhooks(app, metrics or Metrics()), routes, errors)
