"""Whoever leaves is told, in the confirmation itself, where to read what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.stage import entry, phone, stage

PAGE = "https://anytown.example/c/eye-screening-access"
FAREWELL = {
    "en": f"You can read what came of it here: {PAGE}",
    "bn": f"কী হলো, তা এখানে পড়তে পারেন: {PAGE}",
}


@pytest.mark.parametrize("language", FAREWELL)
@pytest.mark.parametrize("public_url", ["https://anytown.example", ""])
async def test_the_confirmation_names_the_page_where_there_is_one(
    tmp_path: Path, language: str, public_url: str
) -> None:
    async with stage(tmp_path, public_url=public_url) as house:
        await house.launch([entry(1, language=language)])
        await house.sent()
        await house.hear(phone(1), "STOP")
        (farewell,) = await house.sent()

    first, *rest = farewell.body.splitlines()
    assert "START" in first
    assert rest == ([FAREWELL[language]] if public_url else [])
