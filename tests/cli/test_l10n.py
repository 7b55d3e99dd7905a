from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import MISUSE, WRONG
from tests import copies
from tests.commands import kotha


def _copy(folder: Path) -> dict[str, str]:
    """The repository's catalogues, to be broken."""
    return {"KOTHA_LOCALES_DIR": str(copies.locales(folder))}


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


def test_the_parts_of_each_question_are_shown_in_each_language() -> None:
    ran = kotha("l10n", "check", "--json", "eye-screening-access")

    costs = json.loads(ran.out)["costs"]
    assert {cost["language"] for cost in costs} >= {"en", "bn"}
    assert all(1 <= cost["parts"] <= cost["budget"] == 3 for cost in costs)


def test_a_translators_round(tmp_path: Path) -> None:
    env = _copy(tmp_path)
    for words in (["extract"], ["sync"], ["sheet", "bn"], ["take", "bn.csv", "--by", "Farida K"]):
        ran = kotha("l10n", *words, env=env, cwd=tmp_path)
        assert ran.code == 0, ran.out + ran.err
    ran = kotha("l10n", "approve", "bn", "--by", "Nasima A", "--json", env=env, cwd=tmp_path)

    assert len(json.loads(ran.out)["approved"]) > 200
    assert "/bn/" not in kotha("l10n", "check", "--strict", env=env).out
    assert (tmp_path / "locales" / "templates" / "bot.pot").exists()


def test_a_preview_and_the_trials_of_a_layout(tmp_path: Path) -> None:
    env = _copy(tmp_path)
    assert kotha("l10n", "pseudo", env=env).code == 0
    ran = kotha("l10n", "preview", "ar-XB", "eye-screening-access", env=env, cwd=tmp_path)

    assert ran.code == 0, ran.err
    assert 'dir="rtl"' in (tmp_path / "eye-screening-access-ar-XB.html").read_text("utf-8")
    assert kotha("l10n", "pseudo", "--remove", env=env).code == 0
    assert not (tmp_path / "locales" / "ar-XB").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["sheet", "xx"],
        ["sheet", "bn-Latn"],
        ["sheet", "bn", "--flow", "nowhere"],
        ["sync", "xx"],
        ["approve", "bn", "--by", "Nasima A", "--keys", "bot.nothing"],
        ["preview", "xx", "eye-screening-access"],
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_misuse(words: list[str]) -> None:
    assert kotha("l10n", *words).code == MISUSE
