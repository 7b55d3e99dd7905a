"""Somebody whom no list and no link leads to.

Rule: a stranger is told where they have come, at most once a day (two bots must not talk for
ever), and their STOP counts although we do not know them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from bot.exchange import Exchange
from bot.intents import Asked, hear, read
from bot.language import segments
from bot.model import Address, Command, MessageKind
from bot.ports import OutboxRow, Person, Transaction
from bot.questions.base import Hearing

_STRANGERS = uuid.UUID("6a3b1c52-5a0c-5a0f-93f7-0d7f3c1f7b11")
_THEIRS = frozenset({Command.STOP, Command.START})
_OURS = ("en", "bot")
"""Source language and name of the bot's own phrases."""


def answer(
    given: Exchange, transaction: Transaction, key: str, language: str = ""
) -> Sequence[Person]:
    """Say one of the bot's own phrases to whoever wrote; they lead to nobody."""
    message, catalogue = given.message, given.desk.catalogue
    tag = language or message.language_hint
    text = catalogue.wording({}, *_OURS).get(tag if tag in catalogue.languages else "en", key)
    nobody = nobody_at(message.address)
    turn = uuid.uuid5(nobody, f"{given.now.date()}.{key}")
    given.rows.outbox.append(
        OutboxRow(
            id=uuid.uuid5(turn, "0"),
            bucket=transaction.bucket_of(message.address),
            turn=turn,
            part=0,
            participant=nobody,
            conversation=None,
            consultation="",
            address=message.address,
            body=text or "",
            kind=MessageKind.REPLY,
            due=given.now,
            not_before=given.now,
            units=_units(given, text or ""),
        )
    )
    return ()


def nobody_at(address: Address) -> uuid.UUID:
    """Stands for whoever is there, in rows that want a participant."""
    return uuid.uuid5(_STRANGERS, f"{address.channel}.{address.value}")


def _units(given: Exchange, text: str) -> int:
    return segments.count(text).segments if given.desk.limits.is_billed_by_segment else 1


def commanded(given: Exchange, body: str) -> Command | None:
    """STOP or START in any language, where that is all they wrote."""
    lexicon = given.desk.catalogue.lexicon("en")
    asked = Asked(None, Hearing(lexicon=lexicon), channel=given.message.channel)
    meaning = read(hear(body), asked)
    return meaning if isinstance(meaning, Command) and meaning in _THEIRS else None


def obey(given: Exchange, transaction: Transaction, command: Command) -> Sequence[Person]:
    """Keep a stranger's STOP, so that no later list reaches them; START undoes it."""
    address = given.message.address
    nobody = nobody_at(address)
    told = {Command.STOP: given.rows.forget, Command.START: given.rows.welcome}.get(command)
    if told is not None:
        told[nobody] = (transaction.bucket_of(address), (address,))
    return ()
