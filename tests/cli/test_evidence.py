"""`kotha evidence`: a pack that can be checked, and made again."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from bot.model import Lifecycle
from tests.cli.house import SLUG, House
from tests.cli.test_export import deed_at, run_so_far


def test_every_file_has_its_fingerprint(house: House) -> None:
    run_so_far(house, Lifecycle.REPORTED)
    out = house.folder / "pack"

    ran = house.run("evidence", SLUG, "--out", str(out), "--by", "Dr Khan")

    assert ran.code == 0, ran.err
    lines = (out / "SHA256SUMS").read_text("utf-8").splitlines()
    fingerprints = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    assert set(files) == {*fingerprints, "SHA256SUMS"}
    assert {"report.html", "told.csv", "decided.json", "deeds.csv", "asked/bn.csv"} <= set(files)
    assert {"heard/figures.csv", "of-whom.csv", "words/heard.csv"} <= set(files)
    for name, digest in fingerprints.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest, name
    assert deed_at(house, "evidence.made") is not None


def test_words_that_were_not_kept_are_not_replaced_by_todays(house: House) -> None:
    """As one whose people were told before words were kept."""
    run_so_far(house, Lifecycle.REPORTED)
    out = house.folder / "pack"

    assert house.run("evidence", SLUG, "--out", str(out)).code == 0

    (row,) = (out / "words" / "heard.csv").read_text("utf-8-sig").splitlines()[1:]
    assert row == ',,"The words in which it left were not kept, and none stand in their place."'
    head, *_ = (out / "asked" / "answered.csv").read_text("utf-8-sig").splitlines()
    assert head == "question,language,version,fingerprint,words,standing"


def test_made_again_it_is_the_same_to_the_byte(house: House) -> None:
    run_so_far(house, Lifecycle.REPORTED)
    one, two = house.folder / "one.zip", house.folder / "two.zip"

    for out in (one, two):
        assert house.run("evidence", SLUG, "--out", str(out)).code == 0

    assert one.read_bytes() == two.read_bytes()
    assert "SHA256SUMS" in zipfile.ZipFile(one).namelist()


def test_nothing_is_written_over_what_is_there(house: House) -> None:
    run_so_far(house)
    out = Path(house.folder / "pack")
    out.mkdir()

    ran = house.run("evidence", SLUG, "--out", str(out))

    assert ran.code == 2
    assert "It is there already." in ran.err
    assert list(out.iterdir()) == []
