"""Two people on one phone: whose words are these?

Rule: pure. Whoever wrote within the hour goes on; else we ask once and wait. STOP and the other
commands are never held up by it, and a button tells by itself whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from bot.effects import collect
from bot.engine.rights import SURE
from bot.exchange.desk import Exchange
from bot.exchange.focus import focused, listens
from bot.exchange.meaning import said_alone
from bot.exchange.turns import take
from bot.intents import hear
from bot.language.digits import fold_digits, localise
from bot.language.folding import fold, loosen
from bot.model import Ask, Command, Conversation, Pending, Phrase, Say, Start, Turn
from bot.ports import Person

WHO = "shared"
"""Kind of the pending question; its values are participants, in the order shown. What was asked
for meanwhile follows after a point."""
THEIRS_ALONE = frozenset({Command.MYDATA, Command.DELETE, Command.FORGET_ABOUT})
"""Commands that concern one of them, whoever has just written."""
GOES_ON = timedelta(hours=1)


def speaker(people: Sequence[Person], now: datetime) -> Person | None:
    """Whoever is in the middle of answering."""
    heard = [(talk.heard_at, each) for each in people if (talk := _listening(each)) is not None]
    recent = [(at, each) for at, each in heard if at is not None and now - at < GOES_ON]
    return max(recent, key=lambda pair: pair[0])[1] if recent else None


def _listening(person: Person) -> Conversation | None:
    talk = focused(person)
    return talk if talk is not None and listens(talk) else None


def asked(people: Sequence[Person]) -> tuple[Person, Conversation] | None:
    """Where the question is outstanding."""
    for person in people:
        for talk in person.conversations:
            if talk.pending is not None and talk.pending.kind.partition(".")[0] == WHO:
                return person, talk
    return None


def unsure(people: Sequence[Person]) -> Person | None:
    """Whom we have just asked "are you sure?"."""
    asked_at = [
        (talk.heard_at, person)
        for person in people
        for talk in person.conversations
        if talk.pending is not None and talk.pending.kind == SURE and talk.heard_at is not None
    ]
    return max(asked_at, key=lambda pair: pair[0])[1] if asked_at else None


def wanted(given: Exchange, people: Sequence[Person], body: str) -> Command | None:
    """What one of them asks for, and for nobody else."""
    said = said_alone(given, people, body)
    return said if isinstance(said, Command) and said in THEIRS_ALONE else None


def wanted_by(talk: Conversation) -> Command | None:
    """What was asked for before we asked who it is."""
    wants = talk.pending.kind.partition(".")[2] if talk.pending is not None else ""
    return Command(wants) if wants else None


def ask(given: Exchange, people: Sequence[Person], wants: Command | None = None) -> Person | None:
    """Ask who is answering, or (`wants`) who asks for something; the one whose conversation keeps
    the question. `None`: nobody is asked anything, so it does not matter."""
    by_name = sorted(people, key=lambda each: (each.participant.name, each.participant.id))
    meant = focused if wants is not None else _listening
    listening = [each for each in by_name if meant(each) is not None]
    holder = next(iter(listening), None)
    talk = meant(holder) if holder is not None else None
    if holder is None or talk is None or not given.can_read(talk):
        return None
    values = tuple(each.participant.id.hex for each in listening)
    kind = f"{WHO}.{wants}" if wants is not None else WHO
    waits = replace(talk, pending=Pending(kind, values), revision=talk.revision + 1)
    names = {"names": _names(given, listening, talk.language)}
    turn = Turn(waits, (Say((Phrase("bot.shared.who", names),)),))
    collect(talk, turn, given.context(holder, talk), given.rows)
    return _with(holder, waits)


def _names(given: Exchange, people: Sequence[Person], tongue: str) -> str:
    spoken = given.desk.catalogue.languages.get(tongue)
    numbers = (str(n) for n in range(1, len(people) + 1))
    shown = [localise(n, spoken.digits) if spoken is not None else n for n in numbers]
    names = (each.participant.name or "?" for each in people)
    return "\n".join(f"{n} {name}" for n, name in zip(shown, names, strict=True))


def chosen(people: Sequence[Person], talk: Conversation, body: str) -> Person | None:
    """Whom the reply names, by number or by name."""
    order = [UUID(key) for key in talk.pending.values] if talk.pending is not None else []
    by_id = {each.participant.id: each for each in people}
    shown = [by_id[key] for key in order if key in by_id]
    said = loosen(hear(body).key)
    number = fold_digits(body).strip(" .)\n")
    if number.isdecimal() and 0 < int(number[:3]) <= len(shown):
        return shown[int(number[:3]) - 1]
    named = [each for each in shown if said and said in _ways(each.participant.name)]
    return named[0] if len(named) == 1 else None


def _ways(name: str) -> set[str]:
    """The whole name, and the first."""
    return {loosen(fold(way)) for way in (name, *name.split()[:1]) if way}


def go_on(given: Exchange, who: Person, holder: Person, talk: Conversation) -> list[Person]:
    """The question is answered: whoever it is hears where they stand. Both as they now are."""
    wants = wanted_by(talk)
    settled = replace(talk, pending=None, revision=talk.revision + 1)
    collect(talk, Turn(settled), given.context(holder, talk), given.rows)
    holder = _with(holder, settled)
    who = holder if who.participant.id == holder.participant.id else who
    theirs = focused(who) if wants else _listening(who)
    what = Ask(wants) if wants else Start()
    after = take(given, who, theirs, what) if theirs is not None else who
    return [after] if after.participant.id == holder.participant.id else [after, holder]


def _with(person: Person, talk: Conversation) -> Person:
    talks = tuple(talk if each.id == talk.id else each for each in person.conversations)
    return replace(person, conversations=talks)
