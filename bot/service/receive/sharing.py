"""A shared phone at the door: see `exchange.sharing`.

Rule: only typed words and voice notes are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.exchange import Exchange, stop_all
from bot.exchange.meaning import is_plain_stop
from bot.exchange.sharing import ask, asked, chosen, go_on, speaker
from bot.exchange.traffic import is_command
from bot.model import Sent, Text
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
    if is_command(given, people):
        return None
    waiting = asked(people)
    if waiting is not None:
        who = chosen(people, waiting[1], body)
        if who is not None:
            return go_on(given, who, *waiting)
    elif speaker(people, given.now) is not None:
        return None
    holder = ask(given, people)
    return [holder] if holder is not None else None
