"""Where a list comes from: nobody is texted out of a clinical record unless the data-protection
lead has allowed it.

Rule: the lead is a colleague of that role, by name, on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.errors import Refused
from bot.model import Role
from bot.ports import Reader
from bot.service.launch.people import Entry

CLINICAL = "clinical-record"
ORIGINS: Mapping[str, str] = {
    "own-contacts": "people who gave us their number for this",
    "panel": "people who joined a panel of ours",
    "partner": "a community organisation, with its people's consent",
    CLINICAL: "a record of somebody's care",
}
_SIGN = "clinical record"


async def refuse_clinical(
    reader: Reader, origin: str, entries: Sequence[Entry], data_lead: str
) -> None:
    """Hold a list against where it comes from.

    Args:
        reader: knows our staff.
        origin: one of `ORIGINS`; empty: nobody said.
        entries: the whole list; its column `source` may say so as well.
        data_lead: who allows it.

    Raises:
        Refused: no such origin; or it is a clinical record, and the name is missing or no
            data-protection lead's.
    """
    if origin and origin not in ORIGINS:
        raise Refused(f"S-344 --list-from {origin}: is not known. Say one of {_told()}.")
    rows = [entry.row for entry in entries if _SIGN in _plain(entry.source)]
    if origin != CLINICAL and not rows:
        return
    if not data_lead:
        where = f" (row {rows[0]} says so)" if rows else ""
        raise Refused(
            f"S-344 This list comes from a clinical record{where}. People gave that number for "
            "their care, so the data-protection lead must allow it: --data-lead NAME."
        )
    leads = {
        each.name
        for each in await reader.staff()
        if each.is_active and each.role is Role.DATA_LEAD
    }
    if data_lead not in leads:
        raise Refused(
            f"S-345 {data_lead} does not work here as a data-protection lead (data_lead in `kotha "
            "user list`). Nothing was sent."
        )


def _plain(source: str) -> str:
    return " ".join(source.casefold().replace("-", " ").replace("_", " ").split())


def _told() -> str:
    return ", ".join(f"{name} ({what})" for name, what in ORIGINS.items())
