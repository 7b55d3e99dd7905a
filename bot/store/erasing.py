"""What is erased of a person, and when.

Rule: nothing is erased but by this file, so that it can be read on one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import and_, select, update

from bot.store import tables
from bot.store.session import Session

_about, _in, _link = tables.about.c, tables.inbound.c, tables.address_participant.c


async def forget_about(session: Session, people: Mapping[UUID, int]) -> None:
    """The equality answers of these people (and their buckets), in every consultation; with them
    goes what they wrote as it came in, where those answers stand too."""
    for who, bucket in people.items():
        place, key = session.seal.about(who)
        theirs = and_(_about.bucket == place, _about.about == key)
        await session.bulk.run(tables.about.delete().where(theirs))
        await _forget_raw(session, who, bucket)


async def _forget_raw(session: Session, who: UUID, bucket: int) -> None:
    """What drops repeats stays: channel, account and the provider's id."""
    led = select(_link.address_bucket).where(_link.bucket == bucket, _link.participant == who.hex)
    theirs = and_(_in.bucket.in_(led), _in.participant == who.hex, _in.sealed != "")
    await session.bulk.run(update(tables.inbound).where(theirs).values(sealed=""))
