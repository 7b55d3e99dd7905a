from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.flow.load import load
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.workshop.catalogues import check
from tests.render import scenes

ROOT = Path(__file__).parents[2]
TEXTS = {key: english for key, (english, _) in scenes.WORDS.items()}
COMPLETE = {**scenes.BOT, "bot.english_only": ("Nobody translated this.", "কেউ না।")}
STOP = "language: en\ncommands:\n  stop: stop\n"


def _document(languages: tuple[str, ...] = ("en", "bn", "syl")) -> Document:
    plan = replace(scenes.PLAN, languages=languages)
    return Document(flow=scenes.FLOW, plan=plan, texts=TEXTS, version="v")


def _found(folder: Path, *, languages: tuple[str, ...] = ("en", "bn", "syl")) -> list[str]:
    problems = check(Catalogue.load(folder), [_document(languages)], folder)
    lines = (str(problem).removeprefix(f"{folder.as_posix()}/") for problem in problems)
    return [line for line in lines if "W-203" not in line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Complete but for the reviews."""
    folder = scenes.locales(tmp_path / "locales")
    (folder / "bn" / "bot.po").write_text(scenes.po(COMPLETE), encoding="utf-8")
    (folder / "en" / "words.yaml").write_text(STOP, encoding="utf-8")
    return folder


def _edit(folder: Path, key: str, text: str) -> None:
    words = {**scenes.WORDS, key: (scenes.WORDS[key][0], text)}
    (folder / "bn" / "eyes.po").write_text(scenes.po(words), encoding="utf-8")


def test_the_repository_is_sound() -> None:
    blocks = ROOT / "flows" / "_blocks"
    documents = [load(path.parent, blocks) for path in sorted(ROOT.glob("flows/*/flow.yaml"))]
    locales = ROOT / "locales"

    problems = check(Catalogue.load(locales), documents, locales)

    assert documents
    loud = [problem for problem in problems if problem.severity != "note"]
    assert [str(problem) for problem in loud if problem.code != "W-203"] == []


def test_nothing_is_wrong_with_complete_catalogues(folder: Path) -> None:
    assert _found(folder) == []


def test_what_nobody_approved_is_a_warning_per_language(folder: Path) -> None:
    problems = check(Catalogue.load(folder), [_document(("en", "bn"))], folder)

    assert [(p.code, p.severity) for p in problems] == [("W-203", "warning")]
    assert problems[0].file.endswith("bn/review.csv")


def test_a_missing_key_is_an_error_where_it_belongs(folder: Path) -> None:
    _edit(folder, "eyes.visit.text", "")

    assert [line.partition(" ")[2] for line in _found(folder, languages=("en", "bn"))] == [
        "W-201 eyes.visit.text has no translation. Add it: people would read another language."
    ]


def test_a_stale_key_is_an_error_at_its_line(folder: Path) -> None:
    words = {**scenes.WORDS, "eyes.title": ("Eye checks", "চোখের পরীক্ষা")}
    (folder / "bn" / "eyes.po").write_text(scenes.po(words), encoding="utf-8")

    assert _found(folder, languages=("en", "bn")) == [
        "bn/eyes.po:5:1: W-202 eyes.title: the source has changed since. "
        "Look at it, then update its msgid."
    ]


def test_what_a_language_lacks_that_is_not_offered_yet_is_one_warning(folder: Path) -> None:
    _edit(folder, "eyes.visit.text", "")

    (problem,) = [
        problem
        for problem in check(Catalogue.load(folder), [_document(("en",))], folder)
        if problem.code != "W-203"
    ]
    assert (problem.code, problem.severity) == ("W-201", "warning")
    assert "eyes: not translated: 1 (eyes.visit.text)" in problem.message


def test_what_is_not_used_any_more_is_a_warning(folder: Path) -> None:
    words = {**scenes.WORDS, "eyes.old.text": ("Old", "পুরনো")}
    (folder / "bn" / "eyes.po").write_text(scenes.po(words), encoding="utf-8")

    problems = check(Catalogue.load(folder), [_document()], folder)

    assert [p.severity for p in problems if p.code == "W-204"] == ["warning"]


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        pytest.param(
            "eyes.visit.choices.longer", "গত এক বছরে!",
            'W-211 visit: "গত এক বছরে!" could mean "recent" or "longer". Tell them apart.',
            id="two_labels_equal_once_folded",
        ),
        pytest.param(
            "eyes.visit.also.longer", "অনেক আগে\nঅন্য কিছু",
            'W-211 visit: "অন্য কিছু" could mean "other" or "longer". Tell them apart.',
            id="a_spelling_of_one_is_the_label_of_another",
        ),
        pytest.param(
            "eyes.visit.choices.longer", "Stop",
            'W-212 visit: "Stop" is a word that works at any time. Choose another.',
            id="a_label_is_stop",
        ),
        pytest.param(
            "eyes.visit.text", "শেষ কবে গেছেন? " * 20,
            "W-213 visit takes 6 SMS parts; at most 3. Shorten it.",
            id="too_long_for_sms",
        ),
    ],
)  # fmt: skip
def test_what_a_translation_breaks_is_an_error(
    folder: Path, key: str, text: str, says: str
) -> None:
    _edit(folder, key, text)

    assert [line.partition(" ")[2] for line in _found(folder, languages=("en", "bn"))] == [says]


def test_a_word_that_the_provider_keeps_is_no_label(folder: Path) -> None:
    words = "language: en\ncommands:\n  stop: stop\nstop_on_sms: cancel, quit\n"
    (folder / "en" / "words.yaml").write_text(words, encoding="utf-8")
    _edit(folder, "eyes.visit.choices.longer", "Quit")

    (line,) = _found(folder, languages=("en", "bn"))
    assert 'W-212 visit: "Quit" is a word that the SMS provider keeps for itself.' in line


def test_an_entrys_own_faults_are_found_in_every_file(folder: Path) -> None:
    _edit(folder, "eyes.minutes.text", "কত মিনিট?")

    (line,) = _found(folder, languages=("en", "bn"))
    assert "W-205 eyes.minutes.text: {barriers} is gone from the translation." in line
