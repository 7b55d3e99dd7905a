"""Drafts put together: what they say of each other, and the document they make.

Rule: everything wrong is noted before anything is returned; a document from a file with errors
is never used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct, field

from bot.flow import links, ratings, texts
from bot.flow.ask_if import AskIf
from bot.flow.authored import FlowFile
from bot.flow.drafts import Draft
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.pipes import Blanks
from bot.flow.plans import Plans
from bot.flow.scope import Scope
from bot.flow.structure import Document, Flow, Step
from bot.flow.texts import Saying
from bot.flow.version import digest
from bot.flow.yaml import Plain

BUILT_IN_ENDINGS = ("done", "declined", "closed")


class Assembly(Struct, frozen=True):
    """Puts drafts together, noting what is wrong between them."""

    page: Page
    file: FlowFile
    found: Sequence[Draft]
    sayings: dict[str, Saying] = field(default_factory=dict)

    def document(self) -> Document:
        """The document; to be used only where no error was noted."""
        scope = Scope(self.found, self._endings())
        self._judge_names(scope)
        links.judge_consent(scope.drafts)
        blanks = Blanks(scope, self.file.closes is not None)
        self._gather(texts.of_file(self.page, self.file, blanks))
        for draft in self.found:
            self._gather(texts.of_step(self.file.consultation, draft, blanks))
        words = {key: saying.words for key, saying in self.sayings.items()}
        steps = [self._step(scope, draft) for draft in self.found]
        flow = Flow(
            slug=self.file.consultation,
            language=self.file.language,
            steps=tuple(step for step in steps if step is not None),
            endings=self._endings(),
            consent_text=self._consent_text(words),
        )
        plan = Plans(self.page, self.file).read()
        ratings.judge_together(self.found, plan)
        return Document(flow=flow, plan=plan, texts=words, version=digest(flow))

    def _gather(self, sayings: Iterator[Saying]) -> None:
        self.sayings.update((saying.key, saying) for saying in sayings)

    def _endings(self) -> tuple[str, ...]:
        own = [name for name in self.file.endings if name not in BUILT_IN_ENDINGS]
        return (*BUILT_IN_ENDINGS, *own)

    def _step(self, scope: Scope, draft: Draft) -> Step | None:
        words, question = draft.words, links.bounds(scope, draft)
        plain = _ask_if(draft)
        ask_if = None if plain is None else AskIf(scope, draft).read(plain, _under(draft))
        go_to = links.go_to(scope, draft)
        if words is None or question is None:
            return None
        slug, defaults = self.file.consultation, self.file.defaults
        usual = defaults.when_stuck or ("skip" if words.optional else "link_worker")
        return Step(
            id=draft.id,
            prefix=texts.prefix(slug, draft),
            overrides=texts.own_parts(draft),
            slug=slug,
            question=question,
            ask_if=ask_if,
            go_to=go_to,
            optional=words.optional,
            sensitive=words.sensitive,
            theme=words.theme,
            tries=words.tries or defaults.tries,
            when_stuck=words.when_stuck or usual,
            parts=texts.names(draft),
            media=words.media or "",
            about=draft.is_about,
            section=self._section(draft),
        )

    def _section(self, draft: Draft) -> str:
        """The latest section that began at this step or before it."""
        section = ""
        for step in self.found:
            starts = step.block if step.block in self.file.sections else step.id
            section = starts if starts in self.file.sections else section
            if step.id == draft.id:
                return section
        return section

    def _consent_text(self, words: dict[str, str]) -> str:
        slug = self.file.consultation
        asked = [draft for draft in self.found if draft.question and _is_consent(draft)]
        keys = [
            f"{slug}.{draft.id}.{part}" if part in texts.own_parts(draft)
            else f"{texts.prefix(slug, draft)}.{part}"
            for draft in asked
            for part in ("text", "hint", "more")
        ]  # fmt: skip
        return "\n".join(words[key] for key in keys if key in words)

    def _judge_names(self, scope: Scope) -> None:
        """Names outside `steps` that mean a step, and steps called like an ending."""
        known = [draft.id for draft in self.found]
        blocks = {draft.block for draft in self.found} - {""}
        for name in self.file.sections:
            if name not in {*known, *blocks}:
                remedy = did_you_mean(name, [*known, *blocks], "Use the id of its first step.")
                message = f'No step is called "{name}". {remedy}'
                self.page.error_on_key("F-120", ("sections", name), message)
        for old, new in self.file.moved.items():
            if new not in known:
                remedy = did_you_mean(new, known, "Use the id that the step has now.")
                self.page.error("F-120", ("moved", old), f'No step is called "{new}". {remedy}')
            if old in known:
                message = f'"{old}" is still a step. Only the old name of a step stands here.'
                self.page.error_on_key("F-120", ("moved", old), message)
        for draft in self.found:
            if draft.id in scope.endings:
                message = f'"{draft.id}" is the name of an ending. Choose another id.'
                draft.page.error("F-114", (*draft.path, "id"), message)


def _is_consent(draft: Draft) -> bool:
    return draft.question is not None and draft.question.type == "consent"


def _ask_if(draft: Draft) -> Plain | None:
    """The condition as written: `StepFile` takes it as it stands in the page."""
    return cast("Plain | None", draft.words.ask_if) if draft.words else None


def _under(draft: Draft) -> tuple[str | int, ...]:
    return (*draft.path, "ask_if")
