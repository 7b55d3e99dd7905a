"""Postcodes to wards, from the CSV that `areas:` names.

Rule: a name without folders, so that nothing but what lies beside the flow is ever asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TypeAlias

from bot.flow.page import Page
from bot.flow.yaml import Trail

Beside: TypeAlias = Callable[[str], bytes | None]
"""The bytes of a file beside the flow; `None`: none of that name, or over the size limit."""

_HEADER = ["postcode", "ward"]


def read(page: Page, path: Trail, name: str, beside: Beside) -> dict[str, str]:
    """Postcode (district, sector or whole, in capitals) to ward; empty, with the reason noted,
    where the file cannot be used. Its header is `postcode,ward`."""
    body = beside(name)
    if body is None:
        message = f'There is no file "{name}" (at most 1 MiB) beside the flow. Put it there.'
        page.error("F-134", path, message)
        return {}
    try:
        rows = list(csv.reader(body.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error):
        page.error("F-134", path, f'"{name}" is not a CSV file in UTF-8. Save it as one.')
        return {}
    wrong = next((n for n, row in enumerate(rows, start=1) if len(row) != len(_HEADER)), None)
    if not rows or rows[0] != _HEADER or wrong:
        message = f'"{name}" must have the columns postcode,ward (line {wrong or 1}). Mend it.'
        page.error("F-134", path, message)
        return {}
    return {" ".join(postcode.upper().split()): ward.strip() for postcode, ward in rows[1:]}
