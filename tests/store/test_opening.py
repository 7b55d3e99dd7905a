from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.errors import SettingsError
from bot.store import open_store
from tests.store.makers import KEYS, NOON, Clock


async def test_a_new_database_is_made_on_the_spot(tmp_path: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path}/new.db", KEYS, clock=Clock(NOON))

    assert await store.is_writable()
    await store.aclose()


async def test_a_short_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="data key"):
        await open_store(
            f"sqlite+aiosqlite:///{tmp_path}/new.db", replace(KEYS, data=b"x"), clock=Clock()
        )

    assert [*await asyncio.to_thread(lambda: list(tmp_path.iterdir()))] == []
