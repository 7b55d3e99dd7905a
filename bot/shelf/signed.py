"""What waits for a DPIA: without one, or somebody who stands for having none, no resident takes
part.

Rule: asked again whenever a consultation opens to residents, however that comes about.
"""

from __future__ import annotations

from bot.errors import Refused
from bot.flow.structure import Document
from bot.model import Lifecycle
from bot.ports import Reader

SIGNED = "dpia.signed"
STOOD_FOR = "without_dpia"
"""In what is on record of a launch: who stands for having none."""


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
