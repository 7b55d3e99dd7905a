"""The public page: what is shown when, in which language, and that it can be kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.flow.load import load
from bot.flow.structure import Step
from bot.language import formats
from bot.model import Ledger, Lifecycle
from bot.ports import Launched, Snapshot, SnapshotKind
from bot.questions.date import Date
from bot.results.coding.quotes import Quote
from bot.results.summary import Cell, Counting, Counts, Facet, Group, Marks
from bot.results.tables import SmallNumbers
from bot.shelf import place
from bot.shelf.publication import publication
from bot.web.pages import Pages
from bot.web.public.charts import part, star
from bot.web.public.quotes import voices
from bot.web.public.speech import Speech, speech
from bot.web.public.tongues import preferred
from bot.web.public.view import view
from tests.service.stage import ROOT, SLUG, Stage, catalogue, eye_screening
from tests.web.consulted import (
    DECISION,
    FIGURES,
    LATER,
    MAY,
    MORE,
    NEWS,
    SHOP,
    SLIP,
    consulted,
    get,
    let_print,
    quote,
    site,
)  # fmt: skip

PAGE = f"/c/{SLUG}"
_TAGS = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    """What a reader hears, in one line."""
    return " ".join(unescape(_TAGS.sub(" ", html.split("<body>")[1])).split())


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Stage]:
    async with consulted(tmp_path) as house:
        yield house


# ── When ──────────────────────────────────────────────────────────────────────────────────────


async def test_while_it_is_open_it_asks_and_says_when_figures_come(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.OPEN) as house:
        answer = await get(site(house), PAGE)

    said = words(answer.text)
    assert answer.status_code == 200
    assert "open until 31 March 2027" in said
    assert "will be shown here on 14 April 2027, after it has closed" in said
    assert "When was your last eye screening?" in said
    assert "%" not in said


async def test_closed_and_not_yet_told_it_shows_no_figure(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.CLOSED) as house:
        said = words((await get(site(house), PAGE)).text)

    assert "closed on 31 March 2027" in said
    assert "will be shown here on 14 April 2027" in said
    assert "%" not in said


async def test_an_open_one_with_daily_figures_says_of_which_day(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.OPEN, daily=True) as house:
        said = words((await get(site(house), PAGE)).text)

    assert "These are the answers up to 1 May 2027." in said
    assert "Longer ago 125 51%" in said


async def test_once_told_everybody_reads_the_figures(told: Stage) -> None:
    said = words((await get(site(told), PAGE)).text)

    assert "255 people replied of 585 invited" in said
    assert "English: 39% of replies, 60% of residents." in said
    assert "In the last 12 months 60 24% Longer ago 125 51% Never * not shown Not sure" in said
    assert "* From 1 to 7 people, or a number hidden" in said
    assert "Did not answer People Left it out 10" in said
    assert "1 (very hard) 20 33% 2 0 0%" in said
    assert "The average is 32.5, the middle answer 32.5. Half of the answers lie between" in said
    assert "Evenings or Saturdays 120 49% 77" in said
    assert "E14 120 55% Other areas * not shown" in said
    assert "35 people answered. They answered in their own words." in said
    assert "What is your religion?" in said
    assert "Fewer than 10 people answered, so no figures are shown." in said


def test_a_page_names_the_limits_that_its_figures_were_made_under() -> None:
    strict = replace(FIGURES, limits=SmallNumbers(20, 14, 10))
    running = place(Launched(SLUG, Lifecycle.REPORTED, eye_screening(), MAY), catalogue())
    said = {
        tag: [star(strict, spoken), part(strict, spoken, is_about=False).why]
        for tag in ("en", "bn")
        for spoken in [speech(running, tag)]
    }

    assert said["en"][0].startswith("* From 1 to 14 people")
    assert said["en"][1].startswith("Fewer than 20 people answered")
    assert said["bn"][0].startswith("* ১ থেকে ১৪ জন")


@pytest.mark.parametrize("tag", eye_screening().plan.languages)
def test_days_by_month_or_by_year_and_the_rest_of_them_are_in_the_readers_words(tag: str) -> None:
    running = place(Launched(SLUG, Lifecycle.REPORTED, eye_screening(), MAY), catalogue())
    spoken = speech(running, tag)
    when = Step(id="when", prefix="x.when", slug="x", question=Date())

    month, year, rest = (spoken.option(when, each) for each in ("2027-03", "2027", "elsewhere"))

    assert month == formats.month(date(2027, 3, 1), spoken.language)
    assert year in month
    assert "-" not in month
    assert rest == running.wording.texts(spoken.language.tag)["bot.page.other_dates"]
    if tag == "bn":
        assert (month, year, rest) == ("মার্চ ২০২৭", "২০২৭", "অন্য তারিখ")


def test_late_and_helped_answers_are_marked_under_their_question() -> None:
    marked = (replace(each, marks=Marks(10, None)) for each in FIGURES.questions)
    charts = part(replace(FIGURES, questions=tuple(marked)), in_english(), is_about=False).charts

    assert all(
        each.notes[:2]
        == ("Given after the closing: 10.", "Entered for the person by somebody else: *.")
        for each in charts
    )
    assert all(each.notes[-1].startswith("* From 1 to 7 people") for each in charts)


def in_english() -> Speech:
    """How the page speaks to readers of English."""
    running = place(Launched(SLUG, Lifecycle.REPORTED, eye_screening(), MAY), catalogue())
    return speech(running, "en")


@pytest.mark.parametrize(
    ("tag", "heads", "first"),
    [
        (
            "en",
            "Statement Agree Disagree Shared: Yes The",
            "The centre should open two evenings a week.",
        ),
        ("bn", "বক্তব্য", ""),
    ],
)
def test_statements_stand_by_what_every_group_shares(tag: str, heads: str, first: str) -> None:
    document = load(ROOT / "flows" / VOTE, ROOT / "flows" / "_blocks")
    running = place(Launched(VOTE, Lifecycle.REPORTED, document, MAY), catalogue())
    shown = replace(
        FIGURES,
        slug=VOTE,
        questions=(votes("phone", 60, 40), votes("evenings", 90, 10), votes("walk", None, 20)),
        facets=(
            Facet(
                "language",
                (
                    Group("bn", 150, (votes("evenings", 95, 5), votes("phone", 20, 80))),
                    Group("en", 95, (votes("evenings", 80, 20), votes("phone", 90, 10))),
                ),
            ),
        ),
    )
    snapshot = Snapshot(VOTE, SnapshotKind.CLOSING, MAY, shown, "d")
    page = publication(running, MAY, Ledger(), snapshot)
    html = Pages().text("consultation.html", {"page": view(page, speech(running, tag), SHOP)})

    _, section = html.split('<section aria-labelledby="ground">')
    section = section.split("</section>")[0]
    said = " ".join(unescape(_TAGS.sub(" ", section)).split())
    rows = re.findall(r'<th scope="row"><bdi>(.*?)</bdi></th>(.*?)</tr>', section)
    assert heads in said
    assert len(rows) == 2  # where a share is hidden there is nothing to compare
    assert section.index('scope="rowgroup"') < section.index(rows[0][0])
    assert first in rows[0][0]
    if tag == "en":
        assert "Shared: at least 60% of every language" in said
        assert ">Walking there feels safe.</h3>" in html  # and each has its own figures
        assert "Pass 0 0%" in words(html)
        assert [re.findall(r">([^<]+)</td>", cells) for _, cells in rows] == [
            ["90%", "10%"],
            ["60%", "40%"],
        ]
        assert said.index("Shared: Yes") < said.index("90%") < said.index("Shared: No")


VOTE = "statement-vote"


def votes(statement: str, agree: int | None, disagree: int) -> Counts:
    """Of a hundred people."""
    cells = (Cell("agree", agree, agree), Cell("disagree", disagree, disagree), Cell("pass", 0, 0))
    return Counts(f"views.{statement}", Counting.PEOPLE, 100, cells)


async def test_where_nobody_votes_there_is_no_such_table(told: Stage) -> None:
    assert 'id="ground"' not in (await get(site(told), PAGE)).text


async def test_it_tells_how_people_took_part_and_who_is_missing(told: Stage) -> None:
    said = words((await get(site(told), PAGE)).text)

    assert "By the way they answered Group People SMS 200 Telegram * not shown" in said
    assert "Alone 240 Somebody entered the answers for them 15" in said
    assert "বাংলা 61% 40% Census 2021 English 39% 60% Census 2021 Not known 10 –" in said
    assert "By language Group People" not in said  # that is for the report


async def test_what_was_decided_and_what_came_of_it(told: Stage) -> None:
    async with told.store.begin() as transaction:
        await transaction.save_decision(SLUG, DECISION)
        await transaction.save_news(SLUG, NEWS)

    said = words((await get(site(told), PAGE)).text)

    assert "Clinics open to 8pm from June. Decided by Diabetes Programme Board on 28 April" in said
    assert "Evening clinics Yes, we will do this Why Half of you asked for it. What it" in said
    assert "Sundays No, we will not do this Why It would close one site." in said
    assert "1 May 2027 Evening clinics began on 3 June." in said


async def test_what_an_officer_did_not_give_in_a_language_is_marked_as_of_another(
    told: Stage,
) -> None:
    async with told.store.begin() as transaction:
        await transaction.save_decision(SLUG, DECISION)

    html = (await get(site(told), f"{PAGE}/bn")).text

    assert "সন্ধ্যার ক্লিনিক" in html
    assert '<span lang="en" dir="ltr">It would close one site.</span>' in html


async def test_a_decision_that_is_not_published_is_not_there(told: Stage) -> None:
    from msgspec.structs import replace

    async with told.store.begin() as transaction:
        await transaction.save_decision(SLUG, replace(DECISION, published_at=None))

    said = words((await get(site(told), PAGE)).text)

    assert "Evening clinics" not in said
    assert "We will say here on 5 May 2027 what was decided" in said


async def test_a_promise_that_is_late_shows_as_late_and_one_that_is_overdue_as_that(
    told: Stage,
) -> None:
    page = site(told)
    told.clock.at = told.clock.at.replace(day=20)
    overdue = words((await get(page, PAGE)).text)
    async with told.store.begin() as transaction:
        await transaction.save_slip(SLUG, SLIP)
    told.clock.at += LATER
    late = words((await get(page, PAGE)).text)

    assert "To tell you what was decided 5 May 2027 Overdue" in overdue
    assert "We said that we would tell you on 5 May 2027. We are late" in overdue
    assert "5 May 2027 Late: now 30 June 2027 The board could not meet." in late


async def test_it_says_how_to_challenge_and_whom_to_ask(told: Stage) -> None:
    said = words((await get(site(told), PAGE)).text)

    assert "Text REVIEW to 07700 900123 and say why." in said
    assert "Rehana Begum: 020 7946 0018" in said


async def test_it_carries_its_own_address_as_a_code(told: Stage) -> None:
    html = (await get(site(told), PAGE)).text

    assert f"{SHOP.address}{PAGE}" in html
    assert '<svg role="img" aria-label="This page"' in html


async def test_the_figures_can_be_taken_away_as_a_file(told: Stage) -> None:
    page = site(told)
    said = words((await get(page, PAGE)).text)
    figures, columns = (
        await get(page, f"{PAGE}/figures.csv"),
        await get(page, f"{PAGE}/codebook.csv"),
    )

    assert "Anybody may use the figures under this licence: Open Government Licence v3.0." in said
    assert figures.headers["content-type"] == "text/csv; charset=utf-8"
    assert figures.headers["content-disposition"] == f'attachment; filename="{SLUG}-figures.csv"'
    assert "licence,Open Government Licence v3.0" in columns.text


async def test_before_they_are_told_there_is_no_file(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.CLOSED) as house:
        answer = await get(site(house), f"{PAGE}/figures.csv")

    assert answer.status_code == 404


# ── In people's own words ─────────────────────────────────────────────────────────────────────

BENGALI, ENGLISH = "সন্ধ্যায় খোলা রাখুন", "Stay open in the evening"


async def test_without_quotes_there_is_no_place_for_them(told: Stage) -> None:
    html = (await get(site(told), PAGE)).text

    assert "own words</h2>" not in html
    assert "<blockquote" not in html


async def test_quotes_stand_under_their_question_as_said_and_as_translated(told: Stage) -> None:
    await quote(told.store, 1, BENGALI, ENGLISH)
    await quote(told.store, 2, "Nobody phones back")

    html = (await get(site(told), f"{PAGE}/en")).text

    _, section = html.split('<section aria-labelledby="quotes">')
    section, _ = section.split('aria-labelledby="about"')
    assert "In people&#39;s own words" in section
    assert section.count("<h3") == 1
    assert ">Anything else?</h3>" in section
    assert f'<blockquote lang="bn" dir="auto">{BENGALI}</blockquote>' in section
    assert f'<blockquote lang="en" dir="auto">{ENGLISH}</blockquote>' in section
    assert '<blockquote lang="en" dir="auto">Nobody phones back</blockquote>' in section
    assert section.count(">A resident<") == 2
    assert section.index(BENGALI) < section.index(ENGLISH)
    assert "বাংলা" in section  # of two wordings each says which it is


async def test_whoever_reads_another_language_reads_the_same_words(told: Stage) -> None:
    await quote(told.store, 1, BENGALI, ENGLISH)

    html = (await get(site(told), f"{PAGE}/ur")).text

    assert f'<blockquote lang="bn" dir="auto">{BENGALI}</blockquote>' in html
    assert "ایک رہائشی" in html


async def test_words_in_another_language_than_they_were_asked_for_are_not_called_by_it(
    told: Stage,
) -> None:
    await quote(told.store, 2, "شام کو کھلا رکھیں", ENGLISH)

    section = (await get(site(told), f"{PAGE}/en")).text.split('aria-labelledby="quotes"')[1]

    assert '<blockquote lang="" dir="auto">شام کو کھلا رکھیں</blockquote>' in section
    assert section.count("<bdi>English</bdi></p>") == 1


async def test_where_the_language_would_tell_only_the_translation_stands(told: Stage) -> None:
    await quote(told.store, 1, "", ENGLISH)

    section = (await get(site(told), f"{PAGE}/en")).text.split('aria-labelledby="quotes"')[1]

    assert f'<blockquote lang="en" dir="auto">{ENGLISH}</blockquote>' in section
    assert 'lang="bn"' not in section
    assert "বাংলা" not in section


async def test_a_quote_names_a_group_only_where_the_figures_do(told: Stage) -> None:
    await quote(told.store, 1, BENGALI, facet="language")
    await quote(told.store, 2, "Nobody phones back", facet="area")

    said = words((await get(site(told), f"{PAGE}/en")).text)

    assert f"{BENGALI} A resident · বাংলা" in said
    assert "Nobody phones back A resident" in said
    assert "Canal Ward" not in said


def test_a_quote_names_its_theme_where_the_count_of_that_is_published() -> None:
    spoken = in_english()
    cells = (Cell("buses", 20, 67), Cell("sunday", None), Cell("doctors", 0, 0))
    labels = {"buses": "Buses", "sunday": "Sundays", "doctors": "Doctors"}
    coded = Counts(MORE, Counting.PICKS, 30, cells, labels=labels)
    shown = replace(FIGURES, questions=(*FIGURES.questions, coded))
    snapshot = Snapshot(SLUG, SnapshotKind.CODED, MAY, shown, "d")
    codes = ("sunday", "buses", "doctors", "gone")
    told = Quote("q1", MORE, (1, UUID(int=1), 1), codes, "en", "The bus", "", "", "", "o", MAY)
    page = publication(spoken.running, MAY, Ledger(), snapshot, [told])

    ((only,),) = (each.quotes for each in voices(page, spoken))
    html = Pages().text("consultation.html", {"page": view(page, spoken, SHOP)})

    assert only.themes == ("Buses",)
    assert "What came up: Buses A resident" in words(html)


async def test_html_in_a_quote_is_words(told: Stage) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await quote(told.store, 1, hostile, hostile)

    html = (await get(site(told), PAGE)).text

    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert not re.search(r"<script|<img", html)


async def test_what_is_taken_back_is_gone_within_seconds_and_the_page_has_another_mark(
    told: Stage,
) -> None:
    page = site(told)
    before = await get(page, PAGE)
    await quote(told.store, 1, BENGALI, ENGLISH)
    told.clock.at += LATER
    printed = await get(page, PAGE, {"if-none-match": before.headers["etag"]})
    await let_print(told.store, 1, 3, yes=False)
    told.clock.at += LATER

    after = await get(page, PAGE, {"if-none-match": printed.headers["etag"]})

    assert BENGALI in printed.text
    assert (after.status_code, after.headers["etag"]) == (200, before.headers["etag"])
    assert BENGALI not in after.text
    assert ENGLISH not in after.text


async def test_before_figures_are_shown_no_quote_is(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.CLOSED) as house:
        await quote(house.store, 1, BENGALI, ENGLISH)
        html = (await get(site(house), PAGE)).text

    assert BENGALI not in html


# ── Languages ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        pytest.param("bn-BD,bn;q=0.9,en;q=0.8", "bn", id="the_browsers_first"),
        pytest.param("zh-CN,zh;q=0.9", "zh-Hans", id="by_its_beginning"),
        pytest.param("en;q=0.3, ur;q=0.7", "ur", id="by_weight"),
        pytest.param("ur;q=0, en", "en", id="not_what_is_refused"),
        pytest.param("ja, de", "en", id="else_the_flows_own"),
        pytest.param(";;q=,\x00, " + "a" * 5000, "en", id="nonsense"),
        pytest.param("syl", "bn", id="sylheti_reads_bengali"),
    ],
)
async def test_it_speaks_the_readers_language(told: Stage, asked: str, tag: str) -> None:
    answer = await get(site(told), PAGE, {"accept-language": asked})

    language = catalogue().language(tag)
    assert answer.headers["content-language"] == tag
    assert answer.headers["vary"] == "Accept-Language"
    assert f'<html lang="{tag}" dir="{language.direction}">' in answer.text


async def test_every_language_has_every_word_and_leads_to_every_other(told: Stage) -> None:
    page = site(told)
    tags = [tag for tag in eye_screening().plan.languages if tag != "syl"]
    for tag in tags:
        html = (await get(page, f"{PAGE}/{tag}")).text
        assert f'<html lang="{tag}"' in html, tag
        assert "{" not in words(html), tag
        assert "<p></p>" not in html, tag
        assert re.findall(r'<li><a href="/c/[^/]+/([^".]+)"', html) == tags, tag


async def test_numbers_and_dates_are_written_as_the_language_does(told: Stage) -> None:
    said = words((await get(site(told), f"{PAGE}/bn")).text)

    assert "৩১ মার্চ, ২০২৭" in said
    assert "১২৫" in said
    assert "৫১%" in said


def test_a_header_longer_than_any_browsers_is_not_read_to_its_end() -> None:
    assert preferred("x," * 10_000 + "bn", ["bn"]) is None


# ── What is not there ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/c/parks", "/c/Parks", f"{PAGE}/de", f"{PAGE}/bn-Latn", "/c/%00"]
)
async def test_what_there_is_not_is_said_in_the_readers_language(told: Stage, path: str) -> None:
    answer = await get(site(told), path, {"accept-language": "ur"})

    assert answer.status_code == 404
    assert "یہاں کوئی مشاورت نہیں ہے" in answer.text
    assert '<html lang="ur" dir="rtl">' in answer.text


# ── Keeping ───────────────────────────────────────────────────────────────────────────────────


async def test_who_has_it_already_is_told_so(told: Stage) -> None:
    page = site(told)
    first = await get(page, PAGE)

    again = await get(page, PAGE, {"if-none-match": first.headers["etag"]})
    other = await get(page, f"{PAGE}/bn", {"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert other.status_code == 200


async def test_what_is_decided_shows_within_seconds_and_has_another_mark(told: Stage) -> None:
    page = site(told)
    before = await get(page, PAGE)
    async with told.store.begin() as transaction:
        await transaction.save_decision(SLUG, DECISION)
    told.clock.at += LATER

    after = await get(page, PAGE)

    assert before.headers["etag"] != after.headers["etag"]
    assert "Clinics open to 8pm" in after.text


async def test_it_can_run_nothing_and_send_nothing(told: Stage) -> None:
    answer = await get(site(told), PAGE)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<form|style=|\son\w+=", answer.text)
    assert not re.findall(r'(?:src|href)="(?!/|#)', answer.text)
