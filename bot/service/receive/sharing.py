"""A shared phone at the door: see `exchange.sharing`.

Rule: only typed words and voice notes are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.exchange import Exchange, exchange, stop_all
from bot.exchange.meaning import is_plain_stop
from bot.exchange.sharing import ask, asked, chosen, go_on, speaker, unsure, wanted, wanted_by
from bot.exchange.traffic import is_command
from bot.model import Command, Sent, Text
from bot.ports import Person


def share(given: Exchange, people: Sequence[Person]) -> Sequence[Person] | None:
    """Deal with a message of a phone that several people use, where it is not plain whose it is;
    those who changed. `None`: it is dealt with like any other."""
    content = given.message.content
    if len(people) < 2 or not isinstance(content, Text | Sent):
        return None
    body = content.body if isinstance(content, Text) else content.caption
    if is_plain_stop(given, people[0], body):  # the phone is left alone, whoever asks for it
        return [stop_all(given, each, is_quiet=each is not people[0]) for each in people]
    if (wants := wanted(given, people, body)) is not None:
        return _asked(given, people, wants)
    if is_command(given, people):
        return None
    if (sure := unsure(people)) is not None:
        return [exchange(given, sure)]
    return _whose(given, people, body)


def _whose(given: Exchange, people: Sequence[Person], body: str) -> Sequence[Person] | None:
    waiting = asked(people)
    if waiting is not None:
        who = chosen(people, waiting[1], body)
        if who is not None:
            return go_on(given, who, *waiting)
    elif speaker(people, given.now) is not None:
        return None
    return _asked(given, people, wanted_by(waiting[1]) if waiting is not None else None)


def _asked(
    given: Exchange, people: Sequence[Person], wants: Command | None
) -> Sequence[Person] | None:
    holder = ask(given, people, wants)
    return [holder] if holder is not None else None
