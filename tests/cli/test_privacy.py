"""`kotha privacy` and `kotha dpia`: made from the flow, signed whole."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli import MISUSE, WRONG
from tests.commands import installation, kotha

SLUG = "eye-screening-access"


def test_a_dpia_is_signed_only_when_it_is_whole_and_of_these_questions(tmp_path: Path) -> None:
    env = installation(tmp_path)
    made = kotha("dpia", SLUG, env=env).out
    paper = tmp_path / "dpia.md"
    sign = ("dpia", SLUG, "--sign", "Dan Lead", "--file", str(paper))

    assert kotha("dpia", SLUG, "--sign", "Dan Lead", env=env).code == MISUSE
    paper.write_text(made, encoding="utf-8")
    open_yet = kotha(*sign, env=env)
    paper.write_text("All is answered.", encoding="utf-8")
    strange = kotha(*sign, env=env)
    paper.write_text(made.replace("TO ANSWER:", "answered:"), encoding="utf-8")
    before = kotha("doctor", "--go-live", env=env).out
    signed = kotha(*sign, "--json", env=env)
    after = kotha("doctor", "--go-live", env=env).out

    assert (open_yet.code, "marks to answer" in open_yet.err) == (WRONG, True)
    assert (strange.code, "other questions" in strange.err) == (WRONG, True)
    assert json.loads(signed.out)["signed_by"] == "Dan Lead"
    assert "NO  dpia: " in before
    assert f"ok  dpia: {SLUG} was signed" in after


def test_the_notice_counts_what_is_still_to_answer(tmp_path: Path) -> None:
    ran = kotha("privacy", SLUG, "--json", env=installation(tmp_path))

    assert json.loads(ran.out)["unanswered"] == 2
