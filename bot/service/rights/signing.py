"""Signing a DPIA: who takes the risk that is left, on record.

Rule: the record holds who, when and a hash of the paper; the paper itself is kept by whoever
signed it.
"""

from __future__ import annotations

import hashlib

from bot.errors import Refused
from bot.ports import AuditRow
from bot.shelf.office import Office

SIGNED = "dpia.signed"
LIMIT_NAME_CHARS = 100


async def sign(office: Office, slug: str, name: str, text: str) -> str:
    """Put a name to it; the SHA-256 of the paper.

    Raises:
        Refused: nobody is named.
    """
    name = " ".join(name.split())
    if not name or len(name) > LIMIT_NAME_CHARS:
        raise Refused(f"--sign: give a name of 1 to {LIMIT_NAME_CHARS} characters.")
    mark = hashlib.sha256(text.encode()).hexdigest()
    deed = AuditRow(office.clock.now(), office.actor, SIGNED, slug, {"by": name, "sha256": mark})
    async with office.store.begin() as transaction:
        await transaction.audit(deed)
    return mark
