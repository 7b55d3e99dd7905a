"""Somebody asks for a person, or writes urgent words: whose the case is, and who is told at once.

Rule: staff are told ids and what kind of case it is; the words of a person go to the one member of
staff whose case it is, and to nobody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.exchange.handing import case_mark
from bot.exchange.marks import mark_of
from bot.language.catalogue import Catalogue
from bot.model import TALKS, VOICE, Address, Button, CaseKind, Role
from bot.ports import CaseRow, Confided, Rows, StaffMember, ThreadRow, Transaction
from bot.service.receive import notices

CHANNEL = "telegram"
REPLY, DONE = "desk.reply", "desk.done"
"""What the two buttons of a case carry, before its mark."""
_DESK = frozenset({Role.LINK_WORKER, Role.OFFICER})
"""Roles that talk to people."""


class Switchboard(Struct, frozen=True):
    """What a batch caused, before it is written."""

    transaction: Transaction
    rows: Rows
    catalogue: Catalogue
    now: datetime


async def tell_staff(board: Switchboard) -> None:
    """Give each new talk an owner, keep what was confided with its case, and tell staff."""
    rows = board.rows
    new = [case for case in rows.cases if case.kind in TALKS]
    if any(case.wish for case in rows.cases):
        rows.cases[:] = await _owned(board)
    if not new and not rows.confided:
        return
    buckets = {each.conversation: each.bucket for each in new if each.conversation}
    buckets |= {each.conversation: each.bucket for each in rows.confided}
    known = await board.transaction.talks(buckets)
    owners = {case.conversation: (case.id, case.owner) for case in reversed(known)}
    staff = [each for each in await board.transaction.staff() if each.is_active]
    _open(board, staff, owners)
    for words in rows.confided:
        _pass_on(board, staff, words, owners)
    rows.confided.clear()


async def _owned(board: Switchboard) -> list[CaseRow]:
    """Requests for a copy or an erasure are the data-protection lead's, else an officer's."""
    staff = [each for each in await board.transaction.staff() if each.is_active]
    ranked = [each for role in _RIGHTS for each in staff if each.role is role]
    owner = str(ranked[0].id) if ranked else ""
    return [replace(case, owner=owner) if case.wish else case for case in board.rows.cases]


_RIGHTS = (Role.DATA_LEAD, Role.OFFICER)
_Owners = dict[UUID | None, tuple[UUID, str]]
"""Conversation to its case and whose that is."""


def _open(board: Switchboard, staff: Sequence[StaffMember], owners: _Owners) -> None:
    """New talks; one that is open already is not opened again, yet staff hear of it again."""
    kept: list[CaseRow] = []
    for case in board.rows.cases:
        if case.kind not in TALKS:
            kept.append(case)
            continue
        case_id, owner = owners.get(case.conversation, (case.id, ""))
        is_new = case_id == case.id or case.kind is CaseKind.URGENT
        language = _language(board, case)
        chosen = owner or _owner(staff, case.owner, language, board.catalogue)
        taken = replace(case, id=case.id if is_new else case_id, owner=chosen)
        if is_new:
            kept.append(taken)
        owners.setdefault(case.conversation, (taken.id, chosen))
        for member in _told(staff, taken):
            _notify(board, member, taken, language)
    board.rows.cases[:] = kept


def _language(board: Switchboard, case: CaseRow) -> str:
    talk = board.rows.conversations.get(case.conversation) if case.conversation else None
    return talk.language if talk else ""


def _owner(
    staff: Sequence[StaffMember], link_worker: str, language: str, catalogue: Catalogue
) -> str:
    """The person's own link worker, else one of their language, else nobody."""
    named = (each for each in staff if link_worker and each.name == link_worker)
    known = catalogue.languages.get(language)
    read = (language, *(known.chain if known else ()))[:2]
    workers = sorted(
        (each for each in staff if each.role is Role.LINK_WORKER and each.language in read),
        key=lambda each: (not each.telegram, read.index(each.language), each.id),
    )
    found = next(named, None) or next(iter(workers), None)
    return str(found.id) if found else ""


def _told(staff: Sequence[StaffMember], case: CaseRow) -> Iterable[StaffMember]:
    """Its owner; where nobody can be told so, and of anything urgent, everyone who may take it."""
    bound = [each for each in staff if each.telegram and each.role in _DESK]
    owner = [each for each in bound if str(each.id) == case.owner]
    if not owner:
        return bound
    if case.kind is not CaseKind.URGENT:
        return owner
    return [*owner, *(e for e in bound if e.role is Role.OFFICER and e not in owner)]


_LEADS: Mapping[CaseKind, str] = {
    CaseKind.HANDOVER: "bot.desk.case.handover",
    CaseKind.URGENT: "bot.desk.case.urgent",
}


def _notify(board: Switchboard, member: StaffMember, case: CaseRow, language: str) -> None:
    spoken = board.catalogue.languages.get(language)
    values = {"case": case_mark(case.id), "language": spoken.own_name if spoken else "?"}
    body = notices.phrase(board.catalogue, member.language, _LEADS[case.kind], **values)
    turn = uuid.uuid5(case.id, f"{member.id}.{board.now.isoformat()}")
    _send(board, member, notices.Notice(turn, body, 0, buttons(board.catalogue, member, case.id)))


def buttons(catalogue: Catalogue, member: StaffMember, case: UUID) -> tuple[Button, ...]:
    """What can be done with a case."""
    mark = mark_of(case)
    labels = ((REPLY, "bot.desk.reply"), (DONE, "bot.desk.done"))
    return tuple(
        Button(f"{data}.{mark}", notices.phrase(catalogue, member.language, key))
        for data, key in labels
    )


def _pass_on(
    board: Switchboard, staff: Sequence[StaffMember], words: Confided, owners: _Owners
) -> None:
    """What a person said, to the thread of its case and to its owner."""
    if words.conversation not in owners:
        _open_for(board, staff, words, owners)
    case, owner = owners[words.conversation]
    board.rows.thread.append(
        ThreadRow(words.id, words.bucket, case, words.at, words.text, voice=words.voice)
    )
    for member in staff:
        if str(member.id) == owner and member.telegram:
            turn = uuid.uuid5(words.id, str(member.id))
            shown = buttons(board.catalogue, member, case)
            body = f"{case_mark(case)} {words.text}".rstrip()
            _send(board, member, notices.Notice(turn, body, 0, shown))
            if words.voice:
                note = notices.Notice(turn, "", 1, media=f"{VOICE}{words.voice}")
                _send(board, member, note)


def _open_for(
    board: Switchboard, staff: Sequence[StaffMember], words: Confided, owners: _Owners
) -> None:
    """Their case was closed while they wrote: it is a new one."""
    fresh = CaseRow(
        id=uuid.uuid5(words.id, "case"),
        bucket=words.bucket,
        participant=words.participant,
        conversation=words.conversation,
        consultation=words.consultation,
        kind=CaseKind.HANDOVER,
        opened_at=words.at,
        step=words.step,
        owner=_owner(staff, words.owner, words.language, board.catalogue),
        channel=words.channel,
    )
    board.rows.cases.append(fresh)
    owners[words.conversation] = (fresh.id, fresh.owner)


def _send(board: Switchboard, member: StaffMember, notice: notices.Notice) -> None:
    address = Address(CHANNEL, member.telegram)
    board.rows.outbox.append(notices.to(address, notice, board.transaction, board.now))
