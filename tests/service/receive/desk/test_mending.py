"""A link worker mends a wording from the street: judged, signed by them, and spoken at once."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.flow.load import load
from bot.language.catalogue import Catalogue
from tests import copies
from tests.service.receive.desk.street import Street
from tests.service.stage import SLUG, stage

WRONG = "সেখানে যাওয়া কতটা সহজ ছিল?"
BETTER = "ওখানে যেতে কতটা সুবিধা ছিল?"
KEY = f"{SLUG}.ease.text"
TAGS = (*copies.FEW, "pl")
"""What the people of the street read."""


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """Rahima reads Bengali, and the words lie in files of their own."""
    flows = copies.flows(tmp_path, TAGS)
    copies.locales(tmp_path, TAGS)
    async with stage(tmp_path, words=tmp_path) as house:
        opened = Street(house)
        await opened.open(load(flows / SLUG, flows / "_blocks"), Rahima="bn")
        yield opened


async def mend(street: Street, *said: str) -> str:
    """Rahima opens her desk, asks to mend, and says this; what she hears last."""
    for each in ("/desk", "[লেখা ঠিক করুন]", *said):
        await street.say("Rahima", each)
    return street.inboxes["Rahima"][-1].body


def kept(folder: Path) -> tuple[str, str, str]:
    """What stands in the files: the words, and how and by whom they are signed."""
    catalogue = Catalogue.load(folder / "locales")
    review = catalogue.reviews["bn"][KEY]
    return catalogue.entries["bn"][KEY].text, review.status, review.by


async def test_what_she_mends_is_signed_and_asked_from_then_on(
    street: Street, tmp_path: Path
) -> None:
    """She copies the question, writes it anew, sees it, and takes it."""
    said = await mend(street, WRONG, f"[{WRONG}]", BETTER, "[এটি ব্যবহার করুন]")
    for each in ("হ্যাঁ", "১"):
        await street.say("Selim", each)

    assert said == "ধন্যবাদ। আপনার নামে রাখা হয়েছে, এক মিনিটের মধ্যে চালু হবে।"
    assert kept(tmp_path) == (BETTER, "approved", "Rahima Begum")
    assert street.inboxes["Selim"][-1].body.startswith(BETTER)


async def test_a_mistyped_word_still_finds_it(street: Street) -> None:
    await mend(street, "সেখানে যাওয়া কতটা সহয ছিল")

    labels = [button.label for button in street.inboxes["Rahima"][-1].buttons]
    assert labels[0] == WRONG


async def test_nothing_is_kept_before_she_says_so(street: Street, tmp_path: Path) -> None:
    before = kept(tmp_path)
    await mend(street, WRONG, f"[{WRONG}]", BETTER, "[বাদ দিন]")

    assert kept(tmp_path) == before


async def test_what_breaks_a_rule_is_refused_with_the_reason(
    street: Street, tmp_path: Path
) -> None:
    """An option may not be called what another one is called; she can write another."""
    before = kept(tmp_path)
    said = await mend(street, "তারও আগে", "[তারও আগে]", "কখনও না")

    assert said.startswith("এটি ব্যবহার করা যাবে না: ")
    assert kept(tmp_path) == before


async def test_what_somebody_else_has_changed_meanwhile_is_not_lost(
    street: Street, tmp_path: Path
) -> None:
    await mend(street, WRONG, f"[{WRONG}]", BETTER)
    file = tmp_path / "locales" / "bn" / f"{SLUG}.po"
    file.write_text(file.read_text("utf-8").replace(WRONG, "আরেকজনের কথা"), encoding="utf-8")
    await street.say("Rahima", "[এটি ব্যবহার করুন]")

    said = street.inboxes["Rahima"][-1].body
    assert said.endswith("Somebody has changed it meanwhile. Begin again.")
    assert kept(tmp_path)[0] == "আরেকজনের কথা"


async def test_words_that_are_nowhere_are_asked_for_again(street: Street) -> None:
    assert await mend(street, "xyzzy") == "এমন কোনো কথা এখানে নেই। তার অন্য কয়েকটি শব্দ লিখুন।"


async def test_english_is_the_authors_own(street: Street) -> None:
    await street.say("Karim", "/desk")
    await street.say("Karim", "[Mend a wording]")

    assert street.inboxes["Karim"][-1].body.startswith("The words in your language are")


async def test_a_folder_that_cannot_be_written_is_told_of(street: Street, tmp_path: Path) -> None:
    """As where it is mounted to be read only: here, the file beside cannot be made."""
    file = tmp_path / "locales" / "bn" / f"{SLUG}.po"
    (file.parent / f".{file.name}.{os.getpid()}.new").mkdir()

    assert await mend(street, WRONG, f"[{WRONG}]", BETTER) == (
        "লেখা এখান থেকে বদলানো যাচ্ছে না। অফিসারকে নোট পাঠান।"
    )
