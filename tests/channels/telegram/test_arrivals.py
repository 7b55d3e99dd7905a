"""Recorded updates → messages, or why they are ignored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.arrivals import Ignored, read_update
from bot.channels.telegram.shape import UPDATE
from bot.model import (
    Content,
    Edited,
    InboundMessage,
    Joined,
    Media,
    Reachable,
    Sent,
    SharedPhone,
    Tap,
    Text,
    Unsupported,
)
from tests.channels.rigs import CHAT, NOW, PAYLOADS

UPDATES = {
    path.stem: path.read_text(encoding="utf-8") for path in (PAYLOADS / "telegram").iterdir()
}

MESSAGES: dict[str, Content] = {
    "text": Text("২"),
    "text_formatted": Text("very good"),
    "text_unknown_parts": Text("3"),
    "text_regional_language": Text("sim"),
    "text_no_language": Text("yes"),
    "command": Text("/help"),
    "command_to_bot": Text("/language bn"),
    "start": Joined(),
    "start_token": Joined("aB3_-x"),
    "start_junk": Joined(),
    "starting": Text("/starting"),
    "edited": Edited("11", "no, 4"),
    "tap": Tap("AAAA.yes", "11", "99"),
    "tap_without_message": Tap("AAAA.yes", "", "99"),
    "tap_on_old_message": Tap("AAAA.yes", "11", "99"),
    "voice": Sent(Media("voice", "AwAC", "audio/ogg", 4096, 12), "about the park"),
    "photo": Sent(Media("photo", "L", "image/jpeg", 90)),
    "location": Sent(Media("location", "51.515200,-0.072200")),
    "contact_own": SharedPhone("+447700900001"),
    "contact_own_spaced": SharedPhone("+447700900001"),
    "contact_of_another": Unsupported("contact"),
    "contact_of_nobody": Unsupported("contact"),
    "contact_impossible": Unsupported("contact"),
    "blocked": Reachable(is_reachable=False),
    "unblocked": Reachable(is_reachable=True),
    "sticker": Unsupported("sticker"),
    "poll": Unsupported("poll"),
    "dice": Unsupported("dice"),
    "animation": Unsupported("animation"),
    "document": Unsupported("document"),
    "video_note": Unsupported("video_note"),
    "video": Unsupported("video"),
    "audio": Unsupported("audio"),
}
IGNORED = {
    "edited_location": "service",
    "tap_on_game": "service",
    "tap_in_group": "chat",
    "added_to_group": "chat",
    "group_text": "chat",
    "from_bot": "bot",
    "pinned": "service",
    "channel_post": "kind",
    "business_message": "kind",
    "inline_query": "kind",
    "poll_answer": "kind",
    "reaction": "kind",
    "unheard_of": "kind",
    "poison_no_chat": "unparsable",
    "poison_text_number": "unparsable",
    "poison_date": "unparsable",
    "poison_list": "unparsable",
    "poison_null": "unparsable",
    "poison_photo": "unparsable",
    "poison_voice": "unparsable",
    "poison_location": "unparsable",
    "poison_member": "unparsable",
    "poison_tap": "unparsable",
}


def read(raw: str) -> InboundMessage | Ignored:
    return read_update(json.loads(raw), "123456", NOW, raw)


def test_every_recorded_update_is_in_a_table() -> None:
    assert set(UPDATES) == {*MESSAGES, *IGNORED}


@pytest.mark.parametrize(("name", "content"), MESSAGES.items(), ids=MESSAGES)
def test_an_update_becomes_its_message(name: str, content: Content) -> None:
    message = read(UPDATES[name])

    assert isinstance(message, InboundMessage)
    assert message.content == content
    assert (message.channel, message.account) == ("telegram", "123456")
    assert (message.sender, message.provider_id) == (CHAT, "700000001")
    assert message.raw == UPDATES[name]


@pytest.mark.parametrize(("name", "reason"), IGNORED.items(), ids=IGNORED)
def test_an_update_is_ignored_on_purpose(name: str, reason: str) -> None:
    assert read(UPDATES[name]) == Ignored(reason)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("text", "bn", id="plain"),
        pytest.param("text_regional_language", "pt-br", id="regional"),
        pytest.param("text_no_language", "", id="absent"),
    ],
)
def test_the_phones_language_is_a_hint(name: str, hint: str) -> None:
    message = read(UPDATES[name])

    assert isinstance(message, InboundMessage)
    assert message.language_hint == hint


@pytest.mark.parametrize(
    ("quoted", "words"),
    [
        pytest.param({"from": {"is_bot": True}, "text": "#1a2b3c4d"}, "#1a2b3c4d", id="ours"),
        pytest.param({"from": {"is_bot": False}, "text": "#1a2b3c4d"}, "", id="their_own"),
        pytest.param({"from": {"is_bot": True}, "sticker": {}}, "", id="no_words"),
        pytest.param({"from": [], "text": 5}, "", id="damaged"),
        pytest.param("x", "", id="no_message"),
    ],
)
def test_a_message_under_one_of_ours_tells_its_words(quoted: Any, words: str) -> None:
    update = json.loads(UPDATES["text"])
    update["message"]["reply_to_message"] = quoted
    message = read(json.dumps(update))

    assert isinstance(message, InboundMessage)
    assert (message.content, message.replies_to) == (Text("২"), words)


def test_half_a_character_is_made_whole() -> None:
    """JSON can spell a lone surrogate; no database can store one."""
    update = json.loads(UPDATES["text"])
    update["message"]["text"] = "yes \ud83d"

    message = read(json.dumps(update))

    assert isinstance(message, InboundMessage)
    assert message.content == Text("yes ?")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["private", "member", "kicked", 4001]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "chat", "user", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(UPDATES)), st.data())
def test_no_damage_to_an_update_is_an_exception(name: str, data: st.DataObject) -> None:
    """Any value of any recorded update may be anything at all."""
    update = json.loads(UPDATES[name])
    places = list(_places(update))
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(JSON)
    if not isinstance(update["update_id"], int):
        return  # the channel sees to that one

    read_update(update, "123456", NOW, "")


@given(st.dictionaries(st.sampled_from(sorted(UPDATE)), JSON))
def test_nothing_under_a_known_name_is_an_exception(update: dict[str, Any]) -> None:
    read_update({"update_id": 1, **update}, "123456", NOW, "")


def _places(value: Any) -> Any:
    """Every (container, key) within."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)
