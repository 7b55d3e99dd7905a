"""Did we hear you right? As everybody is shown it.

Rule: counted up to this morning and no later, so that two looks on one day tell nothing of who
answered between them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.flow.structure import Plan
from bot.ports import Reader
from bot.results.echo import Heard, heard_right
from bot.results.tables import SmallNumbers
from bot.shelf.figures import DAILY_AT
from bot.shelf.running import Running


async def echo(reader: Reader, running: Running, now: datetime, limits: SmallNumbers) -> Heard:
    """How many say that we heard them right, safe to publish."""
    until = morning(running.launched.document.plan, now)
    agree, disagree = await reader.echoes(running.slug, until)
    return heard_right(agree, disagree, limits)


def morning(plan: Plan, now: datetime) -> datetime:
    """The last time that figures were counted, by the consultation's own clock."""
    here = now.astimezone(ZoneInfo(plan.timezone))
    today = datetime.combine(here.date(), DAILY_AT, here.tzinfo)
    return today if today <= here else today - timedelta(days=1)
