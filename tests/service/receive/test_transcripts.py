"""What residents meet at the door, as transcripts: what stands in the file is what happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.receive.desk.street import INVITED, Street
from tests.service.stage import Stage

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_it_happens_as_it_is_written(house: Stage, name: str) -> None:
    street = Street(house)
    if INVITED not in TRANSCRIPTS[name]:
        await street.open(Rahima=name.partition("_")[0])

    assert await street.play(TRANSCRIPTS[name]) == TRANSCRIPTS[name]
