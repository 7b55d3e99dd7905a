"""`kotha statements`: what residents have sent in for others to vote on, looked at first.

Rule: nothing is put to others, and nobody is told, without `--send`; the list is for whoever
moderates, and reading it is on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail, quiet_group
from bot.cli.office import in_office
from bot.model import ProposalState

if TYPE_CHECKING:
    from bot.service.moderate import Ruling, Shown

group = quiet_group("Residents' own statements: list, accept, reject.")

Flow = Annotated[str, typer.Argument(help="The consultation.")]
Which = Annotated[str, typer.Argument(help="An id as the list shows it, like r-1a2b3c4d.")]
By = Annotated[str, typer.Option(help="Who decides.")]
Send = Annotated[bool, typer.Option("--send", help="Do it. Without this, only show it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@group.command("list")
def list_(flow: Flow, as_json: Json = False) -> None:
    """Show what was sent in, what became of it, and what says much the same."""
    from bot.service import moderate

    found = in_office(lambda office: moderate.proposals(office, flow))
    table = "\n\n".join(map(_block, found)) or "Nobody has sent in a statement."
    emit({"statements": [_row(each) for each in found]}, as_json=as_json, table=table)


@group.command("accept")
def accept(
    flow: Flow,
    which: Which,
    by: By,
    text: Annotated[
        list[str] | None,
        typer.Option(help="Its words in a language, like bn=…; once for each. Its own is known."),
    ] = None,
    send: Send = False,
    as_json: Json = False,
) -> None:
    """Put a statement to others, in every language of the consultation. Its author is told."""
    from bot.service.moderate import Ruling

    ruling = Ruling(ProposalState.ACCEPTED, by, texts=_texts(text or []))
    _decide(flow, which, ruling, send=send, as_json=as_json)


@group.command("reject")
def reject(
    flow: Flow,
    which: Which,
    by: By,
    because: Annotated[str, typer.Option(help="Why, in the author's language: they are told.")],
    send: Send = False,
    as_json: Json = False,
) -> None:
    """Keep a statement from others, or take it back. Its author is told why."""
    from bot.service.moderate import Ruling

    ruling = Ruling(ProposalState.REJECTED, by, because)
    _decide(flow, which, ruling, send=send, as_json=as_json)


def _decide(flow: str, which: str, ruling: Ruling, *, send: bool, as_json: bool) -> None:
    from bot.service import moderate

    bodies = list(
        in_office(lambda office: moderate.decide(office, flow, which, ruling, send=send))
    )
    told = "\n".join(bodies) or "Its author has left, and is told nothing."
    state = ruling.state.value
    done = f"{state.capitalize()}." if send else f"{told}\n\nNothing done: add --send."
    emit(
        {"statement": which, "state": state, "says": bodies, "done": send},
        as_json=as_json,
        table=done,
    )


def _texts(given: list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in given:
        tag, sign, words = each.partition("=")
        if not sign or not words.strip():
            fail(f'"{each}" is not a language and its words, like bn=….', MISUSE)
        found[tag.strip()] = words.strip()
    return found


def _row(shown: Shown) -> dict[str, object]:
    given = shown.proposal
    return {
        "id": given.name,
        "step": given.step,
        "state": given.state.value,
        "language": given.language,
        "text": given.text,
        "at": given.at,
        "by": given.by,
        "because": given.because,
        "appealed": given.appeal is not None,
        "alike": list(shown.alike),
        "texts": dict(shown.texts),
    }


def _block(shown: Shown) -> str:
    given = shown.proposal
    state = f"{given.state} by {given.by}" if given.by else str(given.state)
    lines = [f"{given.name}  {given.step}  {state}  ({given.language})", f"  {given.text}"]
    if given.because:
        lines.append(f"  because: {given.because}")
    if given.appeal is not None:
        lines.append("  its author asks for somebody else to look at it")
    if shown.alike:
        lines.append(f"  much like: {', '.join(shown.alike)}")
    return "\n".join(lines)
