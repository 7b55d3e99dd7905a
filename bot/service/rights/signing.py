"""Signing a DPIA: who takes the risk that is left, on record; without it no resident is invited.

Rule: the record holds who, when, for which questions and a hash of the paper; the paper itself is
kept by whoever signed it.
"""

from __future__ import annotations

import hashlib

from bot.errors import Refused
from bot.flow.structure import Document
from bot.model import Lifecycle
from bot.ports import Reader
from bot.shelf.office import Office
from bot.shelf.record import on_record

SIGNED = "dpia.signed"
STOOD_FOR = "without_dpia"
"""In what is on record of a launch: who stands for having none."""
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


async def refuse_unsigned(reader: Reader, document: Document) -> None:
    """Hold a consultation back until somebody has signed its DPIA.

    Raises:
        Refused: nobody has, or only for other questions than these.
    """
    slug = document.flow.slug
    signed = [deed for deed in await reader.deeds_on(slug) if deed.action == SIGNED]
    if any(deed.detail.get("version") == document.version for deed in signed):
        return
    why = f"S-346 Nobody has signed a DPIA for {slug}, so no resident can take part."
    if signed:
        last = signed[-1]
        why = (
            f"S-346 The DPIA that {last.detail['by']} signed on {last.at:%d %B %Y} was for other "
            f"questions than {slug} has now, so no resident can take part."
        )
    raise Refused(
        f"{why} Print one (`kotha dpia {slug}`), complete it and sign it (`--sign NAME --file "
        "FILE`), or let someone stand for launching without: --without-dpia NAME. Guests can be "
        "invited while an installation is on trial."
    )


async def refuse_open_unsigned(reader: Reader) -> None:
    """Hold an installation back in which residents could then join what nobody signed for.

    Raises:
        Refused: as `refuse_unsigned`; not where somebody stood for it when it was launched.
    """
    for each in await reader.launched():
        if each.lifecycle is Lifecycle.OPEN:
            deeds = await reader.deeds_on(each.slug)
            if not any(deed.detail.get(STOOD_FOR) for deed in deeds):
                await refuse_unsigned(reader, each.document)
