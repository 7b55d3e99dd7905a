"""Flows as canonical JSON, and the hash that a conversation is pinned to.

Rule: the same structure always gives the same text, on any machine and after any upgrade, so
keys are sorted and what equals its default is left out: a field added later, with a default that
changes nothing, leaves every version as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import NODEFAULT, Struct, convert
from msgspec.structs import fields, replace

from bot.flow.structure import Document, Flow, Plan, Step
from bot.questions import QUESTION_TYPES
from bot.questions.base import Question

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


_WAITING = ("keep", "reminders", "feedback")
"""Parts of a plan that hold waits and moments, and nothing else."""
_YEARS = re.compile(r"^P(\d+)Y(?:(\d+)D)?")


def dump(flow: Flow) -> str:
    """The flow as canonical JSON; `parse` gives an equal flow back."""
    return _text(_bare(flow))


def parse(text: str) -> Flow:
    """The flow that `dump` wrote.

    Raises:
        ValueError: the text is not such JSON (msgspec's error is one).
    """
    return _flow(_object(text))


def digest(flow: Flow) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: the flow's version."""
    return hashlib.sha256(dump(flow).encode()).hexdigest()


def dump_plan(plan: Plan) -> str:
    """The plan as canonical JSON; moments as ISO 8601 with their offset."""
    return _text(_bare(plan))


def parse_plan(text: str) -> Plan:
    """The plan that `dump_plan` wrote, its moments in its own timezone again.

    Raises:
        ValueError: as `parse`.
    """
    return _plan(_object(text))


def dump_document(document: Document) -> str:
    """The whole document as canonical JSON."""
    return _text(_bare(document))


def parse_document(text: str) -> Document:
    """The document that `dump_document` wrote.

    Raises:
        ValueError: as `parse`.
    """
    plain = _object(text)
    return Document(
        flow=_flow(_inside(plain, "flow")),
        plan=_plan(_inside(plain, "plan")),
        texts=convert(plain.get("texts"), dict[str, str]),
        version=convert(plain.get("version"), str),
    )


def _object(text: str) -> dict[str, Json]:
    plain = json.loads(text)
    if not isinstance(plain, dict):
        raise ValueError("not a stored flow")  # noqa: TRY004 as msgspec's errors
    return plain


def _inside(plain: dict[str, Json], key: str) -> dict[str, Json]:
    inside = plain.get(key)
    return inside if isinstance(inside, dict) else {}


def _text(plain: Json) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _bare(value: object) -> Json:
    """Values become objects without their defaults; `type` and `kind`, which say what an object
    is, always stay."""
    match value:
        case str() | bool() | int() | float() | None:
            return value
        case Question():
            return {"type": value.type, **dict(_told(value))}
        case Struct():
            kind = value.__struct_config__.tag
            return {**({"kind": str(kind)} if kind else {}), **dict(_told(value))}
        case Mapping():
            return {str(key): _bare(item) for key, item in value.items()}
        case tuple() | list():
            return [_bare(item) for item in value]
        case _:
            from pydantic_core import to_jsonable_python  # dates and waits, as ever written

            plain: Json = to_jsonable_python(value)
            return plain


def _told(value: Struct) -> Iterator[tuple[str, Json]]:
    """The fields that are not as usual."""
    for name, encoded, default, made in _shape(type(value)):
        held = getattr(value, name)
        if held != (default if made is NODEFAULT else made()):
            yield encoded, _bare(held)


@cache
def _shape(kind: type[Struct]) -> Sequence[tuple[str, str, Any, Any]]:
    """Name, encoded name, default and factory of each field: to work them out takes longer than
    to write a flow."""
    return [(f.name, f.encode_name, f.default, f.default_factory) for f in fields(kind)]


def _flow(plain: dict[str, Json]) -> Flow:
    steps = plain.get("steps")
    read = tuple(_step(step) for step in steps) if isinstance(steps, list) else ()
    return replace(convert({**plain, "steps": steps and []}, Flow), steps=read)


def _step(plain: Json) -> Step:
    question = plain.get("question") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(question, dict):
        raise ValueError("a stored step has no question")  # noqa: TRY004 as msgspec's errors
    keys = dict(question)
    kind = QUESTION_TYPES.get(str(keys.pop("type", "")))
    if kind is None:
        raise ValueError("a stored step has no known type")
    # Of any kind for a moment: only the table knows which it is.
    return replace(convert({**plain, "question": {}}, Step), question=convert(keys, kind))


def _plan(plain: dict[str, Json]) -> Plan:
    waits = {key: _in_days(plain[key]) for key in _WAITING if key in plain}
    plan = convert({**plain, **waits}, Plan)
    where = ZoneInfo(plan.timezone)
    feedback = plan.feedback and replace(
        plan.feedback,
        heard=plan.feedback.heard.astimezone(where),
        decided=plan.feedback.decided.astimezone(where),
    )
    return replace(
        plan,
        opens=plan.opens and plan.opens.astimezone(where),
        closes=plan.closes and plan.closes.astimezone(where),
        feedback=feedback,
    )


def _in_days(plain: Json) -> Json:
    """A wait that was written with years, of 365 days, as msgspec reads it."""
    match plain:
        case str():
            return _YEARS.sub(lambda wait: f"P{int(wait[1]) * 365 + int(wait[2] or 0)}D", plain)
        case list():
            return [_in_days(item) for item in plain]
        case dict():
            return {key: _in_days(item) for key, item in plain.items()}
        case _:
            return plain
