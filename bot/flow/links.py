"""What a step says of other steps: `go_to`, bounds that rest on an answer, and consent's place.

Rule: as `scope`: forwards to go, backwards to read.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.flow.ask_if import value_of
from bot.flow.drafts import Draft
from bot.flow.scope import Scope
from bot.flow.yaml import Trail
from bot.questions.base import Question
from bot.questions.bounds import AnswerOf

_BOUNDS = ("at_least", "at_most", "earliest", "latest")


def go_to(scope: Scope, draft: Draft) -> dict[str, str]:
    """Canonical value to the id of a later step or an ending; what is wrong is noted."""
    if draft.words is None or draft.question is None:
        return {}
    found: dict[str, str] = {}
    for said, target in draft.words.go_to.items():
        path = (*draft.path, "go_to", said)
        value = _value(draft, draft.question, said, path)
        reached = scope.target(target, draft, path)
        if value is not None and reached is not None:
            found[value] = reached
    for option, choice in draft.words.choices.items():
        if choice.go_to is None:
            continue
        found |= _own_target(scope, draft, option, choice.go_to)
    return found


def _value(draft: Draft, question: Question, said: str, path: Trail) -> str | None:
    def say(message: str) -> None:
        draft.page.error_on_key("F-126", path, message)

    return value_of(question, said, say)


def _own_target(scope: Scope, draft: Draft, option: str, target: str) -> dict[str, str]:
    """The `go_to` of one choice."""
    path = (*draft.path, "choices", option, "go_to")
    assert draft.words is not None and draft.question is not None  # noqa: S101, PT018 seen above
    if option in draft.words.go_to:
        message = f'"{option}" has a go_to in both places. Keep one.'
        draft.page.error("F-126", path, message)
    if draft.question.type not in {"choice", "yes_no", "consent"}:
        message = (
            f"The choices of a {draft.question.type} step cannot lead anywhere, since several "
            "may be picked. Use ask_if on the later step."
        )
        draft.page.error("F-117", path, message)
        return {}
    value = _value(draft, draft.question, option, (*draft.path, "choices", option))
    reached = scope.target(target, draft, path)
    return {value: reached} if value is not None and reached is not None else {}


def bounds(scope: Scope, draft: Draft) -> Question | None:
    """The draft's question with the answers that its bounds rest on named in full."""
    question = draft.question
    if question is None:
        return None
    changes: dict[str, AnswerOf] = {}
    for key in _BOUNDS:
        bound = getattr(question, key, None)
        if isinstance(bound, AnswerOf):
            changes |= _bound(scope, draft, key, bound)
    return replace(question, **changes) if changes else question


def _bound(scope: Scope, draft: Draft, key: str, bound: AnswerOf) -> dict[str, AnswerOf]:
    path = (*draft.path, key, "answer")
    asked = scope.answered(bound.answer, draft, path, on_key=False)
    if asked is None or asked.question is None:
        return {}
    needed = ("date",) if key in {"earliest", "latest"} else ("number", "scale")
    if asked.question.type not in needed:
        message = (
            f'"{bound.answer}" is {asked.question.type}, and "{key}" needs a '
            f"{needed[0]}. Name another step."
        )
        draft.page.error("F-123", path, message)
        return {}
    return {key: AnswerOf(answer=asked.id)}


def judge_consent(drafts: tuple[Draft, ...]) -> None:
    """Consent comes before anything is stored."""
    stored = ""
    for draft in drafts:
        if draft.question is None or draft.question.is_silent:
            continue
        if draft.question.type == "consent" and stored:
            message = (
                f'Consent is asked after "{stored}" was stored. Move it to the top of steps, '
                "or use type yes_no."
            )
            page, path = draft.place
            page.error("F-132", path, message)
        stored = stored or draft.id
