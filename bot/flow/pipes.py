"""Blanks in texts: `{step}`, `{step|fallback}` and the reserved names.

Rule: no text that loads can leave a blank unfilled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from bot.flow.drafts import Draft
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.scope import Scope
from bot.flow.yaml import Trail

NAMES = ("left", "closes", "title", "run_by")
"""What any message may print beside answers."""

_BLANK = re.compile(r"\{([^{}]*)\}")
_PIPE = re.compile(r"([a-z][a-z0-9_-]*)(?:\|([^{}|]+))?")
_UNPRINTABLE = ("info", "consent", "voice", "photo", "location")


class Pipe(Struct, frozen=True):
    """One blank: whose answer or which name, and what to print where there is none."""

    name: str
    fallback: str | None


def pipes(text: str) -> Iterator[Pipe | None]:
    """Every blank in a text; `None` for a brace that is not one."""
    for found in _BLANK.finditer(text):
        pipe = _PIPE.fullmatch(found[1])
        yield Pipe(pipe[1], pipe[2]) if pipe else None
    if re.search(r"[{}]", _BLANK.sub("", text)):
        yield None


class Blanks(Struct, frozen=True):
    """Judges the blanks of one text."""

    scope: Scope
    has_closes: bool

    def judge(self, page: Page, path: Trail, text: str, *, reader: Draft | None) -> None:
        """Of a step: answers of earlier steps, and every name. Without a reader: names only."""
        self.judge_names(page, path, text, (*NAMES, "hint") if _is_retry(path) else NAMES, reader)

    def judge_names(
        self, page: Page, path: Trail, text: str, names: Collection[str], reader: Draft | None
    ) -> None:
        """As `judge`, with these names."""
        for pipe in pipes(text):
            if pipe is None:
                message = "A { or } stands alone here. Write {step} or {step|words}, or delete it."
                page.error("F-144", path, message)
            elif pipe.name in names:
                self._judge_closes(page, path, pipe)
            elif reader is None:
                message = f'"{{{pipe.name}}}" cannot be printed here. '
                remedy = did_you_mean(pipe.name, names, _only(names))
                page.error("F-145", path, message + remedy)
            else:
                self._judge_step(page, path, pipe, reader)

    def judge_ending(self, page: Page, path: Trail, text: str, ending: str) -> None:
        """Of an ending: any step's answer, and every name."""
        last = Draft(ending, ending, "", page, path, None, None)
        self.judge_names(page, path, text, NAMES, last)

    def _judge_closes(self, page: Page, path: Trail, pipe: Pipe) -> None:
        if pipe.name == "closes" and not self.has_closes:
            message = '"{closes}" is printed, but the flow does not say when it closes. '
            page.error("F-146", path, message + 'Add "closes:".')

    def _judge_step(self, page: Page, path: Trail, pipe: Pipe, reader: Draft) -> None:
        asked = self._asked(page, path, pipe, reader)
        if asked is None or asked.question is None or asked.words is None:
            return
        if asked.words.sensitive:
            message = f'"{pipe.name}" is sensitive, so no text may repeat it. Delete the blank.'
            page.error("F-143", path, message)
        elif asked.question.type in _UNPRINTABLE:
            message = f'"{pipe.name}" is {asked.question.type}; no text can print it. Delete it.'
            page.error("F-143", path, message)
        elif pipe.fallback is None and self.scope.may_be_missing(asked, reader.id):
            message = f'"{pipe.name}" may have no answer here. Write {{{pipe.name}|other words}}.'
            page.error("F-142", path, message)

    def _asked(self, page: Page, path: Trail, pipe: Pipe, reader: Draft) -> Draft | None:
        if not reader.block:
            return self.scope.answered(pipe.name, _on(reader, page), path, on_key=False)
        message = f'"{{{pipe.name}}}" cannot be printed in a block. {_only(NAMES)}'
        page.error("F-145", path, message)
        return None


def _on(reader: Draft, page: Page) -> Draft:
    """The reader, complaining where its words stand: an override stands in the flow."""
    return Draft(reader.id, reader.local, reader.block, page, reader.path, None, None)


def _is_retry(path: Trail) -> bool:
    return path[-1:] == ("retry",)


def _only(names: Collection[str]) -> str:
    if not names:
        return "Write the words out."
    return f"Only these can: {', '.join(f'{{{name}}}' for name in names)}."
