"""A test send: the invitation and first question of every language, to one's own phone.

Rule: only to guests; it makes no participant and no conversation, so nothing of it can be counted,
and every message says that it is a test.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from bot.engine import advance
from bot.errors import Refused
from bot.model import Address, Limits, MessageKind, Say, Start
from bot.ports import AuditRow, OutboxRow, Rows
from bot.render import Rendered, reader_of, render
from bot.shelf import Running
from bot.shelf.office import Office

_TESTS = uuid.UUID("0c5a3df7-54f0-5a0a-9c4e-3f0b6a7f6c52")


async def send_test(office: Office, running: Running, to: Sequence[Address]) -> int:
    """Send every language to these phones, day or night, since somebody has just asked for it;
    how many messages.

    Raises:
        Refused: one of them is no guest, or there is none.
    """
    async with office.store.begin() as transaction:
        guests = set(await transaction.guests())
        if not to or not guests.issuperset(to):
            raise Refused(
                "S-302 A test goes to guests only, so that a slip of the finger texts nobody. "
                "Add your own phone first: `kotha guests add NUMBER`."
            )
        rows = Rows()
        for address in to:
            bucket = transaction.bucket_of(address)
            rows.outbox += _rows_to(address, bucket, running, office)
        await transaction.write(rows)
        detail: dict[str, str | int] = {"phones": len(to), "messages": len(rows.outbox)}
        now = office.clock.now()
        deed = AuditRow(now, office.actor, "consultation.tested", running.slug, detail)
        await transaction.audit(deed)
    return len(rows.outbox)


def _rows_to(
    address: Address, bucket: int, running: Running, office: Office
) -> Iterator[OutboxRow]:
    now = office.clock.now()
    nobody = uuid.uuid5(_TESTS, f"{address.channel}.{address.value}")
    for tag in running.languages:
        turn = uuid.uuid5(_TESTS, f"{nobody}.{running.slug}.{tag}.{now.isoformat()}")
        for part, shown in enumerate(opening(running, tag, office.limits[address.channel])):
            yield OutboxRow(
                id=uuid.uuid5(turn, str(part)),
                bucket=bucket,
                turn=turn,
                part=part,
                participant=nobody,
                conversation=None,
                consultation="",
                address=address,
                body=f"TEST {tag}\n{shown.body}",
                kind=MessageKind.REPLY,
                due=now,
                not_before=now,
                buttons=shown.buttons,
                units=shown.units,
            )


def opening(running: Running, tag: str, limits: Limits) -> Sequence[Rendered]:
    """The invitation with its first question, as someone of this language reads it."""
    scene = running.scene(limits)
    now = running.launched.updated_at
    turn = advance(scene.flow_for(tag), reader_of(tag, running.slug), Start(), now=now)
    says = [effect for effect in turn.effects if isinstance(effect, Say)]
    return [
        shown
        for say in says
        for shown in render(say, turn.conversation, scene, with_buttons=limits.has_buttons)
    ]
