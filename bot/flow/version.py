"""Flows as canonical JSON, and the hash that a conversation is pinned to.

Rule: the same structure always gives the same text, on any machine and after any upgrade, so
keys are sorted and what equals its default is left out: a field added later, with a default that
changes nothing, leaves every version as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from bot.flow.structure import Document, Flow, Plan
from bot.questions import QUESTION_TYPES
from bot.questions.base import Question

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def dump(flow: Flow) -> str:
    """The flow as canonical JSON; `parse` gives an equal flow back."""
    return _text(_bare(flow))


def parse(text: str) -> Flow:
    """The flow that `dump` wrote.

    Raises:
        ValueError: the text is not such JSON (pydantic's error is one).
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
    parts = {"flow": _flow(_inside(plain, "flow")), "plan": _plan(_inside(plain, "plan"))}
    return Document.model_validate({**plain, **parts})


def _object(text: str) -> dict[str, Json]:
    plain = json.loads(text)
    if not isinstance(plain, dict):
        raise ValueError("not a stored flow")  # noqa: TRY004 as pydantic's errors
    return plain


def _inside(plain: dict[str, Json], key: str) -> dict[str, Json]:
    inside = plain.get(key)
    return inside if isinstance(inside, dict) else {}


def _text(plain: Json) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _bare(value: object) -> Json:
    """Models become objects without their defaults; `type` and `kind`, which say what an object
    is, always stay."""
    match value:
        case BaseModel():
            fields = type(value).model_fields
            kept = {
                (field.serialization_alias or field.alias or name): _bare(getattr(value, name))
                for name, field in fields.items()
                if name == "kind"
                or getattr(value, name) != field.get_default(call_default_factory=True)
            }
            return {"type": value.type, **kept} if isinstance(value, Question) else kept
        case Mapping():
            return {str(key): _bare(item) for key, item in value.items()}
        case tuple() | list():
            return [_bare(item) for item in value]
        case _:
            plain: Json = to_jsonable_python(value)
            return plain


def _flow(plain: dict[str, Json]) -> Flow:
    steps = plain.get("steps")
    read = [_step(step) for step in steps] if isinstance(steps, list) else steps
    return Flow.model_validate({**plain, "steps": read})


def _step(plain: Json) -> dict[str, object]:
    question = plain.get("question") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not isinstance(question, dict):
        raise ValueError("a stored step has no question")  # noqa: TRY004 as pydantic's errors
    keys = dict(question)
    kind = QUESTION_TYPES.get(str(keys.pop("type", "")))
    if kind is None:
        raise ValueError("a stored step has no known type")
    return {**plain, "question": kind.model_validate(keys)}


def _plan(plain: dict[str, Json]) -> Plan:
    plan = Plan.model_validate(plain)
    where = ZoneInfo(plan.timezone)
    feedback = plan.feedback and plan.feedback.model_copy(
        update={
            "heard": plan.feedback.heard.astimezone(where),
            "decided": plan.feedback.decided.astimezone(where),
        }
    )
    return plan.model_copy(
        update={
            "opens": plan.opens and plan.opens.astimezone(where),
            "closes": plan.closes and plan.closes.astimezone(where),
            "feedback": feedback,
        }
    )
