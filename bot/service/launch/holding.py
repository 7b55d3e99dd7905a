"""A launch that does not leave at once: a second person approves it, and a hold lets it be taken
back.

Rule: until the hold is over nobody is stored and nothing is queued, so there is nothing that could
leave; whoever asked for a launch never approves it; what held it back when it was asked for holds
it back when it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.version import dump_document, parse_document
from bot.language.catalogue import Catalogue
from bot.language.english import agreed, counted
from bot.model import Lifecycle, Role
from bot.ports import AuditRow, Launched, LaunchRequest, Reader, RequestState, Transaction
from bot.service.launch.opening import open_and_invite, refuse_what_cannot_open
from bot.service.launch.orders import Desk, Order
from bot.service.launch.people import Entry
from bot.service.launch.trial import is_live, refuse_strangers
from bot.shelf import place
from bot.shelf.office import Office
from bot.shelf.signed import refuse_unsigned

LEASE = timedelta(minutes=10)
"""How long one process may take to queue a launch before another goes on with it."""
WAITING = (RequestState.ASKED, RequestState.HELD)
FAILURE_SHOWN = timedelta(days=7)
"""How long a launch that did not leave is told of."""
_SHOWN = 8
"""Characters of an id that people type."""


class Caution(Struct, frozen=True):
    """When a launch does not leave at once."""

    approve_above: int
    """Above so many people somebody else must approve it."""
    hold: timedelta
    """How long it can be taken back."""
    holds_all: bool = False
    """Whether smaller ones are held as well."""

    def state(self, people: int) -> RequestState | None:
        """Where a launch to so many people must wait first; `None`: it may leave."""
        if people > self.approve_above:
            return RequestState.ASKED
        return RequestState.HELD if self.holds_all and self.hold else None

    def leaves_at(self, people: int, now: datetime) -> datetime:
        """When its first message may leave, if it is approved at once."""
        return now + self.hold if self.state(people) else now


class _Kept(Struct, frozen=True):
    """An order as it is put away."""

    document: str
    entries: tuple[Entry, ...]
    accepted_by: str
    again: str
    known: tuple[Entry, ...] = ()
    origin: str = ""
    data_lead: str = ""
    undertaken_by: str = ""


# ── Asking ────────────────────────────────────────────────────────────────────────────────────


async def ask(order: Order, desk: Desk, caution: Caution) -> LaunchRequest:
    """Put a launch away until it is approved, or its hold is over.

    Raises:
        Refused: it could not be opened now either, the same one waits already, or somebody on the
            list has no address.
    """
    digest = await refuse_what_cannot_open(order, desk)
    if any(not entry.addresses for entry in order.entries):
        raise Refused(
            "S-337 A launch that waits cannot write personal links. Invite those without an "
            "address by a list of their own."
        )
    now = desk.clock.now()
    people = len(order.entries)
    state = caution.state(people) or RequestState.HELD
    leaves_at = now + caution.hold if state is RequestState.HELD else None
    request = LaunchRequest(
        uuid4(), order.running.slug, digest, people, state, order.actor, now, leaves_at=leaves_at
    )
    async with desk.store.begin() as transaction:
        await refuse_strangers(transaction, order.entries)
        if any(each.digest == digest for each in await transaction.requests(WAITING)):
            raise Refused("S-330 The same launch waits already. `kotha approve` shows it.")
        await transaction.ask(request, _put_away(order))
        await transaction.audit(_deed(request, f"launch.{state}", order.actor, now))
    return request


def _put_away(order: Order) -> str:
    document = dump_document(order.running.launched.document)
    kept = _Kept(
        document,
        order.entries,
        order.accepted_by,
        order.again,
        order.known,
        order.origin,
        order.data_lead,
        order.undertaken_by,
    )
    return msgspec.json.encode(kept).decode()


def _deed(request: LaunchRequest, action: str, actor: str, at: datetime) -> AuditRow:
    detail: dict[str, str | int] = {"request": str(request.id), "people": request.people}
    return AuditRow(at, actor, action, request.slug, detail)


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────


async def approve(office: Office, which: str, name: str, hold: timedelta) -> LaunchRequest:
    """Let a launch go, in the name of an approver, once the hold is over.

    Args:
        office: where, and who gives the command.
        which: its id, or how it begins.
        name: the approver, as `kotha user list` shows them.
        hold: how long it can still be taken back.

    Raises:
        Refused: nothing of that id waits, the name is no approver's, or it is the asker's; or
            nobody has signed a DPIA for it. Then it goes on waiting.
    """
    async with office.store.begin() as transaction:
        request = _found(await transaction.requests(WAITING), which)
        if request.state is not RequestState.ASKED:
            raise Refused("S-340 It is approved already, and leaves when its hold is over.")
        await _refuse_no_approver(transaction, name)
        if request.asked_by in {office.actor, name}:
            raise Refused(
                "S-342 You asked for this launch yourself. Somebody else must approve it, from "
                "their own account."
            )
        kept = _read(await transaction.requested(request.id))
        try:
            await _refuse_unsigned(transaction, kept)
        except Refused as refused:
            raise Refused(f"{refused} {_WAITS.format(which=short(request))}") from refused
        now = office.clock.now()
        approved = replace(request, state=RequestState.HELD, decided_by=name, leaves_at=now + hold)
        await _decide(transaction, approved, (RequestState.ASKED,))
        deed = _deed(request, "launch.approved", office.actor, now)
        await transaction.audit(replace(deed, detail={**deed.detail, "by": name}))
    return approved


async def cancel(office: Office, which: str) -> LaunchRequest:
    """Take a launch back that has not left.

    Raises:
        Refused: nothing of that id waits any more.
    """
    async with office.store.begin() as transaction:
        request = _found(await transaction.requests(WAITING), which)
        gone = replace(request, state=RequestState.CANCELLED, decided_by=office.actor)
        await _decide(transaction, gone, WAITING)
        now = office.clock.now()
        await transaction.audit(_deed(request, "launch.cancelled", office.actor, now))
    return gone


async def waiting(office: Office) -> Sequence[LaunchRequest]:
    """What has not left yet."""
    async with office.store.read() as reader:
        return await reader.requests(WAITING)


async def failed(office: Office) -> Sequence[LaunchRequest]:
    """What was to leave in the last days and did not, each with the reason."""
    since = office.clock.now() - FAILURE_SHOWN
    async with office.store.read() as reader:
        found = await reader.requests((RequestState.FAILED,))
    return [each for each in found if each.leaves_at is not None and each.leaves_at > since]


_WAITS = (
    "This launch goes on waiting until then. For someone to stand for it, take it back (`kotha "
    "cancel {which}`) and launch anew."
)
_NOT_LEFT = "Once that is done, launch it again."


async def _refuse_unsigned(reader: Reader, kept: _Kept) -> None:
    """As when a launch is sent: it may have been asked for by an installation on trial."""
    if not kept.undertaken_by and await is_live(reader):
        await refuse_unsigned(reader, parse_document(kept.document))


async def _refuse_no_approver(transaction: Transaction, name: str) -> None:
    approvers = {
        member.name
        for member in await transaction.staff()
        if member.is_active and member.role is Role.APPROVER
    }
    if name not in approvers:
        raise Refused(
            f"S-341 {name} does not work here as an approver. Say who you are: --as NAME, as "
            "`kotha user list` shows it."
        )


async def _decide(
    transaction: Transaction, request: LaunchRequest, was: Sequence[RequestState]
) -> None:
    if not await transaction.decide(request, was):
        raise Refused("S-343 Too late: somebody else has just decided it, or it is leaving.")


def _found(requests: Sequence[LaunchRequest], which: str) -> LaunchRequest:
    found = [
        each
        for each in requests
        if len(which) >= _SHOWN and str(each.id).startswith(which.lower())
    ]
    if len(found) != 1:
        number = agreed(len(requests), "launch waits", "launches wait")
        raise Refused(
            f"S-340 No launch of that id waits. {len(requests)} {number}: `kotha approve` lists "
            "them. One that has left can be held back by `kotha pause`."
        )
    return found[0]


def short(request: LaunchRequest) -> str:
    """What people type for its id."""
    return str(request.id)[:_SHOWN]


def told(request: LaunchRequest) -> str:
    """A line for a list: what, to how many, who asked, when it leaves."""
    who = counted(request.people, "person", "people")
    head = f"{short(request)}  {request.slug} to {who}, asked by {request.asked_by}"
    if request.state is RequestState.FAILED:
        return f"{head}: did not leave. {request.reason}"
    state = (
        "waits for an approver"
        if request.leaves_at is None
        else f"leaves at {request.leaves_at:%d %B %Y %H:%M} UTC unless it is taken back"
    )
    return f"{head}: {state}"


# ── Leaving ───────────────────────────────────────────────────────────────────────────────────


async def release_due(desk: Desk, catalogue: Callable[[], Catalogue]) -> int:
    """Launch what has been held long enough; how many launches.

    A process that dies on the way leaves it to the next: whoever was invited is not invited again.
    """
    released = 0
    while True:
        async with desk.store.begin() as transaction:
            request = await transaction.take_request(desk.clock.now(), LEASE)
        if request is None:
            return released
        await _release(request, desk, catalogue())
        released += 1


async def _release(request: LaunchRequest, desk: Desk, catalogue: Catalogue) -> None:
    async with desk.store.read() as reader:
        kept = _read(await reader.requested(request.id))
        is_done = await reader.campaign_at(request.digest) is not None
    ended = replace(request, state=RequestState.SENT)
    order = _taken_up(request, kept, catalogue)
    try:
        if not is_done:
            await _open(order, kept, desk, request.digest)
    except Refused as refused:
        why = f"{refused} {_NOT_LEFT}"
        ended = replace(request, state=RequestState.FAILED, reason=why)
    deed = _deed(ended, f"launch.{ended.state}", order.actor, desk.clock.now())
    if ended.reason:
        deed = replace(deed, detail={**deed.detail, "reason": ended.reason})
    async with desk.store.begin() as transaction:
        await transaction.decide(ended, (RequestState.LEAVING,))
        await transaction.audit(deed)


async def _open(order: Order, kept: _Kept, desk: Desk, digest: str) -> None:
    async with desk.store.read() as reader:
        await _refuse_unsigned(reader, kept)
    await refuse_what_cannot_open(order, desk)
    await open_and_invite(order, desk, digest)


def _read(text: str) -> _Kept:
    return msgspec.json.decode(text, type=_Kept)


def _taken_up(request: LaunchRequest, kept: _Kept, catalogue: Catalogue) -> Order:
    document = parse_document(kept.document)
    launched = Launched(request.slug, Lifecycle.DRAFT, document, request.asked_at)
    running = place(launched, catalogue)
    return Order(
        running,
        kept.entries,
        request.asked_by,
        kept.accepted_by,
        kept.again,
        kept.known,
        kept.origin,
        kept.data_lead,
        kept.undertaken_by,
    )
