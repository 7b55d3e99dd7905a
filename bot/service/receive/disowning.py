"""NOT ME: the number belongs to somebody else by now.

Rule: it leads to the earlier person no more and is never written to about them; what they said is
kept, the deed is on record, and somebody on our side looks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid5

from msgspec.structs import replace

from bot.exchange import Exchange, turn_id
from bot.exchange.greeting import disowned
from bot.model import CaseKind
from bot.ports import AuditRow, CaseRow, Person, Transaction
from bot.service.receive import notices


def disown(
    given: Exchange, people: Sequence[Person], transaction: Transaction
) -> Sequence[Person] | None:
    """Deal with it: whom the address leads to now; `None`: that is not what was said."""
    for person in people:
        talk = disowned(given, person)
        if talk is None:
            continue
        who, address, rows = person.participant, given.message.address, given.rows
        turn = turn_id(given.message, talk.id)
        rows.unlinks.append((who.id, who.bucket, address))
        nobody = notices.nobody_at(address)
        rows.forget[nobody] = (transaction.bucket_of(address), (address,))
        rows.audit.append(AuditRow(given.now, "resident", "number.disowned", str(who.id)))
        rows.cases.append(
            CaseRow(
                id=uuid5(turn, "disowned"),
                bucket=talk.bucket,
                participant=who.id,
                conversation=talk.id,
                consultation=talk.consultation,
                kind=CaseKind.REQUEST,
                opened_at=given.now,
                owner=who.link_worker,
                channel=address.channel,
            )
        )
        body = notices.words(given, talk.language, "bot.not_me.done")
        notices.give(given, transaction, notices.Notice(turn, body))
        rows.outbox[-1] = replace(rows.outbox[-1], outlives_stop=True)
        return [each for each in people if each is not person]
    return None
