"""Adding a person who has agreed: consultation, mobile number, language, consent.

Rule: whoever is known already, or has asked for no messages, is refused in the same words as a
number that is none: a link worker learns nothing of somebody else's people.
"""

from __future__ import annotations

import uuid

from bot.effects import TurnContext, collect
from bot.engine import invite
from bot.exchange import give_focus, turn_id
from bot.language.phones import PhoneProblem, read_phone
from bot.model import (
    Address,
    Button,
    MessageKind,
    Participant,
)
from bot.ports import Person, PersonRow
from bot.render import NOBODY
from bot.service.receive.desk.counter import Counter
from bot.service.receive.desk.people import title
from bot.shelf import Running
from bot.shelf.shelf import LIVE

SOURCE = "link_worker"


async def begin(counter: Counter, _: str) -> None:
    """`Add a person`: for which consultation, where there are several."""
    running = [each for each in counter.given.desk.running.values() if each.is_open]
    if len(running) == 1:
        await choose(counter, running[0].slug)
    elif running:
        buttons = (Button(f"desk.addto.{e.slug}"[:64], title(counter, e)) for e in running)
        counter.tell("add.which", *buttons)
    else:
        counter.tell("refused")


async def choose(counter: Counter, slug: str) -> None:
    """A consultation was chosen: ask for the number."""
    running = counter.given.desk.running.get(slug)
    if running is None or not running.is_open:
        counter.tell("refused")
        return
    await counter.begin(f"add {slug}")
    counter.tell("add.phone", counter.button("cancel", "cancel"))


async def number(counter: Counter, rest: str) -> None:
    """The number was written: ask for the language."""
    slug = rest.partition(" ")[0]
    running = counter.given.desk.running.get(slug)
    mobile = read_phone(counter.typed)
    phone = "" if isinstance(mobile, PhoneProblem) else mobile.e164
    if running is None or not phone or not await _may_join(counter, phone):
        counter.tell("add.refused", counter.button("cancel", "cancel"))
        return
    await counter.begin(f"add {slug} {phone}")
    languages = counter.given.desk.catalogue.languages
    buttons = (Button(f"desk.addin.{tag}", languages[tag].own_name) for tag in running.languages)
    counter.tell("add.language", *buttons)


async def language(counter: Counter, tag: str) -> None:
    """The language was chosen: ask whether they have agreed."""
    running, phone, _ = _so_far(counter)
    if running is None or not phone or tag not in running.languages:
        counter.tell("refused")
        return
    await counter.begin(f"add {running.slug} {phone} {tag}")
    shown = title(counter, running)
    counter.tell("add.agreed", *counter.yes_no("addok"), title=shown)


async def agreed(counter: Counter, word: str) -> None:
    """They have agreed, or not: without it nobody is added."""
    running, phone, tag = _so_far(counter)
    await counter.begin("")
    if word != "yes":
        counter.tell("cancelled")
        return
    if running is None or not tag or not await _may_join(counter, phone):
        counter.tell("add.refused")
        return
    _invite(counter, running, Address("sms", phone), tag)
    counter.note("person.added", running.slug, consent="told to the link worker")
    counter.tell("add.done")


async def _may_join(counter: Counter, phone: str) -> bool:
    """Whether somebody is new, has not asked for silence, and (in a trial) is a guest."""
    address = Address("sms", phone)
    if await counter.transaction.addresses_known([address]):
        return False
    is_live = bool(await counter.transaction.kept(LIVE))
    return is_live or address in await counter.transaction.guests()


def _so_far(counter: Counter) -> tuple[Running | None, str, str]:
    name, _, rest = counter.member.task.partition(" ")
    slug, phone, tag, *_ = (*rest.split(" "), "", "", "")
    running = counter.given.desk.running.get(slug) if name == "add" else None
    return (running if running and running.is_open else None, phone, tag)


def _invite(counter: Counter, running: Running, address: Address, tag: str) -> None:
    """Somebody new, and the invitation, which waits for the waking hours."""
    given = counter.given
    turn = turn_id(given.message, NOBODY)
    participant = Participant(
        id=uuid.uuid5(turn, "participant"),
        bucket=counter.transaction.bucket_of(address),
        language=tag,
        link_worker=counter.member.name,
        source=SOURCE,
    )
    fresh = running.conversation(uuid.uuid5(turn, "conversation"), participant, tag)
    person = Person(participant, (address,), (fresh,), fresh.id)
    given.rows.people.append(PersonRow(participant, (address,)))
    scene = running.scene(counter.doors.desk(address.channel).limits)
    invitation = invite(scene.flow_for(tag), fresh, given.now)
    context = TurnContext(
        person=person,
        address=address,
        scene=scene,
        now=given.now,
        turn=uuid.uuid5(turn, "invitation"),
        kind=MessageKind.BROADCAST,
    )
    collect(fresh, invitation, context, given.rows)
    give_focus(person, given.rows.conversations[fresh.id], given.rows)
