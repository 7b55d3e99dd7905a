"""Signing a DPIA: who takes the risk that is left, on record.

Rule: the record holds who, when, for which questions and a hash of the paper; the paper itself is
kept by whoever signed it. What waits for it stands in `shelf.signed`.
"""

from __future__ import annotations

import hashlib

from bot.errors import Refused
from bot.flow.structure import Document
from bot.shelf.office import Office
from bot.shelf.record import on_record
from bot.shelf.signed import SIGNED

LIMIT_NAME_CHARS = 100


async def sign(office: Office, document: Document, name: str, text: str) -> str:
    """Put a name to the one that was made for these questions; the SHA-256 of the paper.

    Raises:
        Refused: nobody is named.
    """
    name = " ".join(name.split())
    if not name or len(name) > LIMIT_NAME_CHARS:
        raise Refused(f"--sign: give a name of 1 to {LIMIT_NAME_CHARS} characters.")
    mark = hashlib.sha256(text.encode()).hexdigest()
    slug, version = document.flow.slug, document.version
    told: dict[str, str | int] = {"by": name, "sha256": mark, "version": version}
    await on_record(office, SIGNED, slug, told)
    return mark
