"""Reusable steps: `use:` and the words that a flow says in its own way.

Rule: a block is read like a flow of its own, and knows nothing of the flow that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from bot.flow import drafts
from bot.flow.authored import BlockFile, UseFile
from bot.flow.drafts import Draft, Override
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.yaml import Plain, Trail
from bot.questions.base import NONE, OTHER

Shelf: TypeAlias = Callable[[str], Page | None]
"""A block's page by name; `None` where its file cannot be read (the reason is noted)."""


class Blocks:
    """Expands the `use:` steps of one flow."""

    def __init__(self, names: Sequence[str], shelf: Shelf) -> None:
        self._names = tuple(names)
        self._shelf = shelf
        self._used: set[str] = set()

    def expand(self, page: Page, path: Trail, plain: Plain) -> Iterator[Draft]:
        """The steps of the block that is used at `path`; what is wrong is noted."""
        use = page.convert(UseFile, plain, path)
        if use is None:
            return
        place = (*path, "use")
        if use.use in self._used:
            page.error("F-133", place, f'"{use.use}" is used twice. Delete one of them.')
        elif use.use not in self._names:
            there = f"There are: {', '.join(self._names)}." if self._names else "There are none."
            remedy = did_you_mean(use.use, self._names, there)
            page.error("F-130", place, f'There is no block "{use.use}". {remedy}')
        else:
            self._used.add(use.use)
            yield from self._steps(use, page, path)

    def _steps(self, use: UseFile, page: Page, path: Trail) -> Iterator[Draft]:
        found = self.read(use.use)
        known = [draft.local for draft in found]
        for step in use.with_:
            if found and step not in known:
                remedy = did_you_mean(step, known, f"Its steps are: {', '.join(known)}.")
                message = f'The block "{use.use}" has no step "{step}". {remedy}'
                page.error_on_key("F-131", (*path, "with", step), message)
        for draft in found:
            words = use.with_.get(draft.local)
            own = Override(words, page, (*path, "with", draft.local)) if words else None
            if own is not None:
                _judge(own, draft)
            yield replace(draft, override=own, used=(page, path))

    def read(self, name: str) -> list[Draft]:
        """The steps of a block as its own file has them; what is wrong is noted."""
        page = self._shelf(name)
        if page is None:
            return []
        file = page.convert(BlockFile, page.sheet.root.plain(), ())
        if file is None:
            return []
        if file.block != name:
            message = f'The file is called "{name}". Write the same name here.'
            page.error("F-131", ("block",), message)
        root = page.sheet.root.plain()
        steps = root.get("steps", []) if isinstance(root, dict) else []
        return [
            drafts.read(page, ("steps", place), step, name, lambda _: None)
            for place, step in enumerate(steps)
        ]


def _judge(own: Override, draft: Draft) -> None:
    """Words for what the step of the block does not have."""
    if draft.question is None:
        return
    options = draft.question.options()
    for option in own.words.choices:
        if option not in options or option in {OTHER, NONE}:
            remedy = did_you_mean(option, options, f"Its choices are: {', '.join(options)}.")
            message = f'"{draft.local}" has no choice "{option}". {remedy}'
            own.page.error_on_key("F-131", (*own.path, "choices", option), message)
    lacking = {
        "low": "low" not in draft.question.texts,
        "high": "high" not in draft.question.texts,
        "other": OTHER not in options,
        "none_of_these": NONE not in options,
    }
    for key, is_lacking in lacking.items():
        if is_lacking and getattr(own.words, key) is not None:
            message = f'"{draft.local}" has no "{key}" to say otherwise. Delete it.'
            own.page.error_on_key("F-131", (*own.path, key), message)
