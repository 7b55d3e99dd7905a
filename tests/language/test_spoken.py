"""The worked flow, all the way through, in every language that can be written in."""

from __future__ import annotations

from pathlib import Path

from bot.channels import LIMITS
from bot.flow.load import load
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.workshop.transcripts import play_all
from tests.flow.files import BLOCKS, EYES, ROOT

HERE = Path(__file__).parent / "spoken"
SPOKEN = (
    "en", "bn", "syl", "so", "ur", "ar", "pl", "tr", "pa", "gu", "ro", "pt", "zh-Hans", "vi", "cy",
)  # fmt: skip


def _in_all() -> Document:
    document = load(EYES, BLOCKS)
    return document.model_copy(
        update={"plan": document.plan.model_copy(update={"languages": SPOKEN})}
    )


def test_each_language_is_spoken_from_the_first_word_to_the_last() -> None:
    catalogue = Catalogue.load(ROOT / "locales")

    assert [str(each) for each in play_all(HERE, _in_all(), catalogue, LIMITS)] == []


def test_each_language_has_its_transcript() -> None:
    played = {path.name.removesuffix("_sms_whole_way.txt") for path in HERE.rglob("*.txt")}

    assert played == {tag.lower().replace("-", "_") for tag in SPOKEN} - {"en", "bn"}
