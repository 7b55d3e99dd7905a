from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.language.po import read_po

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def _entry(key: str = "bot.yes", source: str = "Yes", text: str = "হ্যাঁ") -> str:
    return f'msgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n\n'


def _write(folder: Path, text: str | bytes) -> Path:
    path = folder / "bot.po"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_an_entry_knows_its_key_words_and_place(tmp_path: Path) -> None:
    (entry,) = read_po(_write(tmp_path, HEAD + _entry()))

    assert (entry.key, entry.source, entry.text) == ("bot.yes", "Yes", "হ্যাঁ")
    assert (entry.line, entry.is_fuzzy) == (5, False)


def test_fuzzy_is_noted_and_obsolete_left_out(tmp_path: Path) -> None:
    text = f'{HEAD}#, fuzzy\n{_entry()}#~ msgctxt "bot.no"\n#~ msgid "No"\n#~ msgstr "না"\n'

    assert [entry.is_fuzzy for entry in read_po(_write(tmp_path, text))] == [True]


def test_a_review_hangs_on_source_and_translation(tmp_path: Path) -> None:
    before, source, text = (
        read_po(_write(tmp_path, HEAD + words))[0].hash
        for words in (_entry(), _entry(source="Yes!"), _entry(text="জি"))
    )

    assert len({before, source, text}) == 3
    assert len(before) == 16


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            HEAD + _entry() + 'msgctxt "bot.no"\nmsgid No\n',
            ":10:1: W-104 The catalogue is broken here: it does not parse. "
            "Mend it, or restore a copy.",
            id="broken",
        ),
        pytest.param(
            HEAD.encode() + b'msgctxt "a"\nmsgid "b"\nmsgstr "\xff"\n',
            ":7:1: W-103 It is not UTF-8. Save it as UTF-8.",
            id="wrong_encoding",
        ),
        pytest.param(
            HEAD.replace("UTF-8", "ISO-8859-1") + _entry(),
            ":3:1: W-103 It says its characters are ISO-8859-1. Save it as UTF-8 and say so.",
            id="wrong_charset",
        ),
        pytest.param(
            HEAD + 'msgid "Yes"\nmsgstr "হ্যাঁ"\n',
            ":5:1: W-105 The entry has no msgctxt. Its key belongs there: restore it.",
            id="no_key",
        ),
        pytest.param(
            HEAD + _entry() + _entry(source="Yeah"),
            ":9:1: W-107 bot.yes stands here twice (line 5). Delete one.",
            id="key_twice",
        ),
        pytest.param(
            HEAD + 'msgctxt "a"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\n',
            ":5:1: W-106 a has plural forms. Write one that fits every number.",
            id="plural",
        ),
        pytest.param(
            "#" * 10_000_000,
            ":1:1: W-102 The file is over 1 MiB. Split it, or find what went wrong in it.",
            id="ten_megabytes",
        ),
    ],
)
def test_a_broken_file_is_refused_whole_with_its_line(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    path = _write(tmp_path, text)

    with pytest.raises(FlowError) as caught:
        read_po(path)

    assert str(caught.value) == f"{path.as_posix()}{says}"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="W-101 It cannot be read"):
        read_po(tmp_path / "bot.po")
