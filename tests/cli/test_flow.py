"""`kotha flow` as an officer and a script meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import kotha

BROKEN = Path(__file__).parents[1] / "broken_flows"


def test_check_of_a_good_flow_says_so_and_what_it_costs() -> None:
    ran = kotha("flow", "check", "eye-screening-access")

    assert ran.code == 0, ran.out
    assert "0 errors" in ran.out
    assert "SMS parts a person" in ran.out


def test_check_json_keeps_the_contract() -> None:
    ran = kotha("flow", "check", str(BROKEN / "label_end.yaml"), "--json")

    assert ran.code == 1
    (problem,) = json.loads(ran.out)["problems"]
    assert set(problem) == {"file", "line", "column", "code", "severity", "message"}
    assert (problem["line"], problem["code"], problem["severity"]) == (11, "F-118", "error")


def test_check_of_nothing_is_misuse() -> None:
    ran = kotha("flow", "check", "nowhere")

    assert ran.code == 2
    assert "eye-screening-access" in ran.err


@pytest.mark.parametrize("flag", [(), ("--json",)], ids=["text", "json"])
def test_draw_prints_a_diagram(flag: tuple[str, ...]) -> None:
    ran = kotha("flow", "draw", "eye-screening-access", *flag)

    assert ran.code == 0
    assert "flowchart TD" in ran.out


def test_draw_of_a_broken_flow_says_why() -> None:
    ran = kotha("flow", "draw", str(BROKEN / "brace.yaml"))

    assert ran.code == 1
    assert "F-144" in ran.err


def test_the_published_schema_is_checked_and_written(tmp_path: Path) -> None:
    env = {"KOTHA_FLOWS_DIR": str(tmp_path)}

    assert kotha("flow", "schema", "--check").code == 0
    assert kotha("flow", "schema", "--check", env=env).code == 1
    assert kotha("flow", "schema", "--write", env=env).code == 0
    assert kotha("flow", "schema", "--check", env=env).code == 0
