"""A copy of the repository's flows and words, for tests that change them.

Rule: what must hold of every language is asked of the repository itself. Whatever else a test
does needs a few of them: all are many files to copy, to read and to check, each time.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
FEW = ("en", "bn", "bn-Latn", "syl", "syl-Latn")
"""The source, a translation, one that falls back on it, and how both are typed."""
ALL = tuple(path.name for path in (ROOT / "locales").iterdir() if (path / "words.yaml").exists())
_LANGUAGE = re.compile(r"^([\w-]+):\n(?:[ ].*\n|\n)*", re.MULTILINE)
_OFFERED = re.compile(r"(?<=^languages: \[).*(?=\]$)", re.MULTILINE)


def flows(folder: Path, tags: Sequence[str] = FEW) -> Path:
    """Copy `flows/` into *folder*, offered in these languages at most; where it now lies.

    Without transcripts: they are played by their own tests.
    """
    away = shutil.ignore_patterns("transcripts")
    copied = Path(shutil.copytree(ROOT / "flows", folder / "flows", ignore=away))
    for flow in copied.glob("*/flow.yaml"):
        offered = partial(_among, tags)
        flow.write_text(_OFFERED.sub(offered, flow.read_text("utf-8")), encoding="utf-8")
    return copied


def locales(folder: Path, tags: Sequence[str] = FEW) -> Path:
    """Copy of `locales/` these languages into *folder*; where they now lie."""
    copied = folder / "locales"
    for name in ("templates", *tags):
        shutil.copytree(ROOT / "locales" / name, copied / name)
    table = (ROOT / "locales" / "languages.yaml").read_text("utf-8")
    kept = _LANGUAGE.sub(lambda found: found[0] if found[1] in tags else "", table)
    (copied / "languages.yaml").write_text(kept.rstrip() + "\n", encoding="utf-8")
    return copied


def _among(tags: Sequence[str], found: re.Match[str]) -> str:
    return ", ".join(tag for tag in found[0].split(", ") if tag in tags)
