"""Answering together: the flow with somebody in front of the link worker, or on the phone.

Rule: only after the person agreed, which is on record; the questions are the person's own, in
their language, and each answer says who entered it. What was answered stays, so that an
interrupted hour goes on where it stood.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.exchange import Exchange, assisting
from bot.model import Conversation
from bot.ports import Charge, Person
from bot.render import read_tap
from bot.service.receive.desk.counter import Counter
from bot.service.receive.desk.people import charge_of, name_of


async def begin(counter: Counter, conversation: str) -> None:
    """`Answer together`: first, has the person agreed?"""
    charge = await charge_of(counter, conversation)
    if charge is None:
        counter.tell("refused")
        return
    buttons = counter.yes_no(f"consent.{conversation}")
    counter.say(f"{name_of(charge)}: {counter.words('assist.agreed')}", *buttons)


async def consent(counter: Counter, rest: str) -> None:
    """They have agreed, or not. Then: shall the questions about themselves be left out?"""
    conversation, _, word = rest.partition(".")
    charge = await charge_of(counter, conversation)
    if charge is None or word != "yes":
        counter.tell("cancelled" if charge else "refused")
        return
    counter.note("assist.consented", conversation)
    await counter.begin(f"agreed {conversation}")
    counter.tell("assist.about", *counter.yes_no(f"about.{conversation}"))


async def about(counter: Counter, rest: str) -> None:
    """Begin, or go on where they stood."""
    conversation, _, word = rest.partition(".")
    charge = await charge_of(counter, conversation)
    if charge is None or counter.member.task != f"agreed {conversation}":
        counter.tell("refused")
        return
    await counter.begin(f"assist {conversation} {word}")
    counter.say(name_of(charge), counter.button("assist.stop", "stop"))
    found = await _place(counter, charge)
    if found is None:
        counter.tell("refused")
        return
    given, person, talk = found
    after = assisting.begin(given, person, talk, leaves_out=word == "yes")
    await _keep(counter, after, talk)


async def heard(counter: Counter, rest: str) -> None:
    """An answer that the link worker typed, tapped or recorded for the person."""
    conversation, _, word = rest.partition(" ")
    charge = await charge_of(counter, conversation)
    found = await _place(counter, charge) if charge else None
    if found is None:
        await counter.begin("")
        counter.tell("refused")
        return
    given, person, talk = found
    after = assisting.hear(given, person, talk, leaves_out=word == "yes")
    await _keep(counter, after, talk)


async def stop(counter: Counter, _: str) -> None:
    """Interrupt it; nothing is lost."""
    await counter.begin("")
    counter.tell("assist.ended")


def is_theirs(counter: Counter, data: str) -> bool:
    """Whether a button is one of the question that is being answered together."""
    name, _, rest = counter.member.task.partition(" ")
    tap = read_tap(data)
    return name == "assist" and tap is not None and tap.conversation.hex == rest.split(" ")[0]


async def _place(counter: Counter, charge: Charge) -> tuple[Exchange, Person, Conversation] | None:
    """The person, who is asked in the link worker's chat."""
    person = await counter.doors.person(charge.bucket, charge.participant)
    if person is None or person.participant.stopped:
        return None
    talk = next(each for each in person.conversations if each.id == charge.conversation)
    given = replace(counter.own_deed, desk=counter.doors.desk(counter.given.message.channel))
    return given, person, talk


async def _keep(counter: Counter, person: Person, talk: Conversation) -> None:
    """Note how the person now stands, and end where the flow ends."""
    counter.doors.keep(person)
    if not assisting.as_it_stands(person, talk).status.is_open:
        await counter.begin("")
