from __future__ import annotations

from bot.channels.telegram.shape import UPDATE, trim


def test_only_what_is_read_is_kept() -> None:
    message = {
        "text": "3",
        "chat": {"id": 1, "type": "private", "photo": {"big": "x"}},
        "reply_to_message": {"text": "?"},
        "photo": [{"file_id": "a", "colours": 5}, {"file_id": "b"}],
    }

    assert trim(message, UPDATE["message"]) == {
        "text": "3",
        "chat": {"id": 1, "type": "private"},
        "photo": [{"file_id": "a"}, {"file_id": "b"}],
    }


def test_what_is_not_shaped_so_stays_for_the_reader_to_refuse() -> None:
    assert trim({"chat": 7, "photo": "x"}, UPDATE["message"]) == {"chat": 7, "photo": "x"}


def test_depth_costs_nothing() -> None:
    deep: object = {}
    for _ in range(50_000):
        deep = {"reply_to_message": deep}

    assert trim(deep, UPDATE["message"]) == {}
