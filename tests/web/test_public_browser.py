"""The public page in a real browser: fit for everyone, on a small phone and on paper."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize, expect

from bot.web.serving import server
from tests.service.stage import SLUG
from tests.web.consulted import DECISION, NEWS, SLIP, quote, site
from tests.web.voted import TAGS, voted

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
PAPER = ViewportSize(width=672, height=1000)
"""As wide as A4 without its margins."""

CUT = """() => [...document.querySelectorAll("thead th, td")].flatMap(cell => {
  const cut = [], range = new Range();
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) cut.push(word[0]);
  }
  return cut;
})"""
"""Words in tables that go on in another line."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A site that shows a consultation that was decided, with shared ground, opinion groups and
    items rated in rounds: where its page is."""
    async with voted(tmp_path_factory.mktemp("site")) as house:
        async with house.store.begin() as transaction:
            await transaction.save_decision(SLUG, DECISION)
            await transaction.save_news(SLUG, NEWS)
            await transaction.save_slip(SLUG, SLIP)
        await quote(house.store, 1, "সন্ধ্যায় খোলা রাখুন", "Stay open in the evening", "language")
        await quote(house.store, 2, "Nobody phones back.\nNobody at all.")
        await quote(house.store, 4, "شام کو کھلا رکھیں", "Open in the evening")
        listening = socket.create_server(("127.0.0.1", 0))
        running = server(site(house), grace_seconds=1)
        serving = asyncio.create_task(running.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/c/{SLUG}"
        running.should_exit = True
        await serving


@pytest.mark.parametrize("tag", TAGS)
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, address: str, tag: str
) -> None:
    page = await browser.new_page(viewport=WIDE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(f"{address}/{tag}")

    found = await Axe().run(page)
    await page.set_viewport_size(NARROW)
    narrow = await Axe().run(page)

    await expect(page.locator("#ground, #groups, [id='q-helps.lift']")).to_have_count(3)
    assert found.violations_count == 0, found.generate_report()
    assert narrow.violations_count == 0, narrow.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert await page.evaluate(CUT) == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    assert complaints == []


async def test_by_keyboard_one_skips_to_the_content_or_to_another_language(
    browser: Browser, address: str
) -> None:
    page = await browser.new_page(viewport=WIDE, java_script_enabled=False)
    await page.goto(f"{address}/en")

    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="English")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.locator("html")).to_have_attribute("lang", "bn")


async def test_a_screen_reader_reads_tables_and_not_bars(browser: Browser, address: str) -> None:
    page = await browser.new_page(viewport=WIDE)
    await page.goto(f"{address}/en")

    table = page.get_by_role("table", name="When was your last eye screening?")
    heads = await table.get_by_role("columnheader").all_inner_texts()
    row = table.get_by_role("row", name="Longer ago")

    assert heads == ["Answer", "People", "Share"]
    assert await row.get_by_role("rowheader").inner_text() == "Longer ago"
    assert await row.get_by_role("cell").all_inner_texts() == ["125", "51%"]
    assert await row.locator(".bar").get_attribute("aria-hidden") == "true"


async def test_a_screen_reader_reads_of_which_statement_a_groups_votes_are(
    browser: Browser, address: str
) -> None:
    page = await browser.new_page(viewport=WIDE)
    await page.goto(f"{address}/en")

    table = page.get_by_role("table", name="Where the groups differ most")
    walking = table.locator("tbody", has_text="Walking there feels safe.")
    head = walking.locator("th[scope=rowgroup]")

    assert await head.inner_text() == "Walking there feels safe."
    rows = [" ".join(row.split()) for row in await walking.get_by_role("row").all_inner_texts()]
    assert rows == [
        "Walking there feels safe.", "Group A 89% *", "Group B * 85%", "Group C * 91%",
    ]  # fmt: skip


async def test_on_paper_it_has_its_address_and_no_links_to_press(
    browser: Browser, address: str
) -> None:
    page = await browser.new_page(viewport=PAPER)
    await page.goto(f"{address}/en")
    await page.emulate_media(media="print")

    await expect(page.locator("nav")).to_be_hidden()
    await expect(page.locator(".address")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert len(await page.pdf(format="A4")) > 10_000


async def test_the_bar_is_as_long_as_its_share(browser: Browser, address: str) -> None:
    page = await browser.new_page(viewport=WIDE)
    await page.goto(f"{address}/en")

    bar = page.get_by_role("row", name="Longer ago").locator(".bar")
    whole, part = await bar.bounding_box(), await bar.locator(".fill").bounding_box()

    assert whole is not None
    assert part is not None
    assert part["width"] / whole["width"] == pytest.approx(0.51, abs=0.01)
