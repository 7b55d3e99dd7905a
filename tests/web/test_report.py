"""The report: all of it from the record, alone in one file, and the same whenever it is made."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize

from bot.channels import LIMITS
from bot.errors import Refused
from bot.model import Lifecycle
from bot.shelf.publication import Publication, before_deciding
from bot.web.pages import Pages
from bot.web.public.speech import speech
from bot.web.public.view import Shop, view
from bot.web.report import digest, printed, report
from tests.service.stage import SLUG, Stage, catalogue, eye_screening
from tests.web.consulted import DECISION, consulted, let_print, quote
from tests.web.test_public import words
from tests.web.voted import TAGS, voted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with consulted(tmp_path_factory.mktemp("report"), Lifecycle.CLOSED) as opened:
        async with opened.store.begin() as transaction:
            await transaction.save_decision(SLUG, DECISION)
        yield opened


async def drawn(house: Stage, tag: str = "en") -> str:
    return report(await before_deciding(house.office(), SLUG), tag, LIMITS)


async def test_it_tells_how_it_was_done_who_came_and_what_was_said(house: Stage) -> None:
    said = words(await drawn(house))

    assert "Open from 2 March 2027 to 31 March 2027." in said
    assert f"Version of the questions: {eye_screening().version}." in said
    assert "The figures were counted on 1 May 2027. Their fingerprint: " + "d" * 64 in said
    assert "What cannot change Screening stays yearly" in said
    assert "255 people replied of 585 invited." in said
    assert "Answered everything 230 39% Declined 20 3% Stopped the messages 10 2%" in said
    assert "Longer ago 125 51%" in said
    assert "By language Group People বাংলা 150 English 95 Not known 10" in said
    assert "Sundays No, we will not do this" in said


async def test_whoever_decides_reads_it_before_people_were_told(house: Stage) -> None:
    await house.shelf.refresh()
    running = house.shelf.running(SLUG)

    assert running is not None
    assert running.launched.lifecycle is Lifecycle.CLOSED
    assert "Longer ago" in await drawn(house)


async def test_made_again_later_it_is_the_same_to_the_byte(house: Stage) -> None:
    first = await drawn(house, "ur")
    house.clock.at += timedelta(days=200)
    again = await drawn(house, "ur")
    house.clock.at -= timedelta(days=200)

    assert digest(first.encode()) == digest(again.encode())


async def test_the_questions_stand_in_it_as_asked_in_every_language(house: Stage) -> None:
    html = await drawn(house)

    for tag in eye_screening().plan.languages:
        language = catalogue().language(tag)
        if tag != "syl":  # whose readers read Bengali
            assert f'lang="{tag}" dir="{language.direction}">{language.own_name}</h3>' in html
    assert "আপনার উত্তর নম্বর থেকে আলাদা রাখি" in html
    assert len(re.findall(r"Fingerprint of these words: [0-9a-f]{16}\.", html)) > 200


async def test_it_prints_what_people_let_us_until_they_take_it_back(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.CLOSED) as house:
        silent = await drawn(house)
        await quote(house.store, 1, "<b>দেরি</b>", "<b>Late</b>")
        html = await drawn(house)
        await let_print(house.store, 1, 3, yes=False)
        taken_back = await drawn(house)

    assert '<blockquote lang="bn" dir="auto">&lt;b&gt;দেরি&lt;/b&gt;</blockquote>' in html
    assert '<blockquote lang="en" dir="auto">&lt;b&gt;Late&lt;/b&gt;</blockquote>' in html
    assert "In people's own words" in words(html)
    assert words(html).count("A resident") == words(silent).count("A resident") + 1
    assert taken_back == silent


async def test_it_needs_nothing_else(house: Stage) -> None:
    html = await drawn(house)

    assert not re.search(r"<script|<link|<img|url\(|@import|https?://", html)


async def test_a_pdf_is_made_where_it_can_be_and_else_it_is_said_how() -> None:
    if find_spec("weasyprint"):
        assert printed("<p>কথা</p>").startswith(b"%PDF")
    else:
        with pytest.raises(Refused, match="WeasyPrint, which is not installed here"):
            printed("<p>কথা</p>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heard(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Publication]:
    """Shared ground, opinion groups and items rated in rounds, asked in three languages: in
    fifteen, a browser has fifteen times the same to look at."""
    async with voted(tmp_path_factory.mktemp("voted"), Lifecycle.CLOSED) as house:
        yield await before_deciding(house.office(), SLUG)


async def test_it_tells_of_groups_and_rounds_what_the_page_tells_and_again_the_same(
    heard: Publication,
) -> None:
    html, again = report(heard, "bn", LIMITS), report(heard, "bn", LIMITS)
    page = view(heard, speech(heard.running, "bn"), Shop())
    drawn = Pages().text("consultation.html", {"page": page})

    for section in ("ground", "groups", "groups-apart", "group-A", "q-helps.lift"):
        (of_page,) = re.findall(
            rf'<section[^>]*aria-labelledby="{section}">.*?</table>', drawn, re.S
        )
        assert of_page in html
    assert again == html


@pytest.mark.parametrize("tag", TAGS)
async def test_axe_finds_nothing_and_it_fits_a_small_screen(
    browser: Browser, heard: Publication, tag: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(heard, tag, LIMITS), encoding="utf-8")
    page = await browser.new_page(viewport=ViewportSize(width=320, height=640))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())

    found = await Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == [file.as_uri()]
