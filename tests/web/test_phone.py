"""The two phones without a browser: plain forms, plain answers, and nobody from outside."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit

import httpx
import pytest

from tests.web.conftest import started

NOTICE = "Demo data: nobody is texted"


def bubbles(page: str, channel: str) -> list[str]:
    """The words of each bubble on one phone, oldest first."""
    phone = page.partition(f'id="{channel}-bubbles"')[2].partition("</ol>")[0]
    return re.findall(r'<p class="text"[^>]*>(.*?)</p>', phone, re.DOTALL)


def version(page: str) -> str:
    """What a reader of this page has seen."""
    return page.partition('data-version="')[2].partition('"')[0]


def buttons(page: str, channel: str) -> dict[str, str]:
    """What can be tapped on one phone: label to data."""
    phone = page.partition(f'id="{channel}-bubbles"')[2].partition("</ol>")[0]
    found = re.findall(r'<button name="tap" value="([^"]+)"[^>]*>(.*?)</button>', phone)
    return {label: data for data, label in found}


@pytest.fixture
async def http(shared_demo: str) -> AsyncIterator[httpx.AsyncClient]:
    async with speaking_to(shared_demo) as client:
        yield client


def speaking_to(demo: str) -> httpx.AsyncClient:
    base = f"http://{urlsplit(demo).netloc}"
    return httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=30)


async def test_the_demo_leads_to_what_everybody_may_read(http: httpx.AsyncClient) -> None:
    for page in ("/", "/phone"):
        found = re.findall(r'href="(/c/[a-z-]+)"', (await http.get(page)).text)

        assert found == ["/c/eye-screening-access"], page
        public = await http.get(found[0])
        assert public.status_code == 200
        assert "Getting to diabetic eye screening" in public.text


async def test_a_consultation_is_answered_on_both_phones_without_any_script(
    http: httpx.AsyncClient,
) -> None:
    page = (await http.get("/phone")).text
    assert NOTICE in page
    assert (len(bubbles(page, "sms")), len(bubbles(page, "telegram"))) == (1, 1)

    page = (await http.post("/phone/sms/say", data={"words": "১"})).text
    agree = {"tap": buttons(page, "telegram")["Yes"]}
    page = (await http.post("/phone/telegram/tap", data=agree)).text

    assert bubbles(page, "sms")[1] == "১"
    assert len(bubbles(page, "sms")) == 3
    assert "Longer ago" in buttons(page, "telegram")


async def test_each_bubble_says_its_language_its_segments_and_its_pence(
    http: httpx.AsyncClient,
) -> None:
    page = (await http.get("/phone")).text

    assert '<p class="text" lang="bn" dir="ltr">' in page
    assert '<p class="text" lang="en" dir="ltr">' in page
    assert re.search(r"\d segments · \d+p", page)


async def test_the_language_switch_changes_the_language_of_what_follows(
    http: httpx.AsyncClient,
) -> None:
    page = (await http.post("/phone/sms/language", data={"language": "en"})).text

    last = (
        page.partition('id="sms-bubbles"')[2]
        .partition("</ol>")[0]
        .rpartition('<p class="text"')[2]
    )
    assert last.startswith(' lang="en"')


async def jumped(http: httpx.AsyncClient, jump: str, before: str) -> str:
    """The page after time was wound on, with what came of it a moment later."""
    page = (await http.post("/phone/time", data={"jump": jump})).text
    if len(bubbles(page, "sms")) == len(bubbles(before, "sms")):
        page = (await http.get("/phone/news", params={"seen": version(page)})).text
    return page


async def test_time_wound_forward_brings_reminders_then_the_results(demo: str) -> None:
    async with speaking_to(demo) as http:
        await http.post("/phone/sms/say", data={"words": "1"})
        agreed = (await http.post("/phone/sms/say", data={"words": "2"})).text
        later = await jumped(http, "three-days", agreed)
        closed = (await http.post("/phone/time", data={"jump": "closing"})).text
        told = await jumped(http, "results", closed)

    assert "Friday 5 March 2027" in later
    assert len(bubbles(later, "sms")) == len(bubbles(agreed, "sms")) + 1
    assert "Wednesday 31 March 2027" in closed
    assert "Let 200 synthetic residents answer" not in closed
    assert "Wednesday 14 April 2027" in told
    assert len(bubbles(told, "sms")) == len(bubbles(closed, "sms")) + 1


@pytest.mark.parametrize(
    ("path", "form"),
    [
        pytest.param("/phone/pigeon/say", {"words": "hello"}, id="no_such_phone"),
        pytest.param("/phone/sms/language", {"language": "xx"}, id="no_such_language"),
        pytest.param("/phone/time", {"jump": "back"}, id="time_runs_one_way"),
    ],
)
async def test_what_the_page_does_not_offer_is_not_there(
    http: httpx.AsyncClient, path: str, form: dict[str, str]
) -> None:
    answer = await http.post(path, data=form)

    assert answer.status_code == 404


async def test_a_button_that_is_not_on_the_phone_cannot_be_tapped(
    http: httpx.AsyncClient,
) -> None:
    before = bubbles((await http.get("/phone")).text, "telegram")

    after = (await http.post("/phone/telegram/tap", data={"tap": "made-up"})).text

    assert bubbles(after, "telegram") == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"host": "kotha.example"}, 404, id="another_name_for_this_machine"),
        pytest.param({"origin": "http://elsewhere.example"}, 403, id="a_form_of_another_site"),
        pytest.param({"sec-fetch-site": "cross-site"}, 403, id="as_browsers_say_it"),
    ],
)
async def test_other_sites_cannot_use_the_phones(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await http.post("/phone/sms/say", data={"words": "1"}, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/telegram"])
async def test_no_provider_can_speak_to_the_demo(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.post(path, data={"a": "b"})

    assert answer.status_code == 404


async def test_what_is_typed_is_shown_and_never_run(http: httpx.AsyncClient) -> None:
    page = (await http.post("/phone/sms/say", data={"words": "<script>alert(1)</script>"})).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_the_desk_says_how_far_people_have_got(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text

    assert NOTICE in page
    assert "Getting to diabetic eye screening" in page


def test_the_demo_listens_to_this_machine_alone_and_leaves_nothing_behind() -> None:
    before = set(Path(gettempdir()).glob("kotha-demo-*"))
    with started() as (process, address):
        assert urlsplit(address).hostname == "127.0.0.1"
        assert set(Path(gettempdir()).glob("kotha-demo-*")) - before
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0

    assert set(Path(gettempdir()).glob("kotha-demo-*")) <= before
    with (
        pytest.raises(ConnectionError),
        socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)),
    ):
        pass
