"""A transcript says what must happen; each difference is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels import LIMITS
from bot.errors import FlowError
from bot.workshop.transcripts import Line, parse, play, play_all, rewritten
from tests.service.stage import ROOT, SLUG, catalogue, eye_screening

HEADER = "channel: sms   language: en\n"
DECLINED = "That is fine. We will not text again."
RIGHT = f"""# Said no.
{HEADER}> no
< {DECLINED}
~ 40 days
= status: declined
= language: en
= last_visit: unasked
"""


def written(folder: Path, text: str) -> Path:
    """A file of it."""
    path = folder / "one.txt"
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path, text: str) -> list[tuple[int, str]]:
    """Line and code of each difference."""
    transcript = parse(written(folder, text))
    problems = play(transcript, eye_screening(), catalogue(), LIMITS["sms"])
    return [(problem.line, problem.code) for problem in problems]


def test_a_line_that_goes_on_is_one_line(tmp_path: Path) -> None:
    transcript = parse(written(tmp_path, f"# Why.\n{HEADER}> yes\n< Which?\n  1 This\n\n= a: b\n"))

    assert (transcript.comments, transcript.channel) == (("# Why.",), "sms")
    assert transcript.lines == (
        Line(3, ">", "yes"),
        Line(4, "<", "Which?\n1 This"),
        Line(7, "=", "a: b"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("> yes\n", "T-001"),
        ("", "T-001"),
        (f"{HEADER}yes\n", "T-002"),
        (f"{HEADER}>yes\n", "T-002"),
        (f"{HEADER}  goes on from nothing\n", "T-002"),
    ],
    ids=["no_header", "empty", "no_mark", "no_space", "begins_with_a_continuation"],
)
def test_what_is_no_transcript_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(FlowError, match=code):
        parse(written(tmp_path, text))


def test_what_happens_as_written_has_no_difference(tmp_path: Path) -> None:
    assert found(tmp_path, RIGHT) == []


@pytest.mark.parametrize(
    ("wrong", "difference"),
    [
        pytest.param(RIGHT.replace(DECLINED, "Hello"), (4, "T-102"), id="says_something_else"),
        pytest.param(RIGHT.replace("> no", "~ 1 hour"), (4, "T-101"), id="says_nothing"),
        pytest.param(RIGHT.replace(f"< {DECLINED}\n", ""), (3, "T-103"), id="says_more"),
        pytest.param(RIGHT.replace("~ 40 days", "> HELP"), (5, "T-103"), id="more_at_the_end"),
        pytest.param(RIGHT.replace(": declined", ": x"), (6, "T-104"), id="ends_otherwise"),
        pytest.param(RIGHT.replace("40", "forty"), (5, "T-103"), id="no_such_time"),
    ],
)
def test_a_difference_is_told_by_its_line(
    tmp_path: Path, wrong: str, difference: tuple[int, str]
) -> None:
    assert difference in found(tmp_path, wrong)


def test_rewriting_keeps_the_resident_and_the_comments_and_puts_the_bot_right(
    tmp_path: Path,
) -> None:
    transcript = parse(
        written(tmp_path, RIGHT.replace(DECLINED, "Hello").replace(": declined", ": x"))
    )

    new = rewritten(transcript, eye_screening(), catalogue(), LIMITS["sms"])

    assert new == RIGHT


def test_all_that_stand_beside_a_flow_are_played() -> None:
    assert play_all(ROOT / "flows" / SLUG, eye_screening(), catalogue(), LIMITS) == ()


def test_one_broken_file_hides_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / "a.txt").write_text("> yes\n", encoding="utf-8")
    (folder / "b.txt").write_text("channel: fax   language: en\n", encoding="utf-8")
    (folder / "c.txt").write_text(RIGHT.replace(DECLINED, "Hello"), encoding="utf-8")

    problems = play_all(tmp_path, eye_screening(), catalogue(), LIMITS)

    assert [(Path(p.file).name, p.code) for p in problems] == [
        ("a.txt", "T-001"),
        ("b.txt", "T-003"),
        ("c.txt", "T-102"),
    ]
