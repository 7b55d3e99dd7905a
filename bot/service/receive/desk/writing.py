"""Listening to voice answers and writing them down, and notes to the officer.

Rule: a link worker hears only their own people, in their own language; what they write down is
kept as the person's answer, with who wrote it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from uuid import UUID

from bot.exchange import turn_id
from bot.exchange.handing import case_mark, first_name
from bot.model import VOICE, Address, CaseKind, Role
from bot.ports import CaseRow, Recording, ThreadRow, Transcript
from bot.render import NOBODY
from bot.service.receive import notices
from bot.service.receive.alerting import buttons
from bot.service.receive.desk.counter import Counter
from bot.service.receive.desk.people import charges

LIMIT_TEXT_CHARS = 4096


async def listen(counter: Counter, _: str) -> None:
    """`Write down voice answers`: play the oldest, and wait for the words."""
    found = await _waiting(counter)
    if not found:
        await counter.begin("")
        counter.tell("voice.none")
        return
    recording = found[0]
    handle = await counter.transaction.handle(recording.id)
    counter.say("", media=f"{VOICE}{handle}")
    counter.note("voice.heard", str(recording.id))
    await counter.begin(f"voice {recording.id.hex}")
    spoken = counter.given.desk.catalogue.languages.get(recording.language)
    language = spoken.own_name if spoken else recording.language
    cancel = counter.button("cancel", "cancel")
    counter.tell("voice.next", cancel, language=language, n=counter.number(len(found)))


async def keep(counter: Counter, recording: str) -> None:
    """The words of what was played."""
    text = counter.typed.strip()
    found = next((r for r in await _waiting(counter) if r.id.hex == recording), None)
    if found is None:
        await counter.begin("")
        counter.tell("refused")
    elif len(text) > LIMIT_TEXT_CHARS:
        counter.tell("too_long", n=str(LIMIT_TEXT_CHARS))
    elif text:
        written = Transcript(found, text, str(counter.member.id), counter.given.now)
        await counter.transaction.transcribe(written)
        counter.note("voice.transcribed", str(found.id), step=found.step)
        counter.tell("voice.saved")
        await listen(counter, "")


async def _waiting(counter: Counter) -> Sequence[Recording]:
    own = {charge.conversation for charge in await charges(counter)}
    return [
        each
        for each in await counter.transaction.recordings()
        if each.language == counter.member.language and each.conversation in own
    ]


async def ask_for_note(counter: Counter, _: str) -> None:
    """`Note to the officer`."""
    await counter.begin("note")
    counter.tell("note.ask", counter.button("cancel", "cancel"))


async def note(counter: Counter, _: str) -> None:
    """The words of a note: a case, which every officer on Telegram is told."""
    text = counter.typed.strip()
    if len(text) > LIMIT_TEXT_CHARS // 2:
        counter.tell("too_long", n=str(LIMIT_TEXT_CHARS // 2))
        return
    await counter.begin("")
    given = counter.given
    case = _note(counter)
    given.rows.cases.append(case)
    key = uuid.uuid5(case.id, "said")
    by = str(counter.member.id)
    given.rows.thread.append(ThreadRow(key, case.bucket, case.id, given.now, text, by))
    await _tell_officers(counter, case.id, text)
    counter.tell("note.sent")


def _note(counter: Counter) -> CaseRow:
    given = counter.given
    slugs = [slug for slug, each in given.desk.running.items() if each.is_open]
    address = given.message.address
    return CaseRow(
        id=uuid.uuid5(turn_id(given.message, NOBODY), "note"),
        bucket=counter.transaction.bucket_of(address),
        participant=notices.nobody_at(address),
        conversation=None,
        consultation=min(slugs, default=""),
        kind=CaseKind.NOTE,
        opened_at=given.now,
    )


async def _tell_officers(counter: Counter, case: UUID, text: str) -> None:
    given = counter.given
    for member in await counter.transaction.staff():
        if member.role is not Role.OFFICER or not member.telegram or not member.is_active:
            continue
        catalogue = given.desk.catalogue
        values = {"case": case_mark(case), "name": first_name(counter.member.name)}
        lead = notices.phrase(catalogue, member.language, "bot.desk.case.note", **values)
        shown = buttons(catalogue, member, case)[1:]  # nobody to answer, so no Reply
        notice = notices.Notice(uuid.uuid5(case, str(member.id)), f"{lead}\n{text}", 0, shown)
        where = Address(given.message.channel, member.telegram)
        given.rows.outbox.append(notices.to(where, notice, counter.transaction, given.now))
