"""One wording mended, as from a phone: judged like a sheet of one row, and signed by who wrote it.

Rule: the files are read anew each time, so that nothing that somebody else has changed is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from bot.errors import Refused
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.ports import Mended
from bot.workshop import ready
from bot.workshop.translating.files import Staged
from bot.workshop.translating.grids import Grid, Row
from bot.workshop.translating.reviewing import name
from bot.workshop.translating.sheets import ALL, CURRENT, KEY, MARK, mark_of
from bot.workshop.translating.sources import gather
from bot.workshop.translating.taking import Target, prepare

_COLUMNS = {KEY: 1, CURRENT: 2, MARK: 3}


class Mender(Struct, frozen=True):
    """Mends the files of an installation: a `bot.ports.Mender`."""

    flows: Path
    locales: Path

    def judge(self, wording: Mended) -> None:
        """See `bot.ports.Mender`."""
        with Staged() as staged:
            self._prepare(wording, staged)

    def keep(self, wording: Mended, spoken: Sequence[Document], *, accepted: bool) -> bool:
        """See `bot.ports.Mender`."""
        with Staged() as staged:
            self._prepare(wording, staged)
            staged.commit()
        after = Catalogue.load(self.locales)
        return not ready.refusals(after, spoken, self.locales, accepted=accepted)

    def _prepare(self, wording: Mended, staged: Staged) -> None:
        catalogue = Catalogue.load(self.locales)
        sources = gather(self.flows, self.locales)
        source = sources.by_key.get(wording.key)
        if source is None or wording.tag not in catalogue.entries:
            raise Refused(f"{wording.key} is no wording of {wording.tag}.")
        before = catalogue.entries[wording.tag].get(wording.key)
        if before is None or before.text != wording.before:
            raise Refused("Somebody has changed it meanwhile. Begin again.")
        mark = mark_of(wording.tag, ALL, wording.key, source.words, before)
        cells = {KEY: wording.key, CURRENT: wording.text, MARK: str(mark)}
        grid = Grid(_COLUMNS, (Row(1, cells),))
        target = Target(sources, catalogue, self.locales, wording.tag, ALL)
        signed = (name(wording.by), "approved")
        taken = prepare(Path(wording.tag), grid, target, staged, signed)
        if not taken.changed:
            raise Refused("It says that already.")
