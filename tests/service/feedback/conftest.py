"""An installation whose people were told what was heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.feedback import told
from tests.service.stage import Stage, played


@pytest.fixture
async def reported(tmp_path: Path) -> AsyncIterator[Stage]:
    """Twelve people took part; the report of it was opened."""
    async with played(tmp_path, told.reported) as (house, _):
        yield house
