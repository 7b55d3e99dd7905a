"""An installation of its own for the commands that run a consultation.

Rule: its flows' dates lie ahead of anybody's clock, and everything is asked through the command.
"""

from __future__ import annotations

from pathlib import Path

from bot.settings import make_keys
from tests.commands import Ran, installation, kotha

SLUG = "eye-screening-access"
DRAFTS = ("--accept-drafts", "Rahima Khatun", "--without-dpia", "Rahima Khatun")
"""Somebody stands for what is not reviewed and not signed."""
PEOPLE = (
    "phone,telegram,language,name,link_worker\n07700 900001,,en,,\n07700900002,,bn,,\n,4711,bn,,\n"
)
SMS = {
    "KOTHA_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "KOTHA_TWILIO_AUTH_TOKEN": "t" * 32,
    "KOTHA_TWILIO_FROM": "+447700900999",
    "KOTHA_PUBLIC_URL": "https://kotha.example",
    "KOTHA_TELEGRAM_TOKEN": "1:t",
}


class House:
    """One installation on flows whose dates lie ahead."""

    def __init__(self, folder: Path, words: tuple[Path, Path], like: House | None = None) -> None:
        """`words`: where flows and locales are; `like`: it begins as another stands."""
        flows, locales = words
        self.folder = folder
        self.env = {
            **installation(folder),
            "KOTHA_FLOWS_DIR": str(flows),
            "KOTHA_LOCALES_DIR": str(locales),
        }
        if like is not None:
            self.env |= {key: like.env[key] for key in make_keys()}
            self.database.write_bytes(like.database.read_bytes())
        self.list = folder / "people.csv"
        self.list.write_text(PEOPLE, encoding="utf-8")

    @property
    def database(self) -> Path:
        """Its file."""
        return Path(self.env["KOTHA_DATABASE_URL"].removeprefix("sqlite+aiosqlite:///"))

    def run(self, *args: str, **env: str) -> Ran:
        """Any command of this installation."""
        return kotha(*args, env={**self.env, **env})

    def launch(self, *args: str, **env: str) -> Ran:
        """`kotha launch` of the list."""
        return self.run("launch", SLUG, "--to", str(self.list), *args, **env)


def ahead(flows: Path) -> Path:
    """The same with dates that nobody lives to see."""
    flow = flows / SLUG / "flow.yaml"
    flow.write_text(flow.read_text("utf-8").replace("2027-", "2097-"), encoding="utf-8")
    return flows
