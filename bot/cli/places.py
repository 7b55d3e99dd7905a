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
    from bot.flow.folder import BLOCKS, FILE

    flows, _ = folders()
    for candidate in (Path(name), flows / name):
        if (candidate / FILE).is_file() or candidate.is_file():
            return candidate, flows / BLOCKS
    known = ", ".join(all_flows()) or "none"
    fail(f"There is no flow {name!r}. Known here: {known}.", MISUSE)


def all_flows() -> list[str]:
    """The flows of the installation, by name."""
    from bot.flow import folder

    flows, _ = folders()
    return [each.name for each in folder.folders(flows)]


def load_catalogue() -> Catalogue:
    """All languages of the installation."""
    from bot.language.catalogue import Catalogue

    _, locales = folders()
    return Catalogue.load(locales)
