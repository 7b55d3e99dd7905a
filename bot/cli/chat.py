"""`kotha chat`: one conversation in the terminal, through the real engine.

Rule: what is printed is the whole text as the channel would show it; no database, no network.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, fail

if TYPE_CHECKING:
    from bot.workshop.play import Phone, Shown

_TIME = re.compile(r"~\s*(\d{1,4})\s*(minute|hour|day|week)s?\s*")


def command(
    flow: Annotated[str, typer.Argument(help="Name of a flow, or the path of its folder.")],
    lang: Annotated[str, typer.Option(help="The resident's language, like bn.")] = "",
    channel: Annotated[str, typer.Option(help="sms or telegram.")] = "sms",
    others: Annotated[str, typer.Option(help="How many made-up people rate items too.")] = "0",
    as_json: Annotated[bool, typer.Option("--json", help="One object per message.")] = False,
) -> None:
    """Talk to a flow as a resident: type replies, [id] taps, ~ 3 days lets time pass."""
    phone = _phone(flow, lang, channel, others)
    show = _show_json if as_json else _show_text
    show(phone.begin())
    for line in _lines(sys.stdin, is_prompting=sys.stdin.isatty() and not as_json):
        show(_step(phone, line))
    _end(phone, as_json=as_json)


def _phone(flow: str, language: str, channel: str, others: str) -> Phone:
    from bot.channels import LIMITS
    from bot.cli.places import find_flow, load_catalogue
    from bot.flow.kept import load
    from bot.workshop.play import Setting, phone

    if channel not in LIMITS:
        fail(f"There is no channel {channel!r}. Choose one of: {', '.join(LIMITS)}.", MISUSE)
    folder, blocks = find_flow(flow)
    document = load(folder, blocks)
    if language and language not in document.plan.languages:
        offered = ", ".join(document.plan.languages)
        fail(f"This flow is not offered in {language!r}. It is in: {offered}.", MISUSE)
    setting = Setting(document, load_catalogue(), channel, LIMITS[channel], _number(others))
    return phone(setting, language)


def _number(others: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", others):
        fail(f"--others is how many people, 0 to 999, not {others!r}.", MISUSE)
    return int(others)


def _lines(stream: Iterable[str], *, is_prompting: bool) -> Iterable[str]:
    if is_prompting:
        print("(type your replies; Ctrl-D ends)")
    for line in stream:
        text = line.rstrip("\n")
        if text:
            yield text


def _step(phone: Phone, line: str) -> Sequence[Shown]:
    if not line.startswith("~"):
        return phone.type(line)
    wait = _TIME.fullmatch(line)
    if wait is None:
        fail(f"I do not understand the time {line!r}. Write it like: ~ 3 days", MISUSE)
    return phone.wait(timedelta(**{f"{wait[2]}s": int(wait[1])}))


def _show_text(messages: Sequence[Shown]) -> None:
    for message in messages:
        print("\n".join(f"  {line}" for line in message.row.body.splitlines()), end="\n\n")


def _show_json(messages: Sequence[Shown]) -> None:
    for message in messages:
        print(json.dumps(_object(message), ensure_ascii=False), flush=True)


def _object(shown: Shown) -> dict[str, object]:
    from bot.workshop.play import shown_id

    return {
        "say": shown.row.body,
        "options": [
            {"id": shown_id(button.data), "label": button.label} for button in shown.row.buttons
        ],
        "segments": shown.row.units,
        "step": shown.step,
    }


def _end(phone: Phone, *, as_json: bool) -> None:
    from bot.workshop.play import values

    conversation = phone.conversation
    last = {
        "status": str(conversation.status),
        "step": phone.asking,
        "answers": values(phone.answers()),
        "language": conversation.language,
        "outcomes": phone.outcomes(),
    }
    print(json.dumps(last, ensure_ascii=False) if as_json else f"= status: {last['status']}")
