"""HTML in what officers and people wrote is read as text, on the page and in the report."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.ports import Snapshot, SnapshotKind
from bot.results.coding.quotes import Quote
from bot.results.summary import Counts
from bot.shelf.publication import Publication
from bot.web.pages import Pages
from bot.web.public.speech import speech
from bot.web.public.view import view
from tests.service.stage import NOON, SLUG, running
from tests.store.makers import an_id
from tests.web.consulted import DECISION, FIGURES, NEWS, SHOP

PAGES = Pages()
HOSTILE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</p></section><iframe src=//evil.example>",
            "{{ 7*7 }}",
            "{% raw %}",
            "&lt;script&gt;",
            "javascript:alert(1)",
            "' onmouseover='alert(1)",
            "<!--",
            "]]><svg/onload=alert(1)>",
        ]
    ),
)


class Reader(HTMLParser):
    """The tags of a page, and whether any of them runs something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        self.tags.append(tag)
        self.runs += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def tags_with(words: str) -> tuple[list[str], list[str]]:
    """The tags of the page on which officers and people wrote these words."""
    theme = replace(DECISION.themes[0], title={"en": words}, because={"en": words})
    decision = replace(
        DECISION, headline={"en": words}, decided_by=words, themes=(theme, *DECISION.themes[1:])
    )
    first, *others = FIGURES.questions
    assert isinstance(first, Counts)
    coded = replace(first, labels={cell.id: words for cell in first.cells})
    figures = replace(FIGURES, questions=(coded, *others))
    snapshot = Snapshot(SLUG, SnapshotKind.CLOSING, NOON, figures, "d" * 64)
    talk = (1, an_id("talk"), 1)
    quote = Quote("r1", "more", talk, (), "bn", words, words, "language", "bn", "officer", NOON)
    shown = Publication(
        running(),
        NOON.date(),
        "m",
        snapshot,
        (decision,),
        (replace(NEWS, text={"en": words}),),
        quotes=(quote,),
    )
    page = view(shown, speech(shown.running, "en"), SHOP)
    reader = Reader()
    reader.feed(PAGES.text("consultation.html", {"page": page}))
    return reader.tags, reader.runs


@pytest.fixture(scope="module")
def plain() -> list[str]:
    """The tags of an ordinary page."""
    return tags_with("Swings")[0]


@given(HOSTILE)
@example("<script>alert(1)</script>")
def test_no_word_becomes_a_tag(plain: list[str], words: str) -> None:
    tags, runs = tags_with(words)

    assert tags == plain
    assert runs == []
