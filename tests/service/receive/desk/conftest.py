"""The street, open for business."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.receive.desk.street import Inboxes, Street
from tests.service.stage import Stage, played


async def everybody(house: Stage) -> Inboxes:
    """Everybody is invited, staff bound; Rahima reads English."""
    street = Street(house)
    await street.open()
    return street.inboxes


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """The street after that."""
    async with played(tmp_path, everybody) as (house, inboxes):
        yield Street(house, inboxes)
