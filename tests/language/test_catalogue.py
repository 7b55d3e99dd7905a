from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.language.catalogue import Catalogue
from bot.language.folding import fold, loosen
from bot.language.segments import count
from bot.model import Command
from tests.render import scenes

ROOT = Path(__file__).parents[2]
TEXTS = {key: english for key, (english, _) in scenes.WORDS.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scenes.locales(tmp_path / "locales")


@pytest.fixture(scope="module")
def ours() -> Catalogue:
    """The catalogue of the repository."""
    return Catalogue.load(ROOT / "locales")


def _review(folder: Path, catalogue: Catalogue, status: str = "approved") -> Catalogue:
    rows = ["key,hash,status,by,tested"]
    entries = catalogue.entries["bn"].values()
    rows += [f"{entry.key},{entry.hash},{status},FK,read aloud" for entry in entries]
    (folder / "bn" / "review.csv").write_text("\n".join(rows), encoding="utf-8")
    return Catalogue.load(folder)


# ── Words ─────────────────────────────────────────────────────────────────────────────────────


def test_fresh_translations_are_used(folder: Path) -> None:
    wording = Catalogue.load(folder).wording(TEXTS, "en", "eyes")

    assert wording.texts("bn")["eyes.visit.choices.longer"] == "তার আগে"
    assert wording.texts("en")["eyes.visit.choices.longer"] == "Longer ago"


def test_a_changed_source_makes_its_translation_stale(folder: Path) -> None:
    changed = {**TEXTS, "eyes.title": "Eye checks"}
    catalogue = Catalogue.load(folder)

    assert "eyes.title" not in catalogue.wording(changed, "en", "eyes").texts("bn")
    assert catalogue.readiness("bn", changed, "en").stale == ("eyes.title",)


def test_a_fuzzy_translation_is_not_used(folder: Path) -> None:
    po = folder / "bn" / "eyes.po"
    text = po.read_text(encoding="utf-8")
    po.write_text(text.replace('msgctxt "eyes.title"', '#, fuzzy\nmsgctxt "eyes.title"'), "utf-8")

    assert "eyes.title" not in Catalogue.load(folder).wording(TEXTS, "en", "eyes").texts("bn")


def test_the_words_of_another_flow_stay_out(folder: Path) -> None:
    (folder / "bn" / "parks.po").write_text(
        scenes.po({"parks.title": ("Parks", "পার্ক")}), encoding="utf-8"
    )

    assert not Catalogue.load(folder).wording(TEXTS, "en", "eyes").has("parks.title")


def test_a_flow_written_in_bengali_has_its_english_in_a_catalogue(folder: Path) -> None:
    (folder / "en" / "parks.po").write_text(
        scenes.po({"parks.title": ("পার্ক", "Parks")}), encoding="utf-8"
    )
    wording = Catalogue.load(folder).wording({"parks.title": "পার্ক"}, "bn", "parks")

    assert (wording.get("bn", "parks.title"), wording.get("en", "parks.title")) == (
        "পার্ক", "Parks",
    )  # fmt: skip
    assert wording.candidates("syl") == ("syl", "bn", "en")


def test_what_a_block_says_is_english_whatever_the_flow_is_written_in(folder: Path) -> None:
    texts = {"block.consent.agree.text": "May we?", "parks.title": "পার্ক"}
    wording = Catalogue.load(folder).wording(texts, "bn", "parks")

    assert wording.texts("en")["block.consent.agree.text"] == "May we?"
    assert "block.consent.agree.text" not in wording.texts("bn")


# ── Readiness ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_is_named(folder: Path) -> None:
    more = {**TEXTS, "eyes.new.text": "New", "eyes.new.also.x": "x"}

    found = Catalogue.load(folder).readiness("bn", more, "en")

    assert found.missing == ("bot.english_only", "eyes.new.text")
    assert not found.is_complete


def test_sylheti_is_complete_when_bengali_is(folder: Path) -> None:
    catalogue = Catalogue.load(folder)

    assert catalogue.readiness("syl", TEXTS, "en") == catalogue.readiness("bn", TEXTS, "en")


def test_a_draft_is_unreviewed_until_a_person_approves_it(folder: Path) -> None:
    catalogue = Catalogue.load(folder)

    assert "eyes.title" in catalogue.readiness("bn", TEXTS, "en").unreviewed
    assert "eyes.title" in _review(folder, catalogue, "draft").readiness(
        "bn", TEXTS, "en").unreviewed  # fmt: skip
    assert _review(folder, catalogue).readiness("bn", TEXTS, "en").unreviewed == ()


def test_editing_a_translation_unreviews_it(folder: Path) -> None:
    _review(folder, Catalogue.load(folder))
    po = folder / "bn" / "eyes.po"
    po.write_text(po.read_text(encoding="utf-8").replace("চোখের পরীক্ষা", "চক্ষু"), "utf-8")

    assert Catalogue.load(folder).readiness("bn", TEXTS, "en").unreviewed == ("eyes.title",)


def test_the_source_language_lacks_nothing(folder: Path) -> None:
    assert Catalogue.load(folder).readiness("en", TEXTS, "en").is_complete


# ── Loading ───────────────────────────────────────────────────────────────────────────────────


def test_every_broken_file_is_told_of_at_once(folder: Path) -> None:
    (folder / "bn" / "eyes.po").write_text("<<<<<<< ours\n", encoding="utf-8")
    (folder / "bn" / "review.csv").write_text("a\n", encoding="utf-8")
    (folder / "bn" / "words.yaml").write_text("yes: [", encoding="utf-8")
    (folder / "xx").mkdir()

    with pytest.raises(FlowError) as caught:
        Catalogue.load(folder)

    lines = str(caught.value).replace(f"{folder.as_posix()}/", "").splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "bn/eyes.po:1:1:", "bn/review.csv:1:1:", "bn/words.yaml:2:1:", "xx:1:1:",
    ]  # fmt: skip


def test_a_key_in_two_files_is_refused(folder: Path) -> None:
    (folder / "bn" / "more.po").write_text(
        scenes.po({"eyes.title": ("Eye screening", "চোখ")}), encoding="utf-8"
    )

    with pytest.raises(FlowError, match=r"W-107 eyes\.title also stands in"):
        Catalogue.load(folder)


def test_every_locale_file_of_the_repository_loads(ours: Catalogue) -> None:
    assert {"en", "bn", "bn-Latn", "syl"} <= set(ours.languages)
    assert ours.entries["bn"].keys() >= ours.entries["en"].keys()


# ── Understanding ─────────────────────────────────────────────────────────────────────────────


def test_stop_is_known_in_every_language(ours: Catalogue) -> None:
    assert {"stop", "bondho"} <= set(ours.commands)
    assert set(ours.commands.values()) == {Command.STOP}


@pytest.mark.parametrize("tag", ["bn", "syl", "en"])
def test_a_session_understands_its_language_and_english(ours: Catalogue, tag: str) -> None:
    lexicon = ours.lexicon(tag)

    assert lexicon.commands["help"] is Command.HELP
    assert lexicon is ours.lexicon(tag)


def test_sylheti_understands_romanised_bengali(ours: Catalogue) -> None:
    assert ours.lexicon("syl").commands["bondho"] is Command.STOP


COMMANDS_NAMED = ("bot.help", "bot.help_idle", "bot.optional", "bot.idle", "bot.receipt.change")


@pytest.mark.parametrize("key", COMMANDS_NAMED)
def test_the_words_that_bengali_help_names_are_understood(ours: Catalogue, key: str) -> None:
    """After the colon stand commands, parted by commas."""
    known = ours.lexicon("bn").commands
    stretches = [part.split("।")[0] for part in ours.entries["bn"][key].text.split(": ")[1:]]
    named = [word for part in stretches for word in part.split(", ") if "{" not in word]
    named = [word for word in named if "উত্তর দেওয়ার" not in word]

    assert named
    assert [word for word in named if loosen(fold(word)) not in known] == []


# ── The bot's own phrases ─────────────────────────────────────────────────────────────────────


def _keys_in_code() -> set[str]:
    """Every phrase key that stands in the code as such."""
    literal = re.compile(r"""["'](bot(?:\.[a-z_]+)+)["']""")
    found = {
        key
        for path in (ROOT / "bot").rglob("*.py")
        for key in literal.findall(path.read_text(encoding="utf-8"))
    }
    return {key for key in found if not _is_module(key)}


def _is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_every_phrase_that_the_code_says_has_words_in_both_languages(ours: Catalogue) -> None:
    keys = _keys_in_code()

    assert len(keys) > 50
    assert sorted(keys - ours.entries["en"].keys()) == []
    assert sorted(key for key in keys if not ours.entries["bn"][key].text) == []


def test_english_phrases_have_their_words_in_msgid_alone(ours: Catalogue) -> None:
    entries = ours.entries["en"].values()

    assert [e.key for e in entries if not e.source or e.text not in {"", e.source}] == []


def test_english_phrases_keep_to_the_cheap_alphabet_but_for_telegrams_tick(
    ours: Catalogue,
) -> None:
    dear = {e.key for e in ours.entries["en"].values() if count(e.source).encoding != "GSM-7"}

    assert dear == {"bot.chosen"}


def test_telegrams_menu_has_room_for_each_line(ours: Catalogue) -> None:
    lines = {
        (tag, entry.key): entry.text or entry.source
        for tag in ("en", "bn")
        for entry in ours.entries[tag].values()
        if entry.key.startswith("bot.menu.")
    }

    assert [key for key, text in lines.items() if len(text) > 40] == []
