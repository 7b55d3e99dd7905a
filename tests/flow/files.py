"""Flow files made for one test, and read at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import Problem
from bot.flow import drafts
from bot.flow.assembly import Assembly
from bot.flow.authored import FlowFile
from bot.flow.load import load, problems
from bot.flow.page import Page
from bot.flow.structure import Document
from bot.flow.yaml import read

ROOT = Path(__file__).parents[2]
FLOWS = ROOT / "flows"
BLOCKS = FLOWS / "_blocks"
EYES = FLOWS / "eye-screening-access"

Step = Mapping[str, Any]  # `Any`: whatever an author may write, right or wrong


def flow(*steps: Step, **keys: Any) -> dict[str, Any]:
    """A flow with these steps, and whatever else is given."""
    return {
        "consultation": "parks",
        "title": "Our parks",
        "run_by": "Example Council",
        "language": "en",
        "languages": ["en"],
        **keys,
        "steps": list(steps),
    }


def choice(step_id: str, *options: str, **keys: Any) -> dict[str, Any]:
    """A choice among options whose labels are their ids, capitalised."""
    labels = {option: option.capitalize() for option in options}
    asked = {"id": step_id, "type": "choice", "text": f"{step_id}?", "choices": labels}
    return {**asked, **keys}


def write(folder: Path, plain: object) -> Path:
    """The flow as a file: JSON is YAML."""
    path = folder / "parks.yaml"
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def assembled(plain: Mapping[str, Any]) -> Document:
    """The document without a file, whether or not each of its steps can be reached."""
    sheet, found = read(json.dumps(plain, indent=0, ensure_ascii=False).encode(), "parks.yaml")
    assert sheet is not None, found
    page = Page(sheet, [])
    file = page.convert(FlowFile, sheet.root.plain(), ())
    assert file is not None, page.problems
    root = sheet.root.plain()
    steps = root["steps"] if isinstance(root, dict) else []
    read_ = [
        drafts.read(page, ("steps", n), step, "", lambda _: None) for n, step in enumerate(steps)
    ]
    document = Assembly(page, file, read_).document()
    assert not page.problems, [str(problem) for problem in page.problems]
    return document


def loaded(folder: Path, plain: object) -> Document:
    """The document; fails where there is a problem."""
    return load(write(folder, plain), BLOCKS)


def found(folder: Path, plain: object) -> tuple[Problem, ...]:
    """Everything wrong with it."""
    return problems(write(folder, plain), BLOCKS)[1]


def codes(folder: Path, plain: object) -> list[str]:
    """The codes of everything wrong with it."""
    return [problem.code for problem in found(folder, plain)]
