"""Somebody whom no list and no link leads to.

Rule: a stranger is told where they have come, at most once a day (two bots must not talk for
ever), and their STOP counts although we do not know them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from msgspec.structs import replace

from bot.exchange import Exchange
from bot.intents import Asked, hear, read
from bot.language.tags import prefer
from bot.model import Command
from bot.ports import Person, Transaction
from bot.questions.base import Hearing
from bot.service.receive import notices

_THEIRS = frozenset(
    {Command.STOP, Command.START, Command.MYDATA, Command.DELETE, Command.FORGET_ABOUT}
)
_NOTHING_HELD = _THEIRS - {Command.STOP, Command.START}


def answer(
    given: Exchange, transaction: Transaction, key: str, language: str = ""
) -> Sequence[Person]:
    """Say one of the bot's own phrases to whoever wrote; they lead to nobody."""
    message = given.message
    turn = uuid.uuid5(notices.nobody_at(message.address), f"{given.now.date()}.{key}")
    body = notices.words(given, language or message.language_hint, key)
    notices.give(given, transaction, notices.Notice(turn, body))
    return ()


def commanded(given: Exchange, body: str) -> Command | None:
    """A command that a stranger may give, where that is all they wrote: STOP in any language, the
    others in English."""
    return _command_in(given, "en", body)


def asked_in(given: Exchange, body: str) -> tuple[Command, str] | None:
    """A command that a stranger may give in any language, and which: their phone's own first."""
    catalogue = given.desk.catalogue
    for tag in prefer(given.message.language_hint, tuple(catalogue.words)):
        command = _command_in(given, tag, body)
        if command is not None:
            return command, tag
    return None


def _command_in(given: Exchange, tag: str, body: str) -> Command | None:
    hearing = Hearing(given.desk.catalogue.lexicon(tag))
    meaning = read(hear(body), Asked(None, hearing, channel=given.message.channel))
    return meaning if isinstance(meaning, Command) and meaning in _THEIRS else None


def obey(
    given: Exchange, transaction: Transaction, command: Command, language: str = ""
) -> Sequence[Person]:
    """Keep a stranger's STOP, so that no later list reaches them; START undoes it. Whoever asks
    for their data hears that there is none, in the language they asked in."""
    if command in _NOTHING_HELD:
        answer(given, transaction, "bot.rights.nothing", language)
        given.rows.outbox[-1] = replace(given.rows.outbox[-1], outlives_stop=True)
        return ()
    address = given.message.address
    nobody = notices.nobody_at(address)
    told = {Command.STOP: given.rows.forget, Command.START: given.rows.welcome}.get(command)
    if told is not None:
        told[nobody] = (transaction.bucket_of(address), (address,))
    return ()
