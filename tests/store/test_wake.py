from __future__ import annotations

import asyncio

from bot.store.wake import Wake


async def test_everyone_who_waits_is_woken() -> None:
    wake = Wake()
    waiters = [asyncio.create_task(wake.wait(30)) for _ in range(3)]
    await asyncio.sleep(0)

    wake.call()

    async with asyncio.timeout(5):
        await asyncio.gather(*waiters)


async def test_a_call_between_two_waits_is_not_missed() -> None:
    wake = Wake()
    await wake.wait(0)

    wake.call()

    async with asyncio.timeout(5):
        await wake.wait(30)


async def test_a_wait_ends_by_itself() -> None:
    async with asyncio.timeout(5):
        await Wake().wait(0.01)
