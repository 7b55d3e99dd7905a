from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.language.languages_file import load_languages

ROOT = Path(__file__).parents[2]
ENGLISH = "en: {name: English, direction: ltr, digits: latn, script: Latn}\n"


def _load(folder: Path, text: str | bytes) -> str:
    """The problems of a table, as their lines."""
    path = folder / "languages.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FlowError) as caught:
        load_languages(path)
    return str(caught.value).replace(path.as_posix(), "languages.yaml")


def test_the_table_of_the_repository_says_what_each_language_is() -> None:
    languages = load_languages(ROOT / "locales" / "languages.yaml")

    assert languages["bn"].own_name == "বাংলা"
    assert languages["bn"].digits == "beng"
    assert languages["syl"].chain == ("bn",)
    assert languages["bn-Latn"].form_of == "bn"
    assert not languages["bn-Latn"].is_written
    assert all("tag" not in word for word in languages["bn"].avoid)


def test_the_order_of_the_file_is_kept() -> None:
    assert list(load_languages(ROOT / "locales" / "languages.yaml"))[:4] == [
        "en", "bn", "bn-Latn", "syl",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            ENGLISH + "bn: {name: x, direction: up, digits: beng, script: Beng}\n",
            'languages.yaml:2:1: W-108 "bn": direction is ltr or rtl.',
            id="direction",
        ),
        pytest.param(
            ENGLISH + "bn: {name: x, direction: ltr, digits: roman, script: Beng}\n",
            'languages.yaml:2:1: W-108 "bn": digits is one of '
            "arab, arabext, beng, deva, gujr, guru, latn.",
            id="digits",
        ),
        pytest.param(
            ENGLISH + "syl: {name: x, direction: ltr, digits: beng, script: Beng, chain: [bn]}\n",
            'languages.yaml:2:1: W-108 "syl" refers to "bn", which is not listed. '
            "Add it, or take it out.",
            id="chain_to_nowhere",
        ),
        pytest.param(
            ENGLISH + "Bengali: {name: x}\n",
            'languages.yaml:2:1: W-108 "Bengali" is not a language tag. '
            "Write it like bn, bn-Latn or zh-Hant.",
            id="not_a_tag",
        ),
        pytest.param(
            ENGLISH + "bn: {direction: ltr, digits: beng, script: Beng, colour: red}\n",
            'languages.yaml:2:1: W-108 "bn" has an unknown key "colour".\n'
            'languages.yaml:2:1: W-108 "bn" lacks "name".',
            id="all_faults_at_once",
        ),
        pytest.param(
            "bn: {name: x, direction: ltr, digits: beng, script: Beng}\n",
            'languages.yaml:1:1: W-108 The language "en" is missing. '
            "Every other one falls back on it: add it.",
            id="no_english",
        ),
        pytest.param(
            "en: [\n",
            "languages.yaml:2:1: W-104 It is not YAML: did not find expected node content.",
            id="not_yaml",
        ),
        pytest.param(
            b"en: {}\nbn: \xff\n",
            "languages.yaml:2:1: W-103 It is not UTF-8. Save it as UTF-8.",
            id="not_utf_8",
        ),
        pytest.param(
            ENGLISH + ENGLISH,
            'languages.yaml:2:1: W-108 "en" stands twice. Keep one.',
            id="twice",
        ),
        pytest.param(
            ENGLISH.replace("latn", "[latn]"),
            'languages.yaml:1:1: W-108 "en": "digits" must be a text.',
            id="nested",
        ),
        pytest.param(
            "- en\n",
            "languages.yaml:1:1: W-108 It must be a table of languages: "
            "a tag, a colon, then its properties.",
            id="a_list",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    assert _load(tmp_path, text) == says


def test_a_missing_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="W-101 It cannot be read"):
        load_languages(tmp_path / "languages.yaml")
