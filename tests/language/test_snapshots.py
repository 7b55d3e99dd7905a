from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.catalogue import Catalogue
from bot.language.snapshots import Snapshot, keep, marks, place_of, recall

LOCALES = Path(__file__).parents[2] / "locales"


@pytest.fixture(scope="module")
def read() -> Snapshot:
    """All that the repository's languages are made of."""
    found = Catalogue.load(LOCALES)
    return Snapshot(found.languages, found.entries, found.words, found.reviews)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some files."""
    place = tmp_path / "locales"
    place.mkdir()
    (place / "languages.yaml").write_text("en: {}", encoding="utf-8")
    return place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where they are kept."""
    return tmp_path / "caches" / "kept"


def test_what_is_recalled_is_what_was_read(folder: Path, place: Path, read: Snapshot) -> None:
    keep(place, marks(folder), read)
    found = recall(place, marks(folder))

    assert found is not None
    assert found.languages == read.languages
    assert found.entries == read.entries
    assert found.reviews == read.reviews
    for tag, words in read.words.items():
        assert found.words[tag].senses == words.senses
        assert found.words[tag].commands == words.commands


def test_a_change_of_any_file_makes_it_forgotten(
    folder: Path, place: Path, read: Snapshot
) -> None:
    keep(place, marks(folder), read)
    (folder / "languages.yaml").write_text("en: {a: b}", encoding="utf-8")

    assert recall(place, marks(folder)) is None


def test_only_we_can_read_it(folder: Path, place: Path, read: Snapshot) -> None:
    keep(place, marks(folder), read)

    assert place.stat().st_mode & 0o077 == 0
    assert place.parent.stat().st_mode & 0o077 == 0


def test_what_is_damaged_is_not_read(folder: Path, place: Path, read: Snapshot) -> None:
    keep(place, marks(folder), read)
    place.write_bytes(place.read_bytes()[:-100])

    assert recall(place, marks(folder)) is None


def test_where_there_is_no_place_for_it_nothing_is_kept_and_nothing_fails(
    folder: Path, place: Path, read: Snapshot
) -> None:
    place.parent.write_text("a file where the folder would be", encoding="utf-8")
    keep(place, marks(folder), read)

    assert recall(place, marks(folder)) is None


def test_each_folder_has_a_place_of_its_own(tmp_path: Path) -> None:
    assert place_of(tmp_path / "one") != place_of(tmp_path / "two")
