"""Nothing of a person is readable in the files, and nothing sealed opens elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.errors import SettingsError
from bot.model import Address, Answer, Button, Media, Other, Outcome, Role
from bot.ports import PersonRow, Rows, StaffMember
from bot.store.sealing import Keys, Seal, Unsealable
from tests.store.conftest import Place
from tests.store.makers import (
    KEYS,
    NOON,
    SLUG,
    an_id,
    answer,
    chat,
    moved_on,
    resident,
    said,
    text_to,
)

SEAL = Seal(KEYS)
PLACE = "answer.sealed.1"


@given(st.text(), st.text())
def test_a_sealed_text_opens_in_its_place_only(text: str, elsewhere: str) -> None:
    sealed = SEAL.seal(text, PLACE)

    assert SEAL.open(sealed, PLACE) == text
    if elsewhere != PLACE:
        with pytest.raises(Unsealable):
            SEAL.open(sealed, elsewhere)


@given(st.binary())
def test_a_sealed_file_opens_in_its_place_only(body: bytes) -> None:
    sealed = SEAL.seal_bytes(body, "media.body.1")

    assert SEAL.open_bytes(sealed, "media.body.1") == body
    with pytest.raises(Unsealable):
        SEAL.open_bytes(sealed, "media.body.2")


def test_the_same_text_is_never_sealed_alike() -> None:
    assert SEAL.seal("yes", PLACE) != SEAL.seal("yes", PLACE)


@pytest.mark.parametrize("at", [0, 8, -1], ids=["key_id", "nonce", "tag"])
def test_an_altered_seal_does_not_open(at: int) -> None:
    sealed = SEAL.seal("yes", PLACE)
    letters = list(sealed)
    letters[at] = "A" if letters[at] != "A" else "B"

    with pytest.raises((Unsealable, ValueError)):
        SEAL.open("".join(letters), PLACE)


def test_a_former_key_opens_but_no_longer_seals() -> None:
    rotated = Seal(replace(KEYS, data=b"n" * 32, former=(KEYS.data,)))

    assert rotated.open(SEAL.seal("old", PLACE), PLACE) == "old"
    with pytest.raises(Unsealable):
        SEAL.open(rotated.seal("new", PLACE), PLACE)


def test_indexes_depend_on_every_part_and_on_the_key() -> None:
    other = Seal(replace(KEYS, index=b"j" * 32))
    found = {
        SEAL.address(Address("sms", "+447700900001")),
        SEAL.address(Address("sms", "+447700900002")),
        SEAL.address(Address("telegram", "+447700900001")),
        other.address(Address("sms", "+447700900001")),
        (0, SEAL.index("token", "a")),
        (0, SEAL.index("code", "a")),
    }

    assert len(found) == 6
    assert SEAL.about(an_id(1)) == SEAL.about(an_id(1))
    assert SEAL.about(an_id(1)) != Seal(replace(KEYS, about=b"z" * 32)).about(an_id(1))


@pytest.mark.parametrize("name", ["data", "index", "about"])
def test_a_short_key_is_refused_and_never_shown(name: str) -> None:
    whole = {"data": b"d" * 32, "index": b"i" * 32, "about": b"a" * 32, name: b"short"}
    keys = Keys(whole["data"], whole["index"], whole["about"])

    with pytest.raises(SettingsError, match=f"the {name} key must be 32 bytes"):
        Seal(keys)
    assert "short" not in repr(keys)
    assert "ddd" not in repr(keys)


NUMBER, NAME, CHAT = "+447700900123", "Canary Rahman", "7009001234567"
WORDS = ("canary free words", "canary other words", "canary body", "canary button", "canary raw",
         "canary handle", "canary staff", "canary-token", "CANARY-CODE", "canary-ethnicity",
         "canary poison", "canary file")  # fmt: skip


def _everything(folder: Path) -> bytes:
    """The database, its log, and the copy."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


async def test_a_stolen_file_tells_nothing(sqlite_place: Place, tmp_path: Path) -> None:
    store = await sqlite_place.open()
    who = resident(store, 0, Address("sms", NUMBER))
    named = replace(who.participant, name=NAME)
    talk = moved_on(who.conversation)
    answers = [
        replace(answer(who, talk, Answer(Outcome.ANSWERED, WORDS[0]), "q1"), is_free_text=True),
        answer(who, talk, Answer(Outcome.ANSWERED, Other(WORDS[1])), "q2"),
        answer(who, talk, Answer(Outcome.ANSWERED, ("a", Other(WORDS[1]))), "q3"),
        answer(who, talk, Answer(Outcome.ANSWERED, Media("voice", WORDS[5])), "q4"),
        replace(
            answer(who, talk, Answer(Outcome.ANSWERED, WORDS[9]), "about-you__x"), is_about=True
        ),
    ]
    out = replace(text_to(who, WORDS[2]), buttons=(Button("x", WORDS[3]),))
    member = StaffMember(an_id("staff"), WORDS[6], Role.OFFICER, telegram=CHAT)
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[PersonRow(named, (who.address, Address("telegram", CHAT)), WORDS[7])],
                conversations={talk.id: talk},
                answers=answers,
                outbox=[out],
            )
        )
        await transaction.note([replace(said(who), raw=WORDS[4])], {})
        await transaction.quarantine(said(who, 1, WORDS[10]), "ValueError")
        await transaction.add_staff(member, WORDS[8], NOON)
    async with store.read() as reader:
        ((media_id, _, handle),) = await reader.media(10)
    await store.save_media(media_id, WORDS[11].encode() * 99)
    copy = tmp_path / "copy.db"
    await store.backup(str(copy))

    stored = await asyncio.to_thread(_everything, tmp_path)

    assert handle == WORDS[5]
    assert SLUG.encode() in stored
    found = [each for each in (NUMBER, NUMBER[1:], NAME, CHAT, *WORDS) if each.encode() in stored]
    assert found == []
    assert named.id.hex.encode() in stored


async def test_equality_answers_lead_back_to_nobody(sqlite_place: Place) -> None:
    store = await sqlite_place.open()
    who = resident(store, 0, chat(1))
    talk = moved_on(who.conversation)
    given = answer(who, talk, Answer(Outcome.ANSWERED, "asian"), "about-you__x")
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[PersonRow(who.participant, (who.address,))],
                conversations={talk.id: talk},
                answers=[replace(given, is_about=True)],
            )
        )

    async with store.database.read() as connection:
        ((row),) = (await connection.exec_driver_sql("SELECT * FROM about")).all()

    known = {who.participant.id.hex, talk.id.hex, store.bucket_of(who.address)}
    ours = [value for value in tuple(row)[1:] if value in known or "asian" in str(value)]
    assert ours == []
