"""`/desk`: the menu, and the end of whatever was begun."""

from __future__ import annotations

import pytest

from bot.model import Role
from bot.service.receive.desk.menu import ENTRIES
from tests.service.receive.desk.street import Street
from tests.service.stage import ROOT, catalogue


async def test_the_menu_ends_what_was_begun(street: Street) -> None:
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[Note to the officer]")
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "this is no note any more")

    labels = [button.label for button in street.inboxes["Rahima"][-1].buttons]
    assert "My people" in labels
    assert not any("no note" in message.body for message in street.inboxes["Olive"])


async def test_an_analyst_has_no_desk(street: Street) -> None:
    await street.take_on("Selim", "Ana Lyst", Role.ANALYST, "en")
    await street.say("Selim", "/desk")

    assert street.inboxes["Selim"][-1].body == "Only staff can do that."


@pytest.mark.parametrize(
    ("page", "language"), [("LINK_WORKERS.md", "en"), ("LINK_WORKERS.bn.md", "bn")]
)
def test_the_page_for_link_workers_names_every_button(page: str, language: str) -> None:
    text = (ROOT / "deploy" / page).read_text("utf-8")
    words = catalogue().wording({}, "en", "bot")
    labels = [words.get(language, f"bot.desk.{entry}") for entry in ENTRIES]

    assert [label for label in labels if f"| {label} |" not in text] == []
