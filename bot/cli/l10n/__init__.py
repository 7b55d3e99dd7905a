"""`kotha l10n`: the words of every language, from English to people's phones.

Rule: a file that is wrong anywhere changes nothing, and is told with its line or row.
"""

from __future__ import annotations

from bot.cli import quiet_group
from bot.cli.l10n import checking, looking, reloading, sheets, syncing

HELP = "Translations: what is missing or wrong; sheets for translators; making them live."

group = quiet_group(HELP)
group.command("extract")(syncing.extract)
group.command("sync")(syncing.sync)
group.command("check")(checking.check)
group.command("sheet")(sheets.sheet)
group.command("take")(sheets.take)
group.command("preview")(looking.preview)
group.command("approve")(sheets.approve)
group.command("reload")(reloading.reload)
group.command("pseudo")(looking.pseudo)


@group.callback()
def _group() -> None:
    """Translations: what is missing or wrong; sheets for translators; making them live."""
