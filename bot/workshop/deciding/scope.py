"""What a decision may be about: the themes that people's answers were sorted into, the options
that they chose, the languages in which they are told.

Rule: pure; never a sensitive step, nor what people said of themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from bot.flow.structure import Document, Step
from bot.language.catalogue import Catalogue
from bot.model import Texts

CLOSED = frozenset({"yes_no", "choice", "multi_choice", "ranking", "points"})
"""Questions of which somebody may say: you chose this, and here is what became of it."""
_OURS: Mapping[str, str] = MappingProxyType({"yes": "Yes", "no": "No"})


class Scope:
    """One consultation, as a decision on it sees it."""

    def __init__(self, document: Document, catalogue: Catalogue, codes: Texts | None = None):
        """`codes`: of the codebook, each with its title."""
        self.document = document
        self.catalogue = catalogue
        self._codes = dict(codes or {})

    @property
    def slug(self) -> str:
        """The consultation's name."""
        return self.document.flow.slug

    @property
    def title(self) -> str:
        """In the language of the file."""
        return self.document.texts.get(f"{self.slug}.title", self.slug)

    @property
    def source(self) -> str:
        """The language that every text must have."""
        return self.document.flow.language

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """That of the file first, then the others that are offered."""
        return tuple(dict.fromkeys((self.source, *self.document.plan.languages)))

    @cached_property
    def themes(self) -> Mapping[str, str]:
        """Every theme that must be answered, by id, with its title where it has one; none: the
        themes are the officer's own."""
        steps = (step for step in self.document.flow.steps if step.theme and not step.about)
        return {**dict.fromkeys((step.theme for step in steps), ""), **self._codes}

    @cached_property
    def options(self) -> Mapping[tuple[str, str], str]:
        """Every option that somebody may be told of, with its label."""
        return {
            (step.id, option): self._label(step, option)
            for step in self.document.flow.steps
            if step.question.type in CLOSED and not (step.about or step.sensitive)
            for option in step.question.options()
        }

    def questions(self) -> Mapping[str, str]:
        """The questions of those options."""
        asked = dict.fromkeys(step for step, _ in self.options)
        steps = ((each, self.document.flow.step(each)) for each in asked)
        return {key: self.document.texts.get(s.key("text"), key) for key, s in steps if s}

    def missing(self, texts: Texts) -> tuple[str, ...]:
        """Languages in which it is not said, along their chains; empty words do not count."""
        said = {tag for tag, text in texts.items() if text}
        return tuple(
            tag
            for tag in self.languages
            if said.isdisjoint((tag, *self.catalogue.language(tag).chain))
        )

    def named(self, tag: str) -> str:
        """A language in English, with its tag."""
        return f"{self.catalogue.language(tag).english_name or tag} ({tag})"

    def _label(self, step: Step, option: str) -> str:
        return self.document.texts.get(step.key(f"choices.{option}"), _OURS.get(option, option))
