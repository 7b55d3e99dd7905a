"""A file under judgement: where problems are gathered, each with its place.

Rule: a problem says what is wrong and then what to do; the first problem never hides the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import Problem
from bot.flow import complaints
from bot.flow.yaml import Plain, Sheet, Trail
from bot.questions import keys
from bot.questions.keys import Keyed

Model = TypeVar("Model", bound=BaseModel)
Kind = TypeVar("Kind", bound=Keyed)
Value = TypeVar("Value")


class Page:
    """One file read, and the problems found in it so far. Files of one flow share the list."""

    def __init__(self, sheet: Sheet, problems: list[Problem]) -> None:
        self.sheet = sheet
        self.problems = problems

    def error(self, code: str, path: Trail, message: str) -> None:
        """Note a problem at the value that stands at `path`."""
        self._note(code, path, message, "error", on_key=False)

    def error_on_key(self, code: str, path: Trail, message: str) -> None:
        """Note a problem at the key that ends `path`."""
        self._note(code, path, message, "error", on_key=True)

    def warn(self, code: str, path: Trail, message: str) -> None:
        """Note something that does not stop the flow from running."""
        self._note(code, path, message, "warning", on_key=False)

    def convert(self, model: type[Model], plain: Plain, path: Trail) -> Model | None:
        """The plain value as this model, or `None` with every reason noted."""
        try:
            return model.model_validate(plain)
        except ValidationError as error:
            self._complain(error, model, path)
            return None

    def keyed(self, kind: type[Kind], plain: object, path: Trail) -> Kind | None:
        """The plain value as this value of keys, or `None` with every reason noted."""
        try:
            return keys.read(kind, plain)
        except ValidationError as error:
            self._complain(error, keys.model_of(kind), path)
            return None

    def attempt(
        self, read: Callable[[str], Value], text: str | None, code: str, path: Trail
    ) -> Value | None:
        """`read(text)`, or `None` with its `ValueError` noted; `None` also where text is."""
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.error(code, path, str(error))
            return None

    def _complain(self, error: ValidationError, model: type[BaseModel], path: Trail) -> None:
        for complaint in complaints.of(error, model, self.sheet, path):
            place = self.error_on_key if complaint.is_on_key else self.error
            place(complaint.code, complaint.path, complaint.message)

    def _note(self, code: str, path: Trail, message: str, severity: str, *, on_key: bool) -> None:
        mark = self.sheet.key_at(path) if on_key else self.sheet.value_at(path)
        problem = Problem(self.sheet.file, mark.line, mark.column, code, message, severity)
        if problem not in self.problems:
            self.problems.append(problem)
