"""`kotha poster`: a sheet per venue, and what it refuses to print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import segno

from bot.cli import MISUSE, WRONG
from tests.cli.house import SLUG, SMS, House
from tests.fakes.telegram import TOKEN, TelegramFake

BOT = ("--bot", "@kotha_bot")


def drawn(data: str) -> str:
    """The dark squares of a code, as the sheet draws them."""
    svg = segno.make_qr(data, error="q", boost_error=False).svg_inline(omitsize=True, border=4)
    return svg.partition(' d="')[2].partition('"')[0]


def test_every_venue_has_a_sheet_with_its_own_codes(trial: House) -> None:
    ran = trial.run("poster", SLUG, *BOT, "--out", str(trial.folder / "print"), "--json", **SMS)
    said = json.loads(ran.out)
    sheets = {each["venue"]: Path(each["file"]).read_text("utf-8") for each in said["posters"]}

    assert ran.code == 0
    assert list(sheets) == ["mosque", "library", "pharmacy"]
    assert [each["telegram"] for each in said["posters"]] == [
        f"https://t.me/kotha_bot?start=eyes{n}" for n in (1, 2, 3)
    ]
    for n, sheet in enumerate(sheets.values(), start=1):
        assert drawn(f"https://t.me/kotha_bot?start=eyes{n}") in sheet
        assert drawn(f"SMSTO:+447700900999:EYES{n}") in sheet
        assert sheet.count(f"EYES{n}</bdi>") >= 4
        assert "07700 900999" in sheet
        assert "@kotha_bot" in sheet


def test_one_line_a_language_and_what_has_no_words_of_its_own_shares_one(trial: House) -> None:
    page = trial.folder / "mosque.html"
    trial.run("poster", SLUG, "--venue", "mosque", "--out", str(page), **SMS | {TG: ""})
    sheet = page.read_text("utf-8")

    assert sheet.count("<dt>") == 2
    assert '<div lang="bn" dir="ltr"><dt>বাংলা · সিলেটি — ' in sheet
    assert 'Text <strong><bdi dir="ltr">EYES1</bdi></strong> to' in sheet
    assert "Telegram" not in sheet
    assert "<script" not in sheet
    assert "src=" not in sheet
    assert "http" not in sheet.replace("http://www.w3.org/2000/svg", "")


TG = "KOTHA_TELEGRAM_TOKEN"


def test_without_sms_it_says_to_scan(trial: House) -> None:
    page = trial.folder / "mosque.html"
    ran = trial.run("poster", SLUG, "--venue", "mosque", "--out", str(page), *BOT)
    sheet = page.read_text("utf-8")

    assert ran.code == 0
    assert "Scan the code to take part in Telegram." in sheet
    assert "SMS" not in sheet


def test_telegram_is_asked_what_the_bot_is_called(trial: House) -> None:
    with TelegramFake() as fake:
        env = {TG: TOKEN, "KOTHA_TELEGRAM_API_URL": fake.url}
        ran = trial.run("poster", SLUG, "--out", str(trial.folder), "--json", **env)

    links = [each["telegram"] for each in json.loads(ran.out)["posters"]]
    assert links == [f"https://t.me/kotha_bot?start=eyes{n}" for n in (1, 2, 3)]


def test_drafts_are_told_before_anybody_hangs_them_up(trial: House) -> None:
    ran = trial.run("poster", SLUG, *BOT, "--out", str(trial.folder))

    assert "DRAFTS, which no speaker has approved: bn." in ran.out


def test_a_second_time_prints_the_same_sheet(trial: House) -> None:
    page = trial.folder / "a" / "mosque.html"
    args = ("poster", SLUG, "--venue", "mosque", "--out", str(page), *BOT)
    trial.run(*args)
    before = page.read_bytes()

    assert trial.run(*args).code == 0
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        pytest.param((*BOT, "--venue", "pub"), MISUSE, "no venue 'pub'. Known here: mosque, li",
                     id="unknown_venue"),
        pytest.param((), MISUSE, "set KOTHA_TWILIO_FROM or KOTHA_TELEGRAM_TOKEN", id="no_way_in"),
        pytest.param((*BOT, "--out", "one.html"), MISUSE, "3 posters do not fit into one file",
                     id="one_file_for_three"),
        pytest.param(("--number", "0"), MISUSE, "not a phone number", id="too_short_a_code"),
        pytest.param(("--number", "call me"), MISUSE, "not a phone number", id="no_number"),
        pytest.param(("--number", "60777"), 0, "mosque: EYES1", id="a_short_code"),
        pytest.param(("--bot", "a b"), MISUSE, "not what a bot is called", id="no_bot"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_says_why(
    trial: House, args: tuple[str, ...], code: int, says: str
) -> None:
    given = args if "--out" in args else (*args, "--out", str(trial.folder))
    ran = trial.run("poster", SLUG, *given)

    assert ran.code == code
    assert says in (ran.err or ran.out)
    assert "call me" not in ran.err


def test_a_flow_without_keywords_is_told_how_to_have_venues(trial: House, tmp_path: Path) -> None:
    flow = Path(trial.env["KOTHA_FLOWS_DIR"]) / SLUG / "flow.yaml"
    copy = tmp_path / SLUG
    copy.mkdir()
    text = flow.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("keywords:")]
    (copy / "flow.yaml").write_text("\n".join(lines), encoding="utf-8")

    ran = trial.run("poster", str(copy), *BOT, "--out", str(tmp_path))

    assert ran.code == WRONG
    assert "keywords: {mosque: EYES1, library: EYES2}" in ran.err


def test_the_name_of_a_venue_never_leads_out_of_the_folder(trial: House, tmp_path: Path) -> None:
    flow = Path(trial.env["KOTHA_FLOWS_DIR"]) / SLUG / "flow.yaml"
    copy = tmp_path / SLUG
    copy.mkdir()
    keywords = 'keywords: {"../../../up & <b>away</b>": EYES1}'
    lines = [
        keywords if line.startswith("keywords:") else line
        for line in flow.read_text("utf-8").splitlines()
    ]
    (copy / "flow.yaml").write_text("\n".join(lines), encoding="utf-8")
    ran = trial.run("poster", str(copy), *BOT, "--out", str(tmp_path / "print"), "--json")
    (printed,) = (tmp_path / "print").iterdir()

    assert ran.code == 0
    assert printed.name == f"poster-{SLUG}-up-b-away-b.html"
    assert "<b>away" not in printed.read_text("utf-8")
