"""Where settings come from: names, the file, and the two folders that `kotha chat` needs.

Rule: standard library only, so that a command which needs no other setting starts at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "KOTHA_"
FILE = Path("kotha.toml")
"""Looked for in the working directory. The environment wins over it."""
FLOWS_DIR = Path("flows")
LOCALES_DIR = Path("locales")


def env_name(field: str) -> str:
    """The variable that sets *field*."""
    return PREFIX + field.upper()


def read_toml(file: Path) -> dict[str, Any] | None:
    """What the file holds, nothing where there is none; `None`: it cannot be read as TOML."""
    if not file.is_file():
        return {}
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # ValueError: not UTF-8, or not TOML
        return None


def places(environ: Mapping[str, str] | None = None, file: Path = FILE) -> tuple[Path, Path]:
    """The folders of flows and of locales, as `load` would find them, checking nothing else."""
    found = read_toml(file) or {}
    given = os.environ if environ is None else environ
    flows, locales = (
        given.get(env_name(field)) or found.get(field) or default
        for field, default in (("flows_dir", FLOWS_DIR), ("locales_dir", LOCALES_DIR))
    )
    return Path(flows), Path(locales)
