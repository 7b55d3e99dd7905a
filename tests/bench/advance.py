"""`advance` with a five-option choice, against a bare trigger of the same machine."""

from __future__ import annotations

from msgspec.structs import replace

from bot.engine import advance
from bot.flow.compiled import Cursor, compile_flow
from bot.flow.structure import Flow
from bot.model import Accepted, Answer, Outcome, Reply, Start
from tests.bench.table import Ratio, interleaved
from tests.engine.flows import NOW, fresh, step

FLOW = Flow(
    slug="parks",
    language="en",
    endings=("done", "declined", "closed"),
    steps=(
        step("colour", "choice", choices=("red", "green", "blue", "black", "white")),
        step("more", "free_text", optional=True),
        step("age", "number"),
    ),
)
TIMES = 4_000


def measure() -> list[Ratio]:
    """At most 8 times the trigger."""
    flow = compile_flow(FLOW)
    begun = advance(flow, fresh(), Start(), now=NOW).conversation
    reply = Reply(Accepted("blue"))
    answers = {"colour": Answer(Outcome.ANSWERED, "blue")}
    trigger = flow._advance.trigger  # the baseline is the bare machine

    ours, bare = interleaved(
        lambda: advance(flow, replace(begun), reply, now=NOW),
        lambda: trigger(Cursor("colour", answers)),
        TIMES,
    )
    return [
        Ratio(
            "advance / bare trigger of its machine",
            f"{ours * 1e6:.0f} us",
            f"{bare * 1e6:.0f} us",
            ours / bare,
            8,
            is_ceiling=True,
        )
    ]


if __name__ == "__main__":
    print(*measure(), sep="\n")
