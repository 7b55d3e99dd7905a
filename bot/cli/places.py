"""Where flows and languages lie, for commands that need no other setting.

Rule: the settings decide; a path given on the command line wins.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import MISUSE, fail

if TYPE_CHECKING:
    from bot.language.catalogue import Catalogue


def folders() -> tuple[Path, Path]:
    """The flows folder and the locales folder, from the settings."""
    from bot.settings import places

    return places()


def find_flow(name: str) -> tuple[Path, Path]:
    """The folder of a flow named on the command line, and the folder of blocks it may use."""
    flows, _ = folders()
    for candidate in (Path(name), flows / name):
        if (candidate / "flow.yaml").is_file() or candidate.is_file():
            return candidate, flows / "_blocks"
    known = sorted(path.parent.name for path in flows.glob("*/flow.yaml"))
    fail(f"There is no flow {name!r}. Known here: {', '.join(known) or 'none'}.", MISUSE)


def load_catalogue() -> Catalogue:
    """All languages of the installation."""
    from bot.language.catalogue import Catalogue

    _, locales = folders()
    return Catalogue.load(locales)
