"""A small consultation, built in code, for the engine's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bot.engine import advance
from bot.flow.compiled import CompiledFlow, compile_flow
from bot.flow.structure import Flow, Includes, Is, Step
from bot.model import (
    Accepted,
    Conversation,
    Effect,
    Input,
    Phrase,
    Rejected,
    Reply,
    Say,
    Start,
    Turn,
    Value,
)
from bot.questions import QUESTION_TYPES
from bot.questions.keys import read as read_keys

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)


def step(step_id: str, kind: str, **keys: Any) -> Step:
    """A step of type `kind`; keys of the step and of the question mixed."""
    own = {key: value for key, value in keys.items() if key in Step.__struct_fields__}
    asked = {key: value for key, value in keys.items() if key not in Step.__struct_fields__}
    question = read_keys(QUESTION_TYPES[kind], asked)
    return Step(id=step_id, prefix=f"parks.{step_id}", slug="parks", question=question, **own)


FLOW = Flow(
    slug="parks",
    language="en",
    endings=("done", "declined", "closed"),
    steps=(
        step("agree", "consent"),
        step("visit", "choice", choices=("often", "never"), parts=("more",)),
        step(
            "why",
            "multi_choice",
            choices=("far", "dark", "dogs"),
            other=True,
            ask_if=Is(step="visit", values=("never",)),
        ),
        step("minutes", "number", ask_if=Includes(step="why", values=("far",))),
        step("note", "info", parts=("text",)),
        step("ease", "scale", **{"from": 1, "to": 5}),
        step("more", "free_text", optional=True),
    ),
)


def compiled() -> CompiledFlow:
    """The flow above, compiled."""
    return compile_flow(FLOW)


def fresh(language: str = "en") -> Conversation:
    """A conversation that was not begun."""
    return Conversation(UUID(int=1), 0, UUID(int=2), "parks", "v", language)


def play(*inputs: Input, conversation: Conversation | None = None) -> Turn:
    """Begin, and feed the inputs one after another; the last turn."""
    start = conversation or fresh()
    turn = Turn(start) if conversation else advance(compiled(), start, Start(), now=NOW)
    for given in inputs:
        turn = advance(compiled(), turn.conversation, given, now=NOW)
    return turn


def yes(value: Value | None) -> Reply:
    """A reply that was understood as this value."""
    return Reply(Accepted(value))


def said(turn: Turn) -> list[str]:
    """The keys of what was said, `?step` where a question was put."""
    keys: list[str] = []
    for effect in turn.effects:
        if isinstance(effect, Say):
            keys += [phrase.key for phrase in effect.phrases]
            keys += [f"?{effect.ask}"] if effect.ask else []
    return keys


def of_kind(turn: Turn, kind: type[Effect]) -> list[Effect]:
    """The effects of one kind."""
    return [effect for effect in turn.effects if isinstance(effect, kind)]


NO = Reply(Rejected(Phrase("bot.hint.choice")))
"""A reply that was not understood."""
NEVER = (yes(True), yes("never"))
TO_THE_END = (yes(True), yes("often"), yes(4), yes("Lovely."))
