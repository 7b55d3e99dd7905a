"""Steps as read, before they know of each other.

Rule: a draft is judged by its own lines alone; what it says of other steps waits for
`references`. A draft whose question is unreadable stays in the list, so that its name is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct

from bot.flow import areas, ratings
from bot.flow.areas import Beside
from bot.flow.authored import OverrideFile, StepFile
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.yaml import Plain, Trail
from bot.questions import QUESTION_TYPES
from bot.questions.base import Question
from bot.questions.date import TODAY
from bot.questions.delphi import Delphi

LIMIT_ID_CHARS = 40
LATER_TYPES = ("pairs",)
_ANY_STEP = (
    "id", "type", "text", "hint", "more", "media", "ask_if", "optional", "retry", "tries",
    "when_stuck", "sensitive", "theme",
)  # fmt: skip
_NEVER_OPTIONAL = ("info", "consent")
_JUMPING = ("choice", "yes_no", "consent", "scale")
"""Types whose answer is one of a few values, so that each can lead somewhere."""


class Override(Struct, frozen=True):
    """Words that the flow says itself at a step of a block, and where they stand."""

    words: OverrideFile
    page: Page
    path: Trail


class Draft(Struct, frozen=True):
    """One step of the flow or of a block in it."""

    id: str
    """In the whole flow: `<block>__<local>` for a step of a block."""
    local: str
    block: str
    page: Page
    path: Trail
    words: StepFile | None
    question: Question | None
    override: Override | None = None
    used: tuple[Page, Trail] | None = None
    """Where the flow uses the block."""

    @property
    def place(self) -> tuple[Page, Trail]:
        """Where its position in the flow is decided."""
        return self.used or (self.page, self.path)

    @property
    def is_about(self) -> bool:
        """Whether its answers belong to the equality store."""
        return self.block == "about-you"


def keys_for(kind: type[Question]) -> tuple[str, ...]:
    """Every key that a step of this type may have."""
    own = [key for key in kind.__struct_encode_fields__ if key != "codes"]
    jumps = ("go_to",) if kind.type in _JUMPING else ()
    keys = (*_ANY_STEP, *own, *kind.texts, *jumps)
    refused = {"optional", "tries", "when_stuck", "retry"} if kind.is_silent else set()
    refused |= {"optional"} if kind.type in _NEVER_OPTIONAL else set()
    return tuple(key for key in keys if key not in refused)


def read(page: Page, path: Trail, plain: Plain, block: str, beside: Beside) -> Draft:
    """The step that stands at `path`, with what is wrong in its own lines noted."""
    keys = plain if isinstance(plain, dict) else {}
    if not isinstance(plain, dict):
        message = 'A step must be keys with values. Begin it with "- id: …" or "- use: …".'
        page.error("F-112", path, message)
    local = str(keys.get("id", ""))
    name = f"{block}__{local}" if block else local
    kind = _kind(page, path, keys)
    words = question = None
    if kind is not None:
        known = {key: value for key, value in keys.items() if key in keys_for(kind)}
        _refuse_unknown(page, path, keys, kind)
        words = page.convert(StepFile, _words_of(known), path)
        question = _question(page, path, known, kind, beside)
    _judge_id(page, path, local)
    return Draft(name, local, block, page, path, words, question)


def _judge_missing_type(page: Page, path: Trail, keys: Mapping[str, Plain]) -> None:
    strange = {key: did_you_mean(key, ("type",), "") for key in keys if key not in _ANY_STEP}
    for key, remedy in strange.items():
        if remedy:
            message = f'"{key}" is not a key of this part. {remedy}'
            page.error_on_key("F-110", (*path, key), message)
            return
    message = f'"type" is missing. Add one of: {", ".join(QUESTION_TYPES)}.'
    page.error("F-111", (*path, "type"), message)


def _kind(page: Page, path: Trail, keys: Mapping[str, Plain]) -> type[Question] | None:
    if "type" not in keys:
        if keys:
            _judge_missing_type(page, path, keys)
        return None
    said = str(keys["type"])
    if said not in QUESTION_TYPES:
        known = f"Use one of: {', '.join(QUESTION_TYPES)}."
        is_later = said in LATER_TYPES
        remedy = f"It is not built yet. {known}" if is_later else ""
        remedy = remedy or did_you_mean(said, tuple(QUESTION_TYPES), known)
        page.error("F-113", (*path, "type"), f'There is no type "{said}". {remedy}')
        return None
    return QUESTION_TYPES[said]


def _refuse_unknown(
    page: Page, path: Trail, keys: Mapping[str, Plain], kind: type[Question]
) -> None:
    allowed = keys_for(kind)
    for key in keys:
        if key in allowed:
            continue
        owners = [name for name, other in QUESTION_TYPES.items() if key in keys_for(other)]
        place = (*path, key)
        if owners:
            message = f'"{key}" does nothing at type {kind.type}. Delete it; it is for: '
            page.error_on_key("F-117", place, f"{message}{', '.join(owners)}.")
        else:
            remedy = did_you_mean(key, allowed, f"Known here: {', '.join(allowed)}.")
            message = f'"{key}" is not a key of a {kind.type} step. {remedy}'
            page.error_on_key("F-110", place, message)


def _words_of(known: Mapping[str, Plain]) -> Plain:
    """The keys that `StepFile` judges; the rest is structure of the type."""
    return {key: value for key, value in known.items() if key in StepFile.model_fields}


def _question(
    page: Page, path: Trail, known: Mapping[str, Plain], kind: type[Question], beside: Beside
) -> Question | None:
    """The structural half of a step: choices become ids, words become a mark that they exist."""
    fields = [key for key in kind.__struct_encode_fields__ if key in known]
    plain: dict[str, object] = {key: known[key] for key in fields}
    for key in ("other", "none_of_these", "own"):
        if key in plain:
            plain[key] = True
    plain |= {
        key: list(several)
        for key in ("statements", "items", "choices", "bands")
        if isinstance(several := known.get(key), dict)
    }
    plain |= _codes(known.get("choices", ""), kind)
    if "areas" in plain:
        plain["areas"] = areas.read(page, (*path, "areas"), str(known["areas"]), beside)
    if isinstance(plain.get("each"), str):
        plain["each"] = ratings.read_wait(page, (*path, "each"), str(plain["each"]))
    question = page.keyed(kind, plain, path)
    if question is not None:
        _judge_bounds(page, path, question)
    if isinstance(question, Delphi):
        ratings.judge(page, path, question)
    return question


def _codes(choices: Plain, kind: type[Question]) -> dict[str, object]:
    if "codes" not in kind.__struct_fields__ or not isinstance(choices, dict):
        return {}
    codes = {
        option: choice["code"]
        for option, choice in choices.items()
        if isinstance(choice, dict) and isinstance(choice.get("code"), str)
    }
    return {"codes": codes} if codes else {}


def _judge_id(page: Page, path: Trail, local: str) -> None:
    place = (*path, "id")
    if "__" in local:
        message = f'"{local}" holds "__", which is kept for blocks. Use one _.'
        page.error("F-114", place, message)
    elif len(local) > LIMIT_ID_CHARS:
        message = f'"{local}" is longer than {LIMIT_ID_CHARS} characters. Shorten it.'
        page.error("F-114", place, message)
    elif local in RESERVED:
        message = f'"{local}" has a meaning of its own. Choose another id.'
        page.error("F-114", place, message)


RESERVED = frozenset(
    {
        "left", "closes", "title", "run_by", "choices", "hint", "page", "any", "all", "not",
        "endings", "urgent", "sections",
    }
)  # fmt: skip
"""Names that texts, conditions or catalogue keys already use."""

_RISING = (("at_least", "at_most"), ("from_", "to"), ("earliest", "latest"))


def _judge_bounds(page: Page, path: Trail, question: Question) -> None:
    """Bounds that nothing can meet."""
    for low_key, high_key in _RISING:
        low, high = getattr(question, low_key, None), getattr(question, high_key, None)
        for key, bound in ((low_key, low), (high_key, high)):
            if isinstance(bound, float) and not math.isfinite(bound):
                page.error("F-112", (*path, key), f'"{key}" must be a number. Change it.')
        if low is None or high is None:
            continue
        if _is_more(low, high) or (low_key == "from_" and low == high):
            key = high_key.rstrip("_")
            message = f'"{key}" is not above "{low_key.rstrip("_")}". Swap them, or change one.'
            page.error("F-119", (*path, key), message)
    _judge_counts(page, path, question)
    bands = getattr(question, "bands", ())
    if any(one >= two for one, two in pairwise(bands)):
        page.error("F-119", (*path, "bands"), "Bands must rise. Put the lowest number first.")


def _is_more(low: object, high: object) -> bool:
    if TODAY in {low, high}:
        return False
    try:
        return bool(low > high)  # type: ignore[operator]  # bounds of other kinds do not compare
    except TypeError:
        return False


def _judge_counts(page: Page, path: Trail, question: Question) -> None:
    """Picks that the choices cannot give."""
    offered = len(question.options())
    if not question.takes_many:
        return
    for key in ("at_least", "at_most"):
        bound = getattr(question, key, None)
        if isinstance(bound, int) and not 0 < bound <= offered:
            message = f'"{key}" is {bound}, of {offered} choices. Write 1 to {offered}.'
            page.error("F-119", (*path, key), message)
