"""Sources to catalogues to spreadsheets and back: whole or not at all, and nothing lost."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polib
import pytest

from bot.channels import LIMITS
from bot.errors import FlowError, Refused
from bot.language.catalogue import Catalogue
from bot.workshop.translating import (
    files,
    grids,
    previews,
    pseudo,
    reviewing,
    sheets,
    sources,
    syncing,
    taking,
    templates,
)
from bot.workshop.translating.kinds import befores, kind
from tests import copies

SLUG = "eye-screening-access"
LABEL = f"{SLUG}.last_visit.choices.longer"
TITLE = f"{SLUG}.title"


class Desk:
    """A copy of the repository's words, to be changed."""

    def __init__(self, folder: Path) -> None:
        self.flows, self.locales = copies.flows(folder), copies.locales(folder)
        self.po = self.locales / "bn" / f"{SLUG}.po"

    @property
    def sources(self) -> sources.Sources:
        return sources.gather(self.flows, self.locales)

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue.load(self.locales)

    def english(self, old: str, new: str) -> None:
        """The author changes the flow file."""
        flow = self.flows / SLUG / "flow.yaml"
        flow.write_text(flow.read_text("utf-8").replace(old, new), encoding="utf-8")

    def sync(self) -> syncing.Merged:
        """What sync does to the consultation's Bengali."""
        done = syncing.synced(["bn"], self.sources, self.catalogue, self.locales)
        files.write({path: merged.text for path, merged in done.items()})
        return done[self.po]

    def entry(self, key: str) -> polib.POEntry:
        """As it lies in the file."""
        (found,) = [entry for entry in polib.pofile(str(self.po)) if entry.msgctxt == key]
        return found

    def sheet(self, path: Path, slug: str = SLUG) -> Path:
        """What a translator is given."""
        lines = list(sheets.lines(self.sources, self.catalogue, "bn", slug, self.locales))
        path.write_bytes(grids.write(path, sheets.columns(is_rtl=False), lines))
        return path

    def take(self, path: Path) -> taking.Taken:
        """What the officer does with what comes back."""
        grid = grids.read(path)
        target = taking.target(path, grid, self.sources, self.catalogue, self.locales)
        return taking.take(path, grid, target, "Farida Khatun")

    def refused(self, path: Path) -> list[str]:
        """Row and code of every fault; nothing may have changed."""
        before = {each: each.read_bytes() for each in self.locales.rglob("*") if each.is_file()}
        with pytest.raises(FlowError) as error:
            self.take(path)
        after = {each: each.read_bytes() for each in self.locales.rglob("*") if each.is_file()}
        assert after == before
        assert {problem.file for problem in error.value.problems} == {path.as_posix()}
        return [f"{problem.line} {problem.code}" for problem in error.value.problems]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def edited(path: Path, change: Callable[[list[dict[str, str]]], None]) -> Path:
    """The rows of a CSV, changed."""
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def typed(path: Path, key: str, text: str, column: str = "current") -> Path:
    """One cell, changed."""

    def change(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["key"] == key)[column] = text

    return edited(path, change)


def row_of(path: Path, key: str) -> int:
    """Where a key stands, as a spreadsheet counts."""
    return next(row.number for row in grids.read(path).rows if row.cells["key"] == key)


# ── Sources and templates ─────────────────────────────────────────────────────────────────────


def test_every_word_has_a_source_with_its_place(desk: Desk) -> None:
    found = desk.sources

    assert found.files == ("bot", "delphi-rounds", SLUG, "spend-choices", "statement-vote")
    assert found.by_key["bot.yes"].place.startswith("locales/en/bot.po:")
    assert found.by_key["block.consent.agree.text"].place.startswith("flows/_blocks/consent.yaml:")
    assert re.fullmatch(rf"flows/{SLUG}/flow.yaml:\d+", found.by_key[LABEL].place)


def test_a_template_has_every_key_and_is_the_same_each_time(desk: Desk) -> None:
    made = templates.templates(desk.sources, desk.locales)

    keys = {entry.msgctxt for text in made.values() for entry in polib.pofile(text)}
    assert keys == set(desk.sources.by_key)
    assert made == templates.templates(desk.sources, desk.locales)


def test_a_flow_that_does_not_load_is_told(desk: Desk) -> None:
    desk.english("type: choice", "type: chioce")

    with pytest.raises(FlowError, match="F-1"):
        sources.gather(desk.flows, desk.locales)


# ── Sync ──────────────────────────────────────────────────────────────────────────────────────


def test_a_synced_catalogue_stays_as_it_is(desk: Desk) -> None:
    desk.sync()
    before = desk.po.read_bytes()
    done = desk.sync()

    assert (done.added, done.stale, done.dropped) == ([], [], [])
    assert desk.po.read_bytes() == before


def test_a_changed_source_keeps_its_translation_and_shows_what_it_was_of(desk: Desk) -> None:
    before = desk.entry(LABEL).msgstr
    desk.english("Longer ago", "More than a year ago")
    done = desk.sync()
    entry = desk.entry(LABEL)

    assert done.stale == [LABEL]
    assert (entry.msgid, entry.previous_msgid) == ("More than a year ago", "Longer ago")
    assert (entry.msgstr, entry.fuzzy) == (before, True)


def test_two_changes_show_what_was_translated_and_a_change_back_is_fresh(desk: Desk) -> None:
    before = desk.entry(LABEL)
    desk.english("Longer ago", "More than a year ago")
    desk.sync()
    desk.english("More than a year ago", "Over a year ago")
    desk.sync()
    assert desk.entry(LABEL).previous_msgid == "Longer ago"

    desk.english("Over a year ago", "Longer ago")
    desk.sync()
    assert str(desk.entry(LABEL)) == str(before)


def test_what_is_not_said_any_more_is_kept_below_and_comes_back(desk: Desk) -> None:
    flow = desk.flows / SLUG / "flow.yaml"
    whole, before = flow.read_text("utf-8"), desk.entry(f"{SLUG}.more").msgstr
    flow.write_text(re.sub(r"\nmore:.*(?:\n  .*)*", "", whole, count=1), encoding="utf-8")

    assert desk.sync().dropped == [f"{SLUG}.more"]
    assert desk.entry(f"{SLUG}.more").obsolete
    assert f"{SLUG}.more" not in desk.catalogue.entries["bn"]

    flow.write_text(whole, encoding="utf-8")
    assert desk.sync().revived == [f"{SLUG}.more"]
    assert desk.entry(f"{SLUG}.more").msgstr == before


def test_a_new_key_stands_where_it_is_said(desk: Desk) -> None:
    desk.english("unsure: Not sure", "unsure: Not sure\n      abroad: Abroad")
    done = desk.sync()
    keys = [entry.msgctxt for entry in polib.pofile(str(desk.po))]
    new = f"{SLUG}.last_visit.choices.abroad"

    assert done.added == [new]
    assert keys[keys.index(new) - 1] == f"{SLUG}.last_visit.choices.unsure"


def test_a_broken_catalogue_is_not_merged(desk: Desk) -> None:
    bengali = desk.catalogue.language("bn")
    desk.po.write_text(desk.po.read_text("utf-8") + "nonsense\n", encoding="utf-8")

    with pytest.raises(FlowError, match="W-104"):
        syncing.merge(desk.po, bengali, {})


def test_review_rows_that_are_missing_are_drafts(desk: Desk) -> None:
    review = desk.locales / "bn" / "review.csv"
    kept = review.read_text("utf-8").splitlines()
    review.write_text("\n".join([*kept[:3], ""]), encoding="utf-8")
    rows = syncing.reviews(["bn", "en", "syl"], desk.catalogue, desk.locales)

    text, count = rows[review]
    assert (list(rows), count) == ([review], len(kept) - 3)
    assert sorted(text.splitlines()) == sorted(kept)


# ── Sheets ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_it_went(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = desk.sheet(tmp_path / f"bn.{ending}", slug="")
    row = next(row for row in grids.read(path).rows if row.cells["key"] == LABEL)

    assert [*row.cells] == [
        "key", "kind", "message before", "english", "current", "parts budget", "note", "mark"
    ]  # fmt: skip
    assert row.cells["kind"] == "option"
    assert row.cells["message before"] == "When was your last eye screening?"
    assert re.fullmatch(r"\d of 3", row.cells["parts budget"])
    assert desk.take(path) == taking.Taken("bn", ())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("words", ["=1+1", "@x", "+44", "-5", "'quoted'", "'=x", "\ttab", "12"])
def test_no_cell_of_ours_is_a_formula(tmp_path: Path, words: str, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_bytes(grids.write(path, [grids.Column("key", 5)], [(words,)]))

    assert [row.cells["key"] for row in grids.read(path).rows] == [words]
    if ending == "csv":
        assert path.read_text("utf-8-sig").splitlines()[1].strip('"')[:1] not in set("=@+-\t")


def test_kinds_are_named_for_translators() -> None:
    keys = [TITLE, LABEL, f"{SLUG}.x.also.y", f"{SLUG}.x.text", "bot.yes", "block.a.b.text"]

    assert [kind(key) for key in keys] == [
        "title", "option", "alias", "question", "phrase", "question"
    ]  # fmt: skip


def test_before_an_alias_stands_its_label(desk: Desk) -> None:
    document = desk.sources.document(SLUG)
    assert document is not None

    assert befores(document)[f"{SLUG}.last_visit.also.longer"] == "Longer ago"


# ── Take ──────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_a_draft_by_whoever_made_it(desk: Desk, tmp_path: Path) -> None:
    path = typed(desk.sheet(tmp_path / "bn.csv"), LABEL, "  আরও আগে\u200e ")

    assert desk.take(path) == taking.Taken("bn", (LABEL,))
    entry, review = desk.catalogue.entries["bn"][LABEL], desk.catalogue.reviews["bn"][LABEL]
    assert entry.text == "আরও আগে"
    assert (review.hash, review.status, review.by) == (entry.hash, "draft", "Farida Khatun")


def test_a_stale_text_is_confirmed_by_ok_and_not_by_silence(desk: Desk, tmp_path: Path) -> None:
    desk.english("Longer ago", "More than a year ago")
    desk.sync()
    path = desk.sheet(tmp_path / "bn.csv")
    (row,) = [row for row in grids.read(path).rows if row.cells["key"] == LABEL]
    assert 'It was: "Longer ago"' in row.cells["note"]

    assert desk.take(path) == taking.Taken("bn", ())
    assert desk.take(typed(path, LABEL, "OK", "note")).confirmed == (LABEL,)
    assert not desk.entry(LABEL).fuzzy


def _emptied(path: Path) -> Path:
    return typed(path, LABEL, "")


def _unknown(path: Path) -> Path:
    return typed(path, LABEL, f"{SLUG}.nowhere", "key")


def _twice(path: Path) -> Path:
    return typed(path, LABEL, f"{SLUG}.last_visit.choices.never", "key")


def _of_another_sheet(path: Path) -> Path:
    return typed(path, LABEL, "bn/another/0123456789", "mark")


def _of_the_bot(path: Path) -> Path:
    return typed(path, LABEL, "bot.yes", "key")


def _old_english(path: Path) -> Path:
    return typed(typed(path, LABEL, "আরও আগে"), LABEL, "Ages ago", "English")


def _old_mark(path: Path) -> Path:
    return typed(typed(path, LABEL, "আরও আগে"), LABEL, f"bn/{SLUG}/0123456789", "mark")


def _formula(path: Path) -> Path:
    return typed(path, LABEL, "=HYPERLINK(1)")


def _same_as_another(path: Path) -> Path:
    return typed(path, LABEL, "কখনও না")


def _stop(path: Path) -> Path:
    return typed(path, LABEL, "Stop")


def _end(path: Path) -> Path:
    return typed(path, LABEL, "Cancel")


REFUSED = [
    pytest.param(_emptied, "W-310", id="emptied"),
    pytest.param(_unknown, "W-307", id="unknown_key"),
    pytest.param(_of_the_bot, "W-308", id="key_of_another_sheet"),
    pytest.param(_of_another_sheet, "W-308", id="row_of_another_sheet"),
    pytest.param(_old_english, "W-309", id="english_has_changed"),
    pytest.param(_old_mark, "W-309", id="somebody_changed_it"),
    pytest.param(_formula, "W-305", id="formula"),
    pytest.param(_same_as_another, "W-211", id="merged_options"),
    pytest.param(_stop, "W-212", id="label_is_stop"),
    pytest.param(_end, "W-212", id="label_is_the_providers_stop"),
]


@pytest.mark.parametrize(("spoil", "code"), REFUSED)
def test_a_sheet_with_a_fault_is_refused_whole(
    desk: Desk, tmp_path: Path, spoil: Callable[[Path], Path], code: str
) -> None:
    path = typed(desk.sheet(tmp_path / "bn.csv"), TITLE, "চোখ পরীক্ষায় পৌঁছানো")
    row = row_of(path, LABEL)
    spoil(path)

    (fault,) = desk.refused(path)
    assert fault in {f"{row} {code}", f"{row + 1} {code}"}


def test_a_lost_blank_is_refused_with_its_row(desk: Desk, tmp_path: Path) -> None:
    key = f"{SLUG}.endings.done"
    path = typed(desk.sheet(tmp_path / "bn.csv"), key, "ধন্যবাদ।")

    assert desk.refused(path) == [f"{row_of(path, key)} W-205"]


def test_every_fault_is_told_at_once(desk: Desk, tmp_path: Path) -> None:
    path = _emptied(typed(desk.sheet(tmp_path / "bn.csv"), TITLE, "x", "key"))

    assert len(desk.refused(path)) == 2


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        pytest.param("bn.csv", b"", "W-303", id="empty"),
        pytest.param("bn.csv", b"key,current\na,\xe0\xa6\n", "W-304", id="not_utf8"),
        pytest.param("bn.csv", "key,current\n".encode("utf-16"), "W-304", id="utf16"),
        pytest.param("bn.csv", b'key,current\na,"b\n', "W-303", id="open_quote"),
        pytest.param("bn.csv", b"a,b\n1,2\n", "W-303", id="other_columns"),
        pytest.param("bn.csv", b"key,key,current\n", "W-303", id="column_twice"),
        pytest.param("bn.csv", b"x" * 10_000_000, "W-302", id="ten_megabytes"),
        pytest.param("bn.xlsx", b"x" * 10_000_001, "W-302", id="ten_megabytes_of_xlsx"),
        pytest.param("bn.xlsx", b"PK\x03\x04 nonsense", "W-303", id="no_spreadsheet"),
        pytest.param("bn.ods", b"x", "W-301", id="another_kind_of_file"),
        pytest.param("words.csv", b"key,current\nbot.yes,x\n", "W-306", id="no_language"),
        pytest.param("bn-Latn.csv", b"key,current\nbot.yes,x\n", "W-306", id="only_understood"),
    ],
)
def test_what_is_no_sheet_is_refused(
    desk: Desk, tmp_path: Path, name: str, body: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body)

    (fault,) = desk.refused(path)
    assert fault.split()[1] == code


def test_a_sheet_that_unpacks_to_too_much_is_not_unpacked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bn.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (grids.LIMIT_UNPACKED + 1))

    assert desk.refused(path) == ["1 W-302"]


@pytest.mark.parametrize("value", ["=1+1", "#NAME?"])
def test_a_formula_in_an_xlsx_is_refused_with_its_row(
    desk: Desk, tmp_path: Path, value: str
) -> None:
    path = desk.sheet(tmp_path / "bn.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E4"] = value
    book.save(path)

    assert desk.refused(path) == ["4 W-305"]


def test_a_sheet_of_ones_own_needs_no_marks(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bn (1).csv"
    path.write_text(f"key;current\n{LABEL};আরও আগে\n", encoding="utf-8")

    assert desk.take(path).changed == (LABEL,)


def test_a_new_language_is_begun_by_its_first_sheet(desk: Desk, tmp_path: Path) -> None:
    table = desk.locales / "languages.yaml"
    maltese = "mt: {name: Malti, direction: ltr, digits: latn, script: Latn}\n"
    table.write_text(table.read_text("utf-8") + maltese, encoding="utf-8")
    path = tmp_path / "mt.csv"
    path.write_text("key,current\nbot.yes,Iva\n", encoding="utf-8")

    desk.take(path)
    assert desk.catalogue.entries["mt"]["bot.yes"].text == "Iva"


# ── Review ────────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_put_to_what_is_fresh_and_sound(desk: Desk) -> None:
    approval = reviewing.Approval("Nasima Akter", "read aloud")
    keys = {LABEL: "Longer ago", TITLE: "Another title", f"{SLUG}.run_by": "Example NHS Trust"}
    faults = {f"{SLUG}.run_by": "is wrong"}

    done = reviewing.approve(desk.catalogue, "bn", keys, faults, approval)

    assert done.approved == (LABEL,)
    assert done.left == {
        TITLE: "is stale: the source has changed since",
        f"{SLUG}.run_by": "is wrong",
    }
    assert f"{LABEL},{desk.catalogue.entries['bn'][LABEL].hash},approved,Nasima Akter" in done.text


@pytest.mark.parametrize("text", ["", "  ", "=cmd", "@x", "x" * 81])
def test_a_name_is_a_name(text: str) -> None:
    with pytest.raises(Refused):
        reviewing.name(text)


# ── Looking ───────────────────────────────────────────────────────────────────────────────────


def test_a_preview_needs_nothing_else_and_says_its_language(desk: Desk) -> None:
    document = desk.sources.document(SLUG)
    assert document is not None
    page = previews.page(document, desk.catalogue, "bn", LIMITS)

    assert not re.search(r"<script|<link|src=|https?://|@import|url\(", page)
    assert 'lang="bn" dir="ltr"' in page
    assert "কখনও না" in page
    assert re.search(r"\d parts, UCS-2", page)
    assert "not translated yet" not in page


def test_a_preview_shows_what_is_said_in_another_language(desk: Desk) -> None:
    text = desk.po.read_text("utf-8").replace('msgstr "কখনও না"', 'msgstr ""')
    desk.po.write_text(text, encoding="utf-8")
    document = desk.sources.document(SLUG)
    assert document is not None

    assert "in English: not translated yet" in previews.page(
        document, desk.catalogue, "bn", LIMITS
    )


def test_a_preview_escapes_words(desk: Desk) -> None:
    text = desk.po.read_text("utf-8").replace("কখনও না", "<b>x")
    desk.po.write_text(text, encoding="utf-8")
    document = desk.sources.document(SLUG)
    assert document is not None

    assert "<b>x" not in previews.page(document, desk.catalogue, "bn", LIMITS)


def test_pseudo_words_keep_what_must_stay() -> None:
    said = "Reply STOP, {name|friend}: https://example.org 12"

    long, back = pseudo.accented(said), pseudo.mirrored(said)
    for kept in ("STOP", "{name|friend}", "https://example.org", "12"):
        assert kept in long
        assert kept in back
    assert long.startswith("[")
    assert long.endswith("]")
    assert len(long) >= 1.4 * len(said)


def test_pseudo_languages_come_and_go(desk: Desk) -> None:
    before = {p: p.read_bytes() for p in desk.locales.rglob("*") if p.is_file()}
    files.write(pseudo.catalogues(desk.sources, desk.locales))
    both = desk.catalogue

    assert [both.language(tag).direction for tag in ("en-XA", "ar-XB")] == ["ltr", "rtl"]
    document = desk.sources.document(SLUG)
    assert document is not None
    page = previews.page(document, both, "ar-XB", LIMITS)
    assert "not translated yet" not in page

    pseudo.remove(desk.locales)
    assert {p: p.read_bytes() for p in desk.locales.rglob("*") if p.is_file()} == before


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_committed_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text("old")
    with files.Staged() as staged:
        staged.put(path, "new")

    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_only_what_changes_is_written(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("same")

    assert files.write({one: "same", two: "new"}) == (two,)
