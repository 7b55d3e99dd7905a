"""Whether the process lives, whether it can take answers, and what it has counted.

Rule: states only; nothing here needs a sign-in, so nothing here is worth one.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.ports import Store
from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.web.view import AppView


def routes(app: AppView) -> list[Route]:
    """`/livez` and `/readyz`."""

    async def live(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        is_writable = await app.store.is_writable()
        return JSONResponse(
            {"ready": is_writable, "store": is_writable, "channels": sorted(app.channels)},
            status_code=200 if is_writable else 503,
        )

    return [Route("/livez", live), Route("/readyz", ready)]


def metrics_app(store: Store, metrics: Metrics) -> Starlette:
    """The small app for `METRICS_PORT`: `GET /metrics` and nothing else."""

    async def exposition(_request: Request) -> Response:
        return Response(await metrics.scrape(store), media_type=CONTENT_TYPE)

    return Starlette(routes=[Route("/metrics", exposition)])
