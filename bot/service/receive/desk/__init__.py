"""The link worker's desk on Telegram: what a member of staff can do there, a file for each.

Rule: who they are is asked of the store at every message, so that whoever is removed is out at
once; a command, a button and an unfinished task each lead to one function of a table.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.exchange import Exchange
from bot.model import Content, Sent, Tap, Text
from bot.ports import StaffMember, Transaction
from bot.service.receive import strangers
from bot.service.receive.desk import (
    adding,
    assisting,
    cases,
    mending,
    menu,
    missing,
    people,
    reminding,
    writing,
)
from bot.service.receive.desk.counter import ROLES, Counter, Doors, Served

__all__ = ["CHANNEL", "Doors", "is_meant", "serve"]

CHANNEL = "telegram"
_BUTTON = "desk."

COMMANDS: Mapping[str, Served] = {
    "/case": cases.list_open,
    "/desk": menu.show,
    "/done": cases.end,
}
"""What they may type."""
BUTTONS: Mapping[str, Served] = {
    "reply": cases.ask_for_words,
    "done": cases.end,
    "close": cases.close,
    "cases": cases.list_open,
    "cancel": menu.cancel,
    "people": people.lists,
    "list": people.some,
    "calls": people.calls,
    "person": people.one,
    "number": people.number,
    "missing": missing.show,
    "found": missing.close,
    "remind": reminding.ask,
    "stuck": reminding.ask_all,
    "send": reminding.send,
    "assist": assisting.begin,
    "consent": assisting.consent,
    "about": assisting.about,
    "stop": assisting.stop,
    "add": adding.begin,
    "addto": adding.choose,
    "addin": adding.language,
    "addok": adding.agreed,
    "voice": writing.listen,
    "note": writing.ask_for_note,
    "mend": mending.ask,
    "mendit": mending.choose,
    "mendok": mending.keep,
}
"""What the desk's buttons carry, before whatever they name."""
TASKS: Mapping[str, Served] = {
    "answer": cases.answer,
    "remind": reminding.line,
    "assist": assisting.heard,
    "add": adding.number,
    "voice": writing.keep,
    "note": writing.note,
    "mend": mending.heard,
}
"""What their next message may belong to."""
FOR_STAFF = frozenset({"/desk", "/case"})
"""Commands that tell anybody else that they are for staff."""


def is_meant(given: Exchange, member: StaffMember | None, *, is_stranger: bool) -> bool:
    """Whether a message may be for the desk.

    Args:
        given: the message.
        member: whoever its account was bound to when the batch began.
        is_stranger: nobody else could have written it.
    """
    if given.message.channel != CHANNEL:
        return False
    match given.message.content:
        case Text(body):
            is_task = is_stranger or bool(given.message.replies_to)
            is_theirs = member is not None and (is_task or bool(member.task))
            return _command(body) in COMMANDS or is_theirs
        case Tap(data):
            return data.startswith(_BUTTON) or (member is not None and bool(member.task))
        case Sent():
            return member is not None and bool(member.task) and not member.recording
        case _:
            return False


async def serve(given: Exchange, transaction: Transaction, doors: Doors) -> bool:
    """Deal with it, where it is for the desk; whether it was."""
    message = given.message
    member = await transaction.staff_at(message.sender)
    if member is None or member.role not in ROLES:
        return _turn_away(given, transaction, message.content)
    counter = Counter(given, transaction, member, doors)
    found = _served(counter)
    if found is None:
        return False
    served, rest = found
    await served(counter, rest)
    return True


def _turn_away(given: Exchange, transaction: Transaction, content: Content) -> bool:
    """Nobody's account: the desk's own words and buttons do nothing, others mean what they do."""
    if isinstance(content, Text) and _command(content.body) in FOR_STAFF:
        strangers.answer(given, transaction, "bot.staff_only")
        return True
    return isinstance(content, Tap) and content.data.startswith(_BUTTON)


def _served(counter: Counter) -> tuple[Served, str] | None:
    """Who serves it, and what it names."""
    message = counter.given.message
    match message.content:
        case Tap(data) if data.startswith(_BUTTON):
            name, _, rest = data.removeprefix(_BUTTON).partition(".")
            return (BUTTONS[name], rest) if name in BUTTONS else None
        case Tap(data):
            return _unfinished(counter) if assisting.is_theirs(counter, data) else None
        case Sent():
            is_assisting = counter.member.task.startswith("assist ")
            return _unfinished(counter) if is_assisting else None
        case Text(body) if _command(body) in COMMANDS:
            return COMMANDS[_command(body)], body.partition(" ")[2]
        case Text():
            mark = cases.named_in(message.replies_to)
            if mark:
                return cases.answer, mark
            return _unfinished(counter) or _lost(counter)
        case _:
            return None


def _unfinished(counter: Counter) -> tuple[Served, str] | None:
    name, _, rest = counter.member.task.partition(" ")
    return (TASKS[name], rest) if name in TASKS else None


def _lost(counter: Counter) -> tuple[Served, str] | None:
    """Words that belong to nothing, of somebody who is no resident: the menu."""
    return None if counter.is_resident else (menu.show, "")


def _command(body: str) -> str:
    return body.split(maxsplit=1)[0].casefold() if body.startswith("/") else ""
