"""What people see of our messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.outgoing import SHARE
from bot.model import Button, Receipt
from tests.channels.rigs import CHAT, outbound
from tests.fakes.chats import Person
from tests.fakes.telegram import TelegramFake

YES_NO = (Button("AAAA.yes", "হ্যাঁ"), Button("AAAA.no", "না"))


async def test_options_stand_one_in_a_row(channel: Telegram, salma: Person) -> None:
    await channel.send(outbound("telegram", CHAT, "কোন পার্ক?", buttons=YES_NO))

    (message,) = salma.inbox
    assert message.text == "কোন পার্ক?"
    assert message.markup["inline_keyboard"] == [
        [{"text": "হ্যাঁ", "callback_data": "AAAA.yes"}],
        [{"text": "না", "callback_data": "AAAA.no"}],
    ]


async def test_nothing_in_a_text_is_markup(
    channel: Telegram, telegram: TelegramFake, salma: Person
) -> None:
    await channel.send(outbound("telegram", CHAT, "*a* <b>_c_</b> [d](https://e)"))

    assert salma.inbox[0].text == "*a* <b>_c_</b> [d](https://e)"
    assert "parse_mode" not in telegram.calls[-1][1]


async def test_an_edit_takes_the_place_of_the_message(channel: Telegram, salma: Person) -> None:
    sent = await channel.send(outbound("telegram", CHAT, "Park?", buttons=YES_NO))

    edited = await channel.send(outbound("telegram", CHAT, "Park: yes", edits=sent.provider_id))

    (message,) = salma.inbox
    assert edited == sent
    assert (message.text, message.buttons, message.earlier) == ("Park: yes", (), ("Park?",))


async def test_an_edit_that_changes_nothing_is_done(channel: Telegram) -> None:
    sent = await channel.send(outbound("telegram", CHAT, "Park?", buttons=YES_NO))
    again = outbound("telegram", CHAT, "Park?", buttons=YES_NO, edits=sent.provider_id)

    assert await channel.send(again) == sent


async def test_an_edit_of_what_is_gone_becomes_a_message(channel: Telegram, salma: Person) -> None:
    receipt = await channel.send(outbound("telegram", CHAT, "Park: yes", edits="999"))

    assert [m.text for m in salma.inbox] == ["Park: yes"]
    assert receipt == Receipt(str(salma.inbox[0].message_id))


async def test_the_share_button_asks_for_ones_own_number(channel: Telegram, salma: Person) -> None:
    label = (Button("", "আমার নম্বর দিন"),)
    await channel.send(outbound("telegram", CHAT, "?", request_contact=True, buttons=label))
    await channel.send(outbound("telegram", CHAT, "?", request_contact=True))
    await channel.send(outbound("telegram", CHAT, "Thank you"))

    keys = [m.markup.get("keyboard") for m in salma.inbox]
    assert keys[0] == [[{"text": "আমার নম্বর দিন", "request_contact": True}]]
    assert keys[1] == [[{"text": SHARE, "request_contact": True}]]
    assert salma.inbox[2].markup == {"remove_keyboard": True}


@pytest.mark.parametrize(
    ("suffix", "method"),
    [("ogg", "sendVoice"), ("jpg", "sendPhoto"), ("png", "sendPhoto"), ("pdf", "sendDocument")],
)
async def test_a_file_goes_with_its_words(
    channel: Telegram,
    telegram: TelegramFake,
    salma: Person,
    tmp_path: Path,
    suffix: str,
    method: str,
) -> None:
    file = tmp_path / f"welcome.{suffix}"
    file.write_bytes(b"content")

    await channel.send(outbound("telegram", CHAT, "Listen", media=str(file), buttons=YES_NO))

    (message,) = salma.inbox
    assert telegram.calls[-1][0] == method
    assert (message.text, message.file, len(message.buttons)) == ("Listen", b"content", 2)


async def test_words_too_long_for_a_caption_follow_the_file(
    channel: Telegram, salma: Person, tmp_path: Path
) -> None:
    file = tmp_path / "welcome.ogg"
    file.write_bytes(b"content")

    await channel.send(outbound("telegram", CHAT, "x" * 1025, media=str(file), buttons=YES_NO))

    assert [(m.text, len(m.buttons)) for m in salma.inbox] == [("", 0), ("x" * 1025, 2)]


async def test_where_the_file_is_gone_the_words_go_alone(
    channel: Telegram, salma: Person, tmp_path: Path
) -> None:
    await channel.send(outbound("telegram", CHAT, "Look", media=str(tmp_path / "gone.jpg")))

    assert [message.text for message in salma.inbox] == ["Look"]
