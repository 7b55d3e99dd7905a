"""The street, open for business."""

from __future__ import annotations

import pytest

from tests.service.receive.desk.street import Street
from tests.service.stage import Stage


@pytest.fixture
async def street(house: Stage) -> Street:
    """Everybody invited, staff bound; Rahima reads English."""
    opened = Street(house)
    await opened.open()
    return opened
