"""Open a consultation and invite: freeze the version, insert people, queue what they will read.

Rule: a page of people, their conversations and their invitations commit together, so that after
a crash the same command goes on where it stopped, and nobody is invited twice.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from bot.effects import TurnContext, collect, speak_to
from bot.engine import invite
from bot.errors import Refused
from bot.exchange import SILENCE_BEFORE_FOCUS, give_focus, may_interrupt
from bot.exchange.greeting import greet, is_silent
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Document
from bot.flow.venues import ways
from bot.language.english import counted
from bot.model import (
    Address,
    Conversation,
    DueKind,
    Lifecycle,
    MessageKind,
    Participant,
    Say,
    Status,
    Turn,
)
from bot.ports import AuditRow, DueRow, Launched, Person, PersonRow, Rows, Transaction
from bot.render import Scene
from bot.service.launch.choosing import LIMIT_PAGE, Choice, Chosen, choose_page, pages
from bot.service.launch.digest import digest_of, entry_text
from bot.service.launch.orders import Desk, Link, Opened, Order
from bot.service.launch.pace import Pace
from bot.service.launch.people import Entry
from bot.service.launch.trial import refuse_strangers
from bot.service.launch.updating import collect_updates
from bot.service.launch.waves import fresh_id, wave_of

_TURNS = uuid.UUID("f2b0a0c2-7b8f-5b86-8f0b-6c5a3e0f7d11")
TOKEN_BYTES = 16


class _Run(Struct):
    """One launch under way."""

    desk: Desk
    order: Order
    now: datetime
    paces: dict[str, Pace]
    choice: Choice = field(default_factory=Choice)
    opened: Opened = field(default_factory=Opened)
    begun: dict[tuple[CompiledFlow, str], Turn] = field(default_factory=dict)
    """First turns of the page at hand, by flow on a channel and language."""
    told: set[Address] = field(default_factory=set)
    """Shared phones that have their invitation."""
    wave: int = 1


async def refuse_what_cannot_open(order: Order, desk: Desk) -> str:
    """Hold the order against what is stored; the digest of list and content.

    Raises:
        Refused: it is closed, or open with other questions; a joining word of its leads to
            another; or this very list was invited to these very words.
    """
    document = order.running.launched.document
    digest = digest_of(document, order.entries, desk.key, order.again)
    async with desk.store.read() as reader:
        stored = {each.slug: each for each in await reader.launched()}
        sent_at = await reader.campaign_at(digest)
    present = stored.get(order.running.slug)
    if present is not None and present.lifecycle is not Lifecycle.OPEN:
        raise Refused(
            f"S-331 {present.slug} is {present.lifecycle}: nobody can be invited any more. Give "
            "the file another name for a new consultation."
        )
    if present is not None and present.document.version != document.version:
        raise Refused(
            f"S-332 {present.slug} is open with other questions than this file has. Put the file "
            "back, or launch it under another name."
        )
    _refuse_words_taken(document, stored.values())
    if sent_at is not None:
        people = counted(len(order.entries), "person", "people")
        raise Refused(
            f"S-330 This list ({people}) was invited with these words on "
            f"{sent_at:%d %B %Y at %H:%M} UTC. Nothing was sent. To send them again to those who "
            "have not begun, say why: --again REASON."
        )
    return digest


def _refuse_words_taken(document: Document, stored: Iterable[Launched]) -> None:
    """A word on a poster leads to one consultation."""
    words = ways(document.plan.keywords).listed
    for other in stored:
        if other.slug == document.flow.slug or other.lifecycle is not Lifecycle.OPEN:
            continue
        taken = sorted(words.keys() & ways(other.document.plan.keywords).listed.keys())
        if taken:
            raise Refused(
                f"S-338 keywords: {taken[0].upper()} already leads to {other.slug}, which is "
                "open. Choose another word."
            )


async def open_and_invite(order: Order, desk: Desk, digest: str) -> Opened:
    """Do it. Whoever was stopped, or invited by somebody else, since the forecast is left out.

    Args:
        order: entries are those to invite, already chosen.
        desk: where.
        digest: of `refuse_what_cannot_open`.

    Raises:
        Refused: more than a page of people without an address; or someone is no guest, and the
            installation is not live.
    """
    with_address = [entry for entry in order.entries if entry.addresses]
    without = [entry for entry in order.entries if not entry.addresses]
    if len(without) > LIMIT_PAGE:
        raise Refused(
            f"S-333 {len(without)} people have neither phone nor telegram; at most {LIMIT_PAGE} "
            "links are made at once. Split the list."
        )
    choice = Choice(is_again=bool(order.again))
    run = _Run(desk, order, desk.clock.now(), _paces(order, desk), choice)
    await _open(run, digest)
    await _update_known(run)
    # As their rows will lie: each page then writes to a few places of the file instead of all.
    with_address.sort(key=lambda entry: desk.store.bucket_of(entry.addresses[0]))
    for page in pages(with_address):
        async with desk.store.begin() as transaction:
            await _invite_page(run, page, transaction)
    async with desk.store.begin() as transaction:
        await _make_links(run, without, transaction)
        if order.entries:  # a list that only corrects may be given again
            await transaction.campaign(digest, order.running.slug, run.now)
        if run.opened.updated:
            told: dict[str, str | int] = {"people": run.opened.updated}
            await transaction.audit(
                AuditRow(run.now, order.actor, "people.updated", order.running.slug, told)
            )
    run.opened.left_out = dict(run.choice.left_out)
    return run.opened


def _paces(order: Order, desk: Desk) -> dict[str, Pace]:
    plan = order.running.launched.document.plan
    start = max(desk.clock.now(), plan.opens or desk.clock.now())
    return {channel: Pace(start, plan, desk.rate(channel)) for channel in desk.limits}


async def _open(run: _Run, digest: str) -> None:
    document = run.order.running.launched.document
    async with run.desk.store.begin() as transaction:
        await refuse_strangers(transaction, run.order.entries)
        await transaction.save_consultation(document, Lifecycle.OPEN, run.now)
        run.wave = await wave_of(transaction, run.order.running.slug, digest)
        detail: dict[str, str | int] = {
            "people": len(run.order.entries),
            "version": document.version,
        }
        if run.order.accepted_by:
            detail["drafts_accepted_by"] = run.order.accepted_by
        told = {"again": run.order.again, "list_from": run.order.origin}
        told |= {"data_lead": run.order.data_lead, "without_dpia": run.order.undertaken_by}
        detail |= {name: text for name, text in told.items() if text}
        await transaction.audit(
            AuditRow(run.now, run.order.actor, "consultation.launched", document.flow.slug, detail)
        )


# ── A page of invitations ─────────────────────────────────────────────────────────────────────


async def _update_known(run: _Run) -> None:
    """What the list tells of people who are not invited by it."""
    for page in pages(run.order.known):
        async with run.desk.store.begin() as transaction:
            found = Choice()
            await choose_page(transaction, run.order.running.slug, page, found)
            rows = Rows()
            collect_updates(list(found.updates.values()), rows)
            await transaction.write(rows)
        run.opened.updated += len(found.updates)


async def _invite_page(run: _Run, page: Sequence[Entry], transaction: Transaction) -> None:
    run.choice.chosen.clear()  # of the page before: a list of many is not kept twice
    run.begun.clear()
    await choose_page(transaction, run.order.running.slug, page, run.choice)
    starts = {channel: pace.now for channel, pace in run.paces.items()}
    rows = Rows()
    for chosen in run.choice.chosen:
        person = _known(run, chosen, rows) or _newcomer(run, chosen.entry, transaction, rows)
        _invite(run, chosen, person, (starts, rows))
    closes = run.order.running.launched.document.plan.closes
    units: Counter[str] = Counter()
    for place, row in enumerate(rows.outbox):
        units[row.address.channel] += row.units
        # Nobody is invited to what has closed meanwhile.
        if closes is not None and (row.send_before is None or row.send_before > closes):
            rows.outbox[place] = replace(row, send_before=closes)
    for channel, spent in units.items():
        run.paces[channel].spend(spent)
    await transaction.write(rows)
    run.opened.invited += len(run.choice.chosen)


def _known(run: _Run, chosen: Chosen, rows: Rows) -> Person | None:
    """Somebody we know, as the list now tells of them."""
    person = chosen.person
    update = run.choice.updates.get(person.participant.id) if person is not None else None
    if person is None or update is None:
        return person
    collect_updates([update], rows)
    run.opened.updated += 1
    addresses = (*person.addresses, *update.links)
    return replace(person, participant=update.after, addresses=addresses)


def _newcomer(run: _Run, entry: Entry, transaction: Transaction, rows: Rows) -> Person:
    bucket = transaction.bucket_of(entry.addresses[0])
    participant = _participant(run, entry, bucket)
    rows.people.append(PersonRow(participant, entry.addresses))
    return Person(participant, entry.addresses, (), None)


def _participant(run: _Run, entry: Entry, bucket: int) -> Participant:
    return Participant(
        id=fresh_id(run.now),
        bucket=bucket,
        language=entry.language,
        name=entry.name,
        segment=entry.segment,
        area=entry.area,
        link_worker=entry.link_worker,
        source=entry.source,
        hours=entry.hours,
        timezone=entry.timezone,
    )


def _invite(
    run: _Run,
    chosen: Chosen,
    person: Person,
    given: tuple[Mapping[str, datetime], Rows],
) -> None:
    """Queue one invitation; someone who is busy answering us hears of it when they are done."""
    starts, rows = given
    address = _address(chosen.entry, person)
    leaves = starts[address.channel]
    scene = run.order.running.scene(run.desk.limits[address.channel])
    if chosen.invited is not None:
        invited = rows.conversations.get(chosen.invited.id, chosen.invited)
        _invite_again(run, invited, (person, address, leaves, scene), rows)
        return
    fresh = _conversation(run, person)
    turn = greet(fresh) if is_silent(person, run.now) else _begun(run, fresh, scene, leaves)
    invited, effects = turn.conversation, turn.effects
    if _is_told_already(run, chosen.entry, address):
        effects = tuple(effect for effect in effects if not isinstance(effect, Say))
    if may_interrupt(person, fresh.id, run.now):
        give_focus(person, invited, rows)
    else:
        invited = replace(invited, status=Status.WAITING)
        effects = tuple(effect for effect in effects if not isinstance(effect, Say))
        later = run.now + SILENCE_BEFORE_FOCUS  # the reminders look again then
        key = (invited.bucket, invited.id, invited.consultation)
        rows.dues.append(DueRow(*key, DueKind.OPENING, later))
    context = TurnContext(
        person=person,
        address=address,
        scene=scene,
        now=run.now,
        turn=UUID(int=fresh.id.int ^ _TURNS.int),  # as new as the conversation
        kind=MessageKind.BROADCAST,
        not_before=leaves,
    )
    collect(fresh, Turn(invited, effects), context, rows)


def _begun(run: _Run, fresh: Conversation, scene: Scene, leaves: datetime) -> Turn:
    """The turn that invites them: worked out once a page for all who read a language on a channel,
    unless the first question puts its options in another order for each."""
    flow = scene.flow_for(fresh.language)
    known = run.begun.get((flow, fresh.language))
    if known is not None:
        who = {"id": fresh.id, "bucket": fresh.bucket, "participant": fresh.participant}
        return Turn(replace(known.conversation, **who), known.effects)
    turn = invite(flow, fresh, leaves)
    step = flow.written(turn.conversation.step or "")
    if step is not None and not step.question.is_shuffled:
        run.begun[flow, fresh.language] = turn
    return turn


def _is_told_already(run: _Run, entry: Entry, address: Address) -> bool:
    """Whether the phone that two people share has this invitation already: it rings once."""
    if not entry.is_shared:
        return False
    is_told = address in run.told
    run.told.add(address)
    return is_told


def _invite_again(
    run: _Run,
    invited: Conversation,
    given: tuple[Person, Address, datetime, Scene],
    rows: Rows,
) -> None:
    """The same words once more to someone who has not begun; where they stand does not change."""
    person, address, leaves, scene = given
    fresh = replace(_conversation(run, person), language=invited.language)
    turn = invite(scene.flow_for(invited.language), fresh, leaves)
    context = TurnContext(
        person=person,
        address=address,
        scene=scene,
        now=run.now,
        turn=uuid.uuid5(_TURNS, f"{invited.id}.{run.order.again}"),
        kind=MessageKind.BROADCAST,
        not_before=leaves,
    )
    for effect in turn.effects:
        if isinstance(effect, Say):
            speak_to(effect, invited, context, rows)


def _address(entry: Entry, person: Person) -> Address:
    """Where to write: as the list says, if the person can still be reached there."""
    active = [address for address in entry.addresses if address in person.addresses]
    return (active or list(person.addresses) or list(entry.addresses))[0]


def _conversation(run: _Run, person: Person) -> Conversation:
    plan = run.order.running.launched.document.plan
    known = person.participant.language
    language = known if known in plan.languages else plan.languages[0]
    fresh = run.order.running.conversation(fresh_id(run.now), person.participant, language)
    return replace(fresh, wave=run.wave)


# ── Personal links ────────────────────────────────────────────────────────────────────────────


async def _make_links(run: _Run, entries: Sequence[Entry], transaction: Transaction) -> None:
    """People without an address, each with a link to join by; their conversation begins when
    they do. Each row's mark is noted, so that a longer list makes no second link for them."""
    rows = Rows()
    for nth, entry in enumerate(entries):
        same = sum(1 for other in entries[:nth] if entry_text(other) == entry_text(entry))
        mark = f"{run.order.running.slug}|{entry_text(entry)}|{same}".encode()
        digest = hmac.new(run.desk.key, mark, hashlib.sha256).hexdigest()
        if await transaction.campaign(digest, run.order.running.slug, run.now):
            run.opened.links.append(_link(run, entry, rows))
    await transaction.write(rows)
    if run.opened.links:
        run.desk.keep_links(run.opened.links)


def _link(run: _Run, entry: Entry, rows: Rows) -> Link:
    participant = _participant(run, entry, secrets.randbelow(256))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    rows.people.append(PersonRow(participant, (), token))
    # Not begun, but stored: the first turn will find revision 1.
    waiting = replace(_conversation(run, Person(participant, (), (), None)), revision=1)
    rows.conversations[waiting.id] = waiting
    rows.focus[participant.id] = (participant.bucket, waiting.id)
    return Link(entry.row, entry.name, entry.link_worker, token)
