"""Health, metrics, headers, and pages that say nothing they need not."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.health import metrics_app
from bot.web.metrics import Metrics
from bot.web.server import asgi
from tests.web.fakes import SmallApp, SmallStore


async def get(app: Starlette, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        return await http.get(path, headers=headers)


async def test_alive_is_the_process_alone() -> None:
    answer = await get(asgi(SmallApp(store=SmallStore(can_write=False))), "/livez")

    assert (answer.status_code, answer.text) == (200, "ok")


@pytest.mark.parametrize(("can_write", "status"), [(True, 200), (False, 503)])
async def test_ready_is_a_store_that_can_be_written(can_write: bool, status: int) -> None:
    answer = await get(asgi(SmallApp(store=SmallStore(can_write=can_write))), "/readyz")

    assert answer.status_code == status
    assert answer.json() == {"ready": can_write, "store": can_write, "channels": ["sms"]}


async def test_metrics_count_webhooks_and_people_and_name_nobody() -> None:
    app, metrics = SmallApp(), Metrics()
    await get(asgi(app, metrics=metrics), "/webhooks/sms")

    answer = await get(metrics_app(app.store, metrics), "/metrics")

    assert 'kotha_webhook_seconds_count{channel="sms",status="405"} 1.0' in answer.text
    assert 'kotha_people{consultation="parks",state="started"} 3.0' in answer.text
    assert 'kotha_outbox{consultation="parks",status="sent"} 2.0' in answer.text
    assert "+447700900001" not in answer.text


@pytest.mark.parametrize("path", ["/metrics", "/phone", "/phone/news", "/nothing", "/static/no"])
async def test_what_is_not_served_is_a_plain_404(path: str) -> None:
    answer = await get(asgi(SmallApp()), path)

    assert answer.status_code == 404
    assert "There is no page here." in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/livez", "/readyz", "/nothing", "/static/kotha.css", "/static/kotha.js"]
)
async def test_every_answer_wears_the_security_headers(path: str) -> None:
    headers = (await get(asgi(SmallApp()), path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"https?:", policy) is None
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "max-age=63072000" in headers["strict-transport-security"]
    assert "set-cookie" not in headers


async def test_pages_are_not_kept_by_anyone() -> None:
    assert (await get(asgi(SmallApp()), "/")).headers["cache-control"] == "no-store"


async def test_the_front_page_tells_nothing_of_what_is_inside() -> None:
    page = (await get(asgi(SmallApp()), "/")).text

    assert "Kotha is running" in page
    assert "parks" not in page


async def test_our_fault_is_a_plain_page_with_its_headers() -> None:
    class Lost:
        async def is_writable(self) -> bool:
            raise OSError("disk of +447700900001")

    transport = httpx.ASGITransport(app=asgi(SmallApp(store=Lost())), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        answer = await http.get("/readyz")

    assert answer.status_code == 500
    assert "Something is wrong on our side" in answer.text
    assert "447700900001" not in answer.text
    assert "content-security-policy" in answer.headers
