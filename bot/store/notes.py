"""Voice notes of the words of a flow, spoken by staff, and where each of them has got to.

Rule: a note is replaced whole; its file and the provider's handle lie sealed in `media`.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from bot.model import Note
from bot.ports import NewNote
from bot.store import tables
from bot.store.moments import micros, moment, new_id
from bot.store.session import Session

_n, _m, _s = tables.note.c, tables.media.c, tables.staff.c


async def notes(session: Session) -> Sequence[Note]:
    """Every one, by language and key."""
    columns = (_n.language, _n.key, _n.says, _n.speaker, _n.recorded_at, _n.media, _m.sealed)
    joined = tables.note.join(tables.media, _m.id == _n.media)
    statement = select(*columns).select_from(joined).order_by(_n.language, _n.key)
    return [
        Note(
            key=row.key,
            language=row.language,
            file_id=session.seal.open(row.sealed, f"media.sealed.{row.media}"),
            says=row.says,
            speaker=UUID(row.speaker),
            recorded_at=moment(row.recorded_at),
        )
        for row in await session.bulk.all(statement)
    ]


async def save_note(session: Session, given: NewNote) -> None:
    """Keep a note, its file still to be fetched; whatever said the same before is gone."""
    session.has_written = True
    note, key = given.note, new_id(given.at).hex
    same = (_n.language == note.language, _n.key == note.key)
    old = await session.bulk.all(select(_n.media).where(*same))
    if old:
        await session.bulk.run(delete(tables.media).where(_m.id == old[0].media))
    await session.bulk.insert(
        tables.media,
        [
            {
                "id": key,
                "bucket": session.place(given.address)[0],
                "conversation": "",
                "channel": given.address.channel,
                "sealed": session.seal.seal(note.file_id, f"media.sealed.{key}"),
                "seconds": given.seconds,
                "taken_at": micros(given.at),
            }
        ],
    )
    await session.bulk.upsert(
        tables.note,
        [
            {
                "language": note.language,
                "key": note.key,
                "media": key,
                "says": note.says,
                "speaker": given.speaker.hex,
                "recorded_at": micros(given.at),
            }
        ],
    )


async def set_recording(session: Session, member: UUID, recording: str) -> None:
    """Note what a member of staff is reading out; empty: nothing."""
    session.has_written = True
    await session.bulk.run(
        update(tables.staff).where(_s.id == member.hex).values(recording=recording)
    )
