"""The poster in a real browser: one sheet of A4, whatever the languages, and nothing cut off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from msgspec.structs import replace
from playwright.async_api import Browser, ViewportSize

from bot.flow.folder import BLOCKS
from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.workshop import poster

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
LINK = "https://t.me/kotha_bot?start=eyes1"
LONG_LINK = "https://t.me/" + "kotha_of_the_eastern_bot" + "?start=w-0123456789"
SHEET = ViewportSize(width=794, height=1123)
"""A4 at the browser's 96 dots an inch."""
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")

BOTH = poster.Ways("mosque", "EYES1", LINK, "+447700900123")
CASES = {
    "fifteen_languages": (15, BOTH),
    "one_language": (1, BOTH),
    "telegram_alone": (15, poster.Ways("mosque", "EYES1", LINK)),
    "sms_alone": (4, poster.Ways("mosque", "EYES1", "", "+447700900123")),
    "the_longest_words": (
        15,
        poster.Ways("the hall", "COME AND TELL US OF THE PARKS", LONG_LINK, "+353870000000"),
    ),
}


def sheet(languages: int, ways: poster.Ways) -> str:
    """The worked example, offered in so many of its languages."""
    document = load(ROOT / "flows" / "eye-screening-access", ROOT / "flows" / BLOCKS)
    offered = document.plan.languages[:languages]
    shown = replace(document, plan=replace(document.plan, languages=offered))
    key = poster.TEXT if ways.number else poster.SCAN
    spoken = poster.words(shown, Catalogue.load(ROOT / "locales"), key)
    assert not spoken.missing
    return poster.page(shown, spoken, ways)


@pytest.mark.parametrize("case", CASES)
async def test_it_is_one_sheet_and_nothing_is_cut_off(browser: Browser, case: str) -> None:
    page = await browser.new_page(viewport=SHEET, java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.set_content(sheet(*CASES[case]))
    printed = await page.pdf(prefer_css_page_size=True)

    room = await page.evaluate(
        """() => [...document.querySelectorAll("body, main, section, dl, dl > div, h1, p, dd")]
            .filter(e => e.scrollWidth > e.clientWidth + 1
              || e.getBoundingClientRect().bottom > 1123 || e.getBoundingClientRect().right > 794)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    overlaps = await page.evaluate(
        """() => { const all = [...document.querySelectorAll("dl > div")]
            .map(e => e.getBoundingClientRect());
          const foot = document.querySelector("footer").getBoundingClientRect();
          return all.filter(a => a.bottom > foot.top + 1).length
            + all.filter((a, i) => all.some((b, j) => i < j && a.left < b.right - 1
              && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length }"""
    )

    assert len(PAGES.findall(printed)) == 1
    assert (room, overlaps) == ([], 0)
    assert asked == []


async def test_everyone_finds_their_language_and_its_direction(browser: Browser) -> None:
    page = await browser.new_page(viewport=SHEET)
    await page.set_content(sheet(15, BOTH))

    lines = page.locator("dl > div")
    assert await lines.count() == 14
    assert await page.locator('[lang="ur"]').get_attribute("dir") == "rtl"
    assert "07700 900123" in await page.locator('[lang="ar"] dd').inner_text()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
