"""Words that may be spoken to people who are being asked now."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.errors import FlowError
from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.workshop import ready
from tests import copies

ROOT = Path(__file__).parents[2]
SLUG = "eye-screening-access"
DOCUMENT = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    return copies.locales(tmp_path)


def _edit(locales: Path, old: str, new: str) -> None:
    path = locales / "bn" / f"{SLUG}.po"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def _codes(locales: Path, *, accepted: bool = False) -> list[str]:
    catalogue = Catalogue.load(locales)
    found = ready.refusals(catalogue, [DOCUMENT], locales, accepted=accepted)
    return [problem.code for problem in found]


def test_drafts_that_a_launch_was_stood_for_may_go_on(locales: Path) -> None:
    assert isinstance(ready.checked(locales, [DOCUMENT], accepted=False), Catalogue)


def test_a_change_that_nobody_signed_may_not(locales: Path) -> None:
    _edit(locales, 'কখনও না"', 'একবারও না"')

    assert _codes(locales) == ["W-311"]
    assert _codes(locales, accepted=True) == []


def test_what_is_missing_needs_somebody_to_stand_for_it(locales: Path) -> None:
    _edit(locales, 'msgstr "কখনও না"', 'msgstr ""')

    assert set(_codes(locales)) == {"W-201"}  # Sylheti falls back on it, and lacks it too
    assert _codes(locales, accepted=True) == []


def test_nobody_can_stand_for_what_is_broken(locales: Path) -> None:
    _edit(locales, 'msgstr "কখনও না"', 'msgstr "Stop"')

    assert "W-212" in _codes(locales, accepted=True)
    with pytest.raises(FlowError, match="W-212"):
        ready.checked(locales, [DOCUMENT], accepted=True)


def test_a_language_that_nobody_is_asked_in_holds_up_nothing(locales: Path) -> None:
    english = replace(DOCUMENT.plan, languages=("en",))
    document = replace(DOCUMENT, plan=english)
    _edit(locales, 'msgstr "কখনও না"', 'msgstr "Stop"')

    found = ready.refusals(Catalogue.load(locales), [document], locales, accepted=False)
    assert found == ()
