"""Pydantic's errors, said so that an officer can act on them.

Rule: one sentence on what is wrong, one on what to do, and never a word of Python.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping

from msgspec import Struct
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.flow.near import did_you_mean
from bot.flow.yaml import Sheet, Trail
from bot.questions.keys import Keyed, model_of


class Complaint(Struct, frozen=True):
    """One problem, before it has a line."""

    code: str
    path: Trail
    message: str
    is_on_key: bool = False


_NUMBER_OR_ANSWER = "a number, or {answer: earlier_step}"
_DAY = "a date like 2027-03-31, today, or {answer: earlier_step}"
_YES_NO = "yes or no"

_EXPECTED: Mapping[str, str] = {
    "at_least": _NUMBER_OR_ANSWER,
    "at_most": _NUMBER_OR_ANSWER,
    "earliest": _DAY,
    "latest": _DAY,
    "bands": "numbers with a label each, such as 18: 18 to 64",
}
"""Keys that take more than one kind of value."""

_KINDS: Mapping[str, str] = {
    "string_type": "a text",
    "string_unicode": "whole characters: write the sign itself, not its code",
    "bool_parsing": _YES_NO,
    "bool_type": _YES_NO,
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "dict_type": "keys with values, indented below it",
    "mapping_type": "keys with values, indented below it",
    "model_type": "keys with values, indented below it",
    "list_type": "a list, such as [one, two]",
    "tuple_type": "a list, such as [one, two]",
}

_PATTERNS: Mapping[str, str] = {
    "consultation": "a short name. Use small letters, digits and hyphens, at most 40.",
    "block": "the name of a block. Use small letters, digits and hyphens, at most 40.",
    "media": "a file beside the flow. Write only its name, and put it into media/.",
    "id": "an id. Use small letters, digits and _, beginning with a letter.",
}


def of(
    error: ValidationError, model: type[BaseModel], sheet: Sheet, path: Trail
) -> Iterator[Complaint]:
    """What is wrong, once per place, in the words of the file."""
    details = error.errors(include_url=False)
    complaints = [_complaint(detail, model, sheet, path) for detail in details]
    told: set[Trail] = set()
    for complaint in complaints:
        if complaint.path not in told and not _is_misspelt(complaint, complaints):
            told.add(complaint.path)
            yield complaint


def _is_misspelt(missing: Complaint, complaints: list[Complaint]) -> bool:
    """Whether a missing key is there under a name for which it was suggested."""
    said = f'Did you mean "{missing.path[-1]}"?' if missing.path else ""
    return missing.code == "F-111" and any(
        other.code == "F-110" and other.path[:-1] == missing.path[:-1] and said in other.message
        for other in complaints
    )


def _complaint(
    detail: ErrorDetails, model: type[BaseModel], sheet: Sheet, path: Trail
) -> Complaint:
    where = path + detail["loc"]
    if detail["type"] == "missing":
        key = str(where[-1])
        return Complaint("F-111", where, f'"{key}" is missing. Add a line "{key}: …".')
    if detail["type"] == "extra_forbidden":
        return Complaint("F-110", where, _unknown(detail, model), is_on_key=True)
    where = _written(where, sheet)
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "this")
    is_empty = detail["type"] == "string_too_short"
    return Complaint("F-112", where, _wrong(detail, key), is_on_key=is_empty)


def _written(where: Trail, sheet: Sheet) -> Trail:
    """The part of a location that stands in the file: unions add steps of their own."""
    node = sheet.root
    for depth, step in enumerate(where):
        below = node.child(step)
        if below is None:
            return where[:depth]
        node = below
    return where


def _wrong(detail: ErrorDetails, key: str) -> str:
    context = detail.get("ctx", {})
    if key in _EXPECTED:
        return f'"{key}" must be {_EXPECTED[key]}. Change it.'
    match detail["type"]:
        case "literal_error":
            expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            said = str(detail["input"])
            remedy = did_you_mean(said, expected.split(", "), "Write one of these.")
            return f'"{key}" must be one of {expected}. {remedy}'
        case "string_too_short" | "too_short":
            return f'"{key}" is empty. Fill it in, or delete the line.'
        case "string_pattern_mismatch":
            return f'"{detail["input"]}" cannot be {_PATTERNS[key]}'
        case "value_error":
            said = str(context["error"])
            return said if said.endswith(".") else f"{said[:1].upper()}{said[1:]}. Change it."
        case "greater_than_equal" | "greater_than":
            return f'"{key}" is too small. Write at least {context.get("ge", 1)}.'
        case "less_than_equal" | "less_than":
            return f'"{key}" is too large. Write at most {context.get("le", 1)}.'
        case kind:
            return f'"{key}" must be {_KINDS.get(kind, "something else")}. Change it.'


def _unknown(detail: ErrorDetails, model: type[BaseModel]) -> str:
    key = str(detail["loc"][-1])
    known = keys_of(_model_at(model, detail["loc"][:-1]))
    remedy = did_you_mean(key, known, f"Known here: {', '.join(known)}.")
    return f'"{key}" is not a key of this part. {remedy}'


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a model as the file writes them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], trail: Trail) -> type[BaseModel]:
    """The model that judges the value at this place."""
    for step in trail:
        found = next(
            (
                field.annotation
                for name, field in model.model_fields.items()
                if step in {name, field.alias}
            ),
            None,
        )
        model = _inner(found) or model
    return model


def _inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Keyed):
        return model_of(annotation)
    inner = (_inner(part) for part in typing.get_args(annotation))
    return next(filter(None, inner), None)
