from __future__ import annotations

from bot.channels.texts import is_sendable


def test_every_script_can_be_sent_and_half_a_character_cannot() -> None:
    assert is_sendable("কোন পার্ক? 😀")
    assert not is_sendable("half \ud83d")
