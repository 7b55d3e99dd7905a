"""The two phones in a real browser: better with script, and fit for everyone."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, expect

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)


async def opened(browser: Browser, address: str, *, script: bool = True) -> Page:
    page = await browser.new_page(viewport=WIDE, java_script_enabled=script)
    await page.goto(address)
    return page


async def test_a_reply_appears_by_itself_and_what_is_half_written_stays(
    browser: Browser, shared_demo: str
) -> None:
    page = await opened(browser, shared_demo)
    bubbles = page.locator("#sms-bubbles > li")
    before = await bubbles.count()
    await page.get_by_label("Write as Yusuf").fill("half a thou")

    await page.get_by_label("Write as Amina").fill("1")
    await page.get_by_label("Write as Amina").press("Enter")

    await expect(bubbles).to_have_count(before + 2)
    await expect(page.get_by_label("Write as Yusuf")).to_have_value("half a thou")
    await expect(page.get_by_label("Write as Amina")).to_be_focused()


async def test_a_tap_answers_and_redraws_what_was_tapped(
    browser: Browser, shared_demo: str
) -> None:
    page = await opened(browser, shared_demo)
    bubbles = page.locator("#telegram-bubbles > li")
    before = await bubbles.count()

    await bubbles.last.get_by_role("button").first.click()

    await expect(bubbles).to_have_count(before + 1)
    await expect(bubbles.nth(before - 1).get_by_role("button")).to_have_count(0)


async def test_the_keyboard_is_enough(browser: Browser, shared_demo: str) -> None:
    page = await opened(browser, shared_demo)
    bubbles = page.locator("#sms-bubbles > li")
    before = await bubbles.count()
    await page.get_by_label("Write as Amina").focus()

    await page.keyboard.type("1")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(bubbles).to_have_count(before + 2)


async def test_without_script_the_forms_do_it_all(browser: Browser, shared_demo: str) -> None:
    page = await opened(browser, shared_demo, script=False)
    bubbles = page.locator("#sms-bubbles > li")
    before = await bubbles.count()

    await page.get_by_label("Write as Amina").fill("HELP")
    await page.locator("#sms .say button").click()

    await expect(bubbles).to_have_count(before + 2)
    await expect(page.get_by_role("link", name="Show what is new")).to_be_visible()


async def test_no_page_asks_anything_of_anyone_else(browser: Browser, shared_demo: str) -> None:
    page = await browser.new_page(viewport=WIDE)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    for path in ("/phone", "/", "/nothing"):
        await page.goto(f"http://{urlsplit(shared_demo).netloc}{path}")

    assert {urlsplit(url).netloc for url in asked} == {urlsplit(shared_demo).netloc}
    assert [c for c in complaints if "404" not in c] == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("path", ["/phone", "/", "/nothing"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, shared_demo: str, path: str, size: ViewportSize
) -> None:
    page = await browser.new_page(viewport=size)
    await page.goto(f"http://{urlsplit(shared_demo).netloc}{path}")

    found = await Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_two_hundred_residents_move_the_bars(browser: Browser, shared_demo: str) -> None:
    page = await opened(browser, shared_demo)

    await page.get_by_role("button", name="Let 200 synthetic residents answer").click()

    await expect(page.locator("#answers .funnel dd").first).to_have_text("202", timeout=20_000)
    await expect(page.locator("#answers .fill:not(.t0)").first).to_be_visible(timeout=30_000)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
