from __future__ import annotations

import json
import shutil
from pathlib import Path

from bot.cli import MISUSE, WRONG
from tests.commands import ROOT, kotha


def _copy(folder: Path) -> dict[str, str]:
    """The repository's catalogues, to be broken."""
    shutil.copytree(ROOT / "locales", folder / "locales")
    return {"KOTHA_LOCALES_DIR": str(folder / "locales")}


def test_the_repository_passes_and_says_what_is_draft() -> None:
    ran = kotha("l10n", "check")

    assert ran.code == 0, ran.out
    assert ran.out.splitlines()[-1].startswith("0 errors, ")
    assert "W-203 eye-screening-access" in ran.out


def test_strict_fails_on_drafts() -> None:
    assert kotha("l10n", "check", "--strict", "eye-screening-access").code == WRONG


def test_json_has_a_row_for_each_problem() -> None:
    ran = kotha("l10n", "check", "--json")

    keys = {"file", "line", "column", "code", "message", "severity"}
    assert all(row.keys() == keys for row in json.loads(ran.out)["problems"])


def test_a_broken_catalogue_is_refused_with_its_line(tmp_path: Path) -> None:
    env = _copy(tmp_path)
    path = tmp_path / "locales" / "bn" / "bot.po"
    path.write_text(path.read_text("utf-8") + "<<<<<<< ours\n", encoding="utf-8")
    lines = len(path.read_text("utf-8").splitlines())

    ran = kotha("l10n", "check", env=env)

    assert ran.code == WRONG
    assert f"bn/bot.po:{lines}:1: W-104 The catalogue is broken here" in ran.out


def test_a_missing_translation_fails(tmp_path: Path) -> None:
    env = _copy(tmp_path)
    (tmp_path / "locales" / "bn" / "eye-screening-access.po").unlink()

    ran = kotha("l10n", "check", "eye-screening-access", env=env)

    assert ran.code == WRONG
    assert "W-201 eye-screening-access.title has no translation." in ran.out


def test_an_unknown_flow_is_misuse() -> None:
    assert kotha("l10n", "check", "nowhere").code == MISUSE
