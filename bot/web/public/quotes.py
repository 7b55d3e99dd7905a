"""What people let us print, under the question that they were answering.

Rule: said by a resident and by nobody else; what is told of them, and of what they speak, is told
only where the figures shown beside it tell of that group or theme, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.flow.structure import Step
from bot.results.coding.quotes import Quote
from bot.results.summary import Counts
from bot.shelf.publication import Publication
from bot.web.public.groups import group_name
from bot.web.public.speech import Speech


class Words(Struct, frozen=True):
    """One wording."""

    text: str
    tag: str
    """Of its language; empty: it is not known. People answer in what they like, whatever they are
    asked in, so which way it runs is for the browser to see."""
    own_name: str
    """Of that language; empty where there is no other wording to tell it from."""


class Quoted(Struct, frozen=True):
    """One quote."""

    words: tuple[Words, ...]
    """As it was said, then its translation; at least one of them."""
    of: str
    """What is told of whoever said it; empty: nothing."""
    themes: tuple[str, ...] = ()
    """What it speaks of, in the officers' own words."""


class Voices(Struct, frozen=True):
    """What was said to one question."""

    id: str
    title: str
    quotes: tuple[Quoted, ...]


def voices(shown: Publication, speech: Speech) -> tuple[Voices, ...]:
    """The questions of which something may be printed, in the order asked."""
    steps = (s for s in speech.running.compiled.flow.steps if not (s.sensitive or s.about))
    return tuple(_voices(step, shown, speech) for step in steps if _of(step, shown))


def _of(step: Step, shown: Publication) -> tuple[Quote, ...]:
    return tuple(each for each in shown.quotes if each.step == step.id)


def _voices(step: Step, shown: Publication, speech: Speech) -> Voices:
    quotes = (
        Quoted(tuple(_wordings(each, speech)), _told(each, shown, speech), _themes(each, shown))
        for each in _of(step, shown)
    )
    return Voices(f"said-{step.id}", speech.question(step), tuple(quotes))


def _wordings(quote: Quote, speech: Speech) -> Iterator[Words]:
    known = speech.running.catalogue.languages
    own = speech.running.compiled.flow.language
    is_other = quote.translation and quote.language == own  # asked in one, answered in another
    wordings = ((quote.text, "" if is_other else quote.language), (quote.translation, own))
    given = [(text, tag) for text, tag in wordings if text]
    for text, tag in given:
        is_one_of_two = len(given) > 1 and tag in known
        yield Words(text, tag, known[tag].own_name if is_one_of_two else "")


def _themes(quote: Quote, shown: Publication) -> tuple[str, ...]:
    """The themes of a quote whose count is published, as the figures call them."""
    counts = [
        each
        for each in (shown.figures.questions if shown.figures else ())
        if isinstance(each, Counts) and each.step == quote.step
    ]
    shown_cells = {cell.id for each in counts for cell in each.cells if cell.n}
    labels = {code: label for each in counts for code, label in each.labels.items()}
    return tuple(labels[c] for c in quote.codes if c in labels and c in shown_cells)


def _told(quote: Quote, shown: Publication, speech: Speech) -> str:
    """The group that a quote names, while there are enough of it to be told of."""
    facets = shown.figures.facets if shown.figures else ()
    groups = (each for facet in facets if facet.by == quote.facet for each in facet.groups)
    is_told = any(each.value == quote.value and each.people is not None for each in groups)
    return group_name(quote.facet, quote.value, speech) if is_told and quote.value else ""
