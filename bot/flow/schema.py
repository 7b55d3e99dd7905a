"""The JSON Schema of flow files, by which editors complete and underline.

Rule: made from the same models that judge a file, never by hand.
"""

from __future__ import annotations

from typing import TypeAlias

from bot.flow.authored import BlockFile, FlowFile, StepFile, UseFile
from bot.flow.drafts import keys_for
from bot.questions import QUESTION_TYPES
from bot.questions.base import Question
from bot.questions.keys import model_of

Schema: TypeAlias = "dict[str, Schema] | list[Schema] | str | int | float | bool | None"
Object: TypeAlias = dict[str, Schema]

_NEEDED = ("choices", "statements", "items", "each", "agree")
"""Keys that some types cannot be without."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Object:
    """The schema of `flow.yaml`."""
    return _schema(FlowFile.model_json_schema(by_alias=True))


def block_schema() -> Object:
    """The schema of a block in `flows/_blocks/`."""
    return _schema(BlockFile.model_json_schema(by_alias=True))


def _schema(plain: Object) -> Object:
    defs: Object = {**_inside(plain, "$defs"), "condition": _condition()}
    branches: list[Schema] = []
    for name, kind in QUESTION_TYPES.items():
        step, own = _step(kind)
        defs |= own
        defs[f"{name}_step"] = step
        branches.append(_when(name))
    use = dict(UseFile.model_json_schema(by_alias=True))
    defs |= _inside(use, "$defs")
    use.pop("$defs", None)
    defs["use"] = use
    defs["step"] = {
        "type": "object",
        "if": {"required": ["use"]},
        "then": {"$ref": "#/$defs/use"},
        "else": {
            "properties": {"type": {"enum": list(QUESTION_TYPES)}},
            "required": ["type"],
            "allOf": branches,
        },
    }
    properties = _inside(plain, "properties")
    properties["steps"] = {
        **_inside(properties, "steps"), "items": {"$ref": "#/$defs/step"},
    }  # fmt: skip
    schema = {"$schema": _DIALECT, **plain, "properties": properties, "$defs": defs}
    return _object(_plain_text(schema))


def _when(name: str) -> Schema:
    """Editors report against the one branch that `type` names, not against all of them."""
    return {
        "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
        "then": {"$ref": f"#/$defs/{name}_step"},
    }


def _step(kind: type[Question]) -> tuple[Object, Object]:
    """The schema of a step of this type, and the definitions that it needs."""
    words = StepFile.model_json_schema(by_alias=True)
    structure = model_of(kind).model_json_schema(by_alias=True)
    properties = {**_inside(structure, "properties"), **_inside(words, "properties")}
    properties["type"] = {"const": kind.type, "description": _first_line(kind)}
    properties["ask_if"] = {"$ref": "#/$defs/condition", "description": "Ask only if this holds."}
    keys = keys_for(kind)
    needed: list[Schema] = ["id", "type", "text"]
    needed += [key for key in _NEEDED if key in structure.get("required", [])]
    step: Object = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: properties[key] for key in keys},
        "required": needed,
    }
    return step, {**_inside(structure, "$defs"), **_inside(words, "$defs")}


def _condition() -> Schema:
    some: Object = {"anyOf": [{"type": "array", "items": _SCALAR}, _SCALAR]}
    comparison: Object = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "includes": some,
            "is_not": some,
            "at_least": _SCALAR,
            "at_most": _SCALAR,
            "answered": _SCALAR,
        },
    }
    itself: Object = {"$ref": "#/$defs/condition"}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "any": {"type": "array", "items": itself, "minItems": 1},
            "all": {"type": "array", "items": itself, "minItems": 1},
            "not": itself,
        },
        "additionalProperties": {"anyOf": [_SCALAR, *_list(some["anyOf"])[:1], comparison]},
    }


_SCALAR: Object = {"type": ["string", "number", "boolean"]}
"""In the editor `yes` and `5` are not text; the loader takes every scalar as it was typed."""


def _plain_text(schema: Schema) -> Schema:
    """Wherever a text is wanted, a bare number or yes will do."""
    match schema:
        case dict():
            seen = {key: _plain_text(value) for key, value in schema.items() if key != "title"}
            titled = {"title": _plain_text(schema["title"])} if _is_key(schema) else {}
            is_text = seen.get("type") == "string" and "pattern" not in seen
            return {**seen, **titled, **(_SCALAR if is_text else {})}
        case list():
            return [_plain_text(item) for item in schema]
        case _:
            return schema


def _is_key(schema: Object) -> bool:
    """Whether `title` here is the key of a flow file, not pydantic's name for something."""
    return isinstance(schema.get("title"), dict)


def _inside(plain: Object, key: str) -> Object:
    inside = plain.get(key)
    return dict(inside) if isinstance(inside, dict) else {}


def _list(plain: Schema) -> list[Schema]:
    return plain if isinstance(plain, list) else []


def _object(plain: Schema) -> Object:
    return plain if isinstance(plain, dict) else {}


def _first_line(kind: type[Question]) -> str:
    return (kind.__doc__ or "").split("\n", 1)[0]
