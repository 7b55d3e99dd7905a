"""Flows of every shape that an author could write, for properties.

Rule: what is drawn here always loads; the test says so if it does not.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

OPTIONS = ("red", "green", "blue", "grey")
_TYPES = ("choice", "multi_choice", "yes_no", "number", "scale", "ranking", "free_text", "info",
          "voice", "postcode", "date", "location")  # fmt: skip
_OPEN = {"choices": dict(zip(OPTIONS, ("Red", "Green", "Blue", "Grey"), strict=True))}
_OWN: dict[str, dict[str, Any]] = {
    "choice": {**_OPEN, "other": "Another"},
    "multi_choice": {**_OPEN, "none_of_these": "None of them"},
    "ranking": _OPEN,
    "number": {"at_least": 0, "at_most": 100},
    "voice": {"on_sms": "skip"},
}


@st.composite
def flows(draw: st.DrawFn, most: int = 7) -> dict[str, Any]:
    """A flow of steps with conditions and jumps; every step can be reached or not."""
    kinds = draw(st.lists(st.sampled_from(_TYPES), min_size=1, max_size=most))
    steps: list[dict[str, Any]] = []
    for place, kind in enumerate(kinds):
        step: dict[str, Any] = {"id": f"s{place}", "type": kind, "text": f"Step {place}?"}
        step |= _OWN.get(kind, {})
        if kind != "info":
            step["optional"] = draw(st.booleans())
        if draw(st.booleans()) and (condition := draw(_conditions(steps))) is not None:
            step["ask_if"] = condition
        later = [f"s{n}" for n in range(place + 1, len(kinds))]
        jumps = {"choice": OPTIONS, "yes_no": ("yes", "no")}.get(kind)
        if jumps and draw(st.booleans()):
            targets = st.sampled_from([*later, "done", "elsewhere"])
            step["go_to"] = draw(st.dictionaries(st.sampled_from(jumps), targets, max_size=2))
        steps.append(step)
    return {
        "consultation": "parks",
        "title": "Our parks",
        "run_by": "Example Council",
        "language": "en",
        "languages": ["en"],
        "endings": {"elsewhere": "Please ask the library."},
        "steps": steps,
    }


@st.composite
def _conditions(draw: st.DrawFn, steps: list[dict[str, Any]], depth: int = 0) -> Any:
    """A condition on earlier steps, or `None` where none of them has an answer."""
    asked = [step for step in steps if step["type"] != "info"]
    if not asked:
        return None
    if depth < 2 and draw(st.integers(0, 4)) == 0:
        word = draw(st.sampled_from(("any", "all", "not")))
        inner = draw(_conditions(steps, depth + 1))
        return {word: inner if word == "not" else [inner, draw(_conditions(steps, depth + 1))]}
    step = draw(st.sampled_from(asked))
    return {step["id"]: draw(_comparison(step["type"]))}


def _comparison(kind: str) -> st.SearchStrategy[Any]:
    option = st.sampled_from(OPTIONS)
    some = st.lists(option, min_size=1, max_size=3, unique=True)
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.one_of(option, some, st.builds(lambda x: {"is_not": x}, option)),
        "multi_choice": st.builds(lambda x: {"includes": x}, some),
        "yes_no": st.sampled_from(("yes", "no")),
        "number": st.builds(lambda n: {"at_least": n}, st.integers(0, 100)),
        "scale": st.builds(lambda n: {"at_most": n}, st.integers(1, 5)),
        "postcode": st.just("E1"),
    }
    answered = st.builds(lambda yes: {"answered": yes}, st.sampled_from(("yes", "no")))
    return st.one_of(by_kind.get(kind, answered), answered)
