"""`kotha export`: what is written, what is refused, and what is put on record."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import opened
from bot.model import Lifecycle
from bot.settings import load
from tests.cli.house import SLUG, House
from tests.web.consulted import keep


def run_so_far(house: House, lifecycle: Lifecycle = Lifecycle.CLOSED) -> None:
    """Keep the consultation as if it had been run so far."""

    async def kept() -> None:
        async with opened(load(house.env, house.folder / "kotha.toml")) as app:
            await keep(app.store, app.clock.now(), lifecycle)

    asyncio.run(kept())


def deed_at(house: House, action: str) -> datetime | None:
    """When the audit tells of something last."""

    async def asked() -> datetime | None:
        settings = load(house.env, house.folder / "kotha.toml")
        async with opened(settings) as app, app.store.read() as reader:
            return await reader.deed_at(action, SLUG)

    return asyncio.run(asked())


@pytest.fixture
def closed(house: House) -> House:
    run_so_far(house)
    return house


# ── The report ────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_written_and_on_record_as_opened(closed: House) -> None:
    out = closed.folder / "report.html"
    assert deed_at(closed, "report.opened") is None

    ran = closed.run("export", "report", SLUG, "--out", str(out), "--by", "Dr Khan", "--json")

    told = json.loads(ran.out)
    assert ran.code == 0
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["by"] == "Dr Khan"
    assert out.stat().st_mode & 0o077 == 0
    assert deed_at(closed, "report.opened") is not None


def test_it_says_that_a_decision_can_now_be_recorded(closed: House) -> None:
    ran = closed.run("export", "report", SLUG, "--out", str(closed.folder / "r.html"))

    assert f"can now be recorded: kotha decide {SLUG}" in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(
            ("--lang", "de"), "is not offered in 'de'. Choose one of: en,", id="language"
        ),
        pytest.param(("--out", "."), "It is there already.", id="another_file"),
        pytest.param(("--out", "no/such/r.html"), "It cannot be written", id="no_such_folder"),
    ],
)
def test_what_cannot_be_written_is_said_and_not_on_record(
    closed: House, args: Sequence[str], says: str
) -> None:
    ran = closed.run("export", "report", SLUG, *args)

    assert ran.code == 2
    assert says in ran.err
    assert deed_at(closed, "report.opened") is None


def test_while_it_is_open_there_is_no_report(house: House) -> None:
    run_so_far(house, Lifecycle.OPEN)

    ran = house.run("export", "report", SLUG, "--out", str(house.folder / "r.html"))

    assert ran.code == 1
    assert "is open: figures are shown once it has closed" in ran.err
    assert not Path(house.folder / "r.html").exists()


# ── Open data ─────────────────────────────────────────────────────────────────────────────────


def test_open_data_is_what_everybody_may_read_with_a_licence(house: House) -> None:
    run_so_far(house, Lifecycle.REPORTED)
    out = house.folder / "open"
    out.mkdir()

    ran = house.run("export", "opendata", SLUG, "--out", str(out))

    assert ran.code == 0, ran.err
    assert "to be used under the Open Government Licence v3.0." in ran.out
    assert "last_visit" in (out / f"{SLUG}-figures.csv").read_text("utf-8-sig")
    assert "Open Government" in (out / f"{SLUG}-codebook.csv").read_text("utf-8-sig")
    assert deed_at(house, "export.made") is not None


def test_before_people_were_told_there_is_none(closed: House) -> None:
    ran = closed.run("export", "opendata", SLUG, "--out", str(closed.folder))

    assert ran.code == 1
    assert "its figures are not published yet" in ran.err


# ── Row by row ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "ending"), [("csv", "csv"), ("xlsx", "xlsx"), ("json", "json")])
def test_answers_are_written_row_by_row_and_on_record(
    closed: House, kind: str, ending: str
) -> None:
    out = closed.folder / f"rows.{ending}"

    ran = closed.run("export", kind, SLUG, "--out", str(out), "--by", "Dr Khan", "--json")

    told = json.loads(ran.out)
    assert ran.code == 0, ran.err
    assert told["files"][out.as_posix()] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert deed_at(closed, "export.made") is not None


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(("rows.csv", "--by", " "), "--by needs a name", id="nobody"),
        pytest.param(("rows.csv", "--by", "A", "--with-text"), "needs --reason", id="no_reason"),
        pytest.param(("rows.xlsx", "--by", "A"), "ends with .csv", id="another_kind"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(
    closed: House, args: Sequence[str], says: str
) -> None:
    name, *rest = args

    ran = closed.run("export", "csv", SLUG, "--out", str(closed.folder / name), *rest)

    assert ran.code == 2
    assert says in ran.err
    assert not (closed.folder / name).exists()
    assert deed_at(closed, "export.made") is None


def test_nothing_is_written_over_another_file(closed: House) -> None:
    out = closed.folder / "rows.csv"
    out.with_name("rows.codebook.csv").write_text("mine", encoding="utf-8")

    ran = closed.run("export", "csv", SLUG, "--out", str(out), "--by", "Dr Khan")

    assert ran.code == 2
    assert "rows.codebook.csv: It is there already." in ran.err
    assert not out.exists()
    assert deed_at(closed, "export.made") is None
