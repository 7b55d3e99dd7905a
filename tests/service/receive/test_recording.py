"""A link worker reads the questions aloud, and a listener hears them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.flow.structure import Document
from bot.model import VOICE, CaseKind, Content, Media, OutboundMessage, Role, Sent, Tap
from bot.service import staff
from bot.service.receive.recording import NEXT
from bot.shelf.shelf import Shelf
from tests.service.messages import arrives, standing, take, talk_at
from tests.service.stage import SLUG, Stage, catalogue, chat, entry, eye_screening, phone

RAHIMA, LISTENER = chat(77), chat(1)
CALL = "এসএমএসে শোনানো যায় না"


def heard() -> Document:
    """The flow, offered in Sylheti too."""
    document = eye_screening()
    plan = replace(document.plan, languages=("en", "bn", "syl"))
    return replace(document, plan=plan)


@pytest.fixture
async def studio(house: Stage) -> Stage:
    """Open to one listener on Telegram and one on SMS; Rahima speaks Sylheti."""
    people = [entry(1, LISTENER, language="syl"), entry(2, phone(2), language="syl")]
    await house.launch(people, document=heard())
    await bind(house, "syl")
    return house


async def bind(house: Stage, language: str) -> None:
    """Rahima's account is bound to her role."""
    desk = house.office("tester")
    made = await staff.add(desk, "Rahima", Role.LINK_WORKER, language)
    await house.hear(RAHIMA, f"/start {made.code}")
    await house.sent("telegram")


async def to_rahima(house: Stage, *contents: Content | str) -> Sequence[OutboundMessage]:
    """She sends these, a minute between two; what came back of the last."""
    for content in contents:
        await house.sent("telegram")
        house.clock.at += timedelta(minutes=1)
        await take(house, arrives(house, RAHIMA, content))
    return [m for m in await house.sent("telegram") if m.to == RAHIMA.value]


def note(n: int) -> Sent:
    """Her nth voice note."""
    return Sent(Media("voice", f"note-{n}", "audio/ogg", 9_000, 7))


DONE = Tap(NEXT)


async def test_it_goes_from_one_to_the_next(studio: Stage) -> None:
    (first,) = await to_rahima(studio, f"/record {SLUG}")
    assert "১" in first.body or "(1" in first.body
    (saved,) = await to_rahima(studio, note(1))
    assert [button.data for button in saved.buttons] == [NEXT]
    (second,) = await to_rahima(studio, DONE)

    assert first.body != second.body
    async with studio.store.read() as reader:
        (kept,) = await reader.notes()
    assert (kept.key, kept.language, kept.file_id) == (f"{SLUG}.invitation", "syl", "note-1")
    assert kept.speaker is not None


async def test_one_consultation_needs_no_name_and_the_command_goes_on(studio: Stage) -> None:
    (first,) = await to_rahima(studio, "/record")
    (second,) = await to_rahima(studio, note(1), "/record")

    assert first.body != second.body


async def test_what_is_sent_again_before_the_next_takes_its_place(studio: Stage) -> None:
    await to_rahima(studio, "/record", note(1), note(2))

    async with studio.store.read() as reader:
        notes = await reader.notes()
        assert [each.file_id for each in notes] == ["note-2"]
        assert [handle for _, _, handle in await reader.media(9)] == ["note-2"]


async def test_the_file_itself_is_kept_sealed(studio: Stage) -> None:
    await to_rahima(studio, "/record", note(1))
    async with studio.store.read() as reader:
        ((media, _, _),) = await reader.media(9)
    await studio.store.save_media(media, b"OggS")

    assert await studio.store.load_media(media) == b"OggS"


async def test_when_all_is_recorded_it_says_so(studio: Stage) -> None:
    await to_rahima(studio, f"/record {SLUG}")
    for n in range(60):
        await to_rahima(studio, note(n))
        (said,) = await to_rahima(studio, DONE)
        if "(" not in said.body.splitlines()[0]:
            break

    async with studio.store.read() as reader:
        assert len(await reader.notes()) == n + 1 > 10
        assert [member.recording for member in await reader.staff()] == [""]
    (again,) = await to_rahima(studio, f"/record {SLUG}")
    assert again.body == said.body


async def test_one_question_can_be_named(studio: Stage) -> None:
    (asked,) = await to_rahima(studio, f"/record {SLUG}.ease bn")
    await to_rahima(studio, note(1))

    assert "৫" in asked.body
    async with studio.store.read() as reader:
        (kept,) = await reader.notes()
    assert (kept.key, kept.language) == (f"{SLUG}.ease", "bn")


async def test_changed_words_are_asked_for_again(studio: Stage) -> None:
    await to_rahima(studio, f"/record {SLUG}.ease", note(1))
    async with studio.store.begin() as transaction:
        (kept,) = await transaction.notes()
        (member,) = await transaction.staff()
        from bot.ports import NewNote

        other = replace(kept, says="of other words")
        await transaction.save_note(NewNote(other, member.id, RAHIMA, studio.clock.at))
    (again,) = await to_rahima(studio, f"/record {SLUG}.ease")

    words = catalogue().wording({}, "en", "bot").get("syl", "bot.record.again") or ""
    assert again.body.startswith(words.partition("{")[0].strip()[:12])


async def test_which_is_asked_where_there_are_several(studio: Stage) -> None:
    (said,) = await to_rahima(studio, "/record parks")

    assert f"/record {SLUG}" in said.body


async def test_a_note_that_is_too_long_is_not_kept(studio: Stage) -> None:
    long = Sent(Media("voice", "long", "audio/ogg", 9_000, 301))
    (said,) = await to_rahima(studio, "/record", long)

    assert said.buttons == ()
    async with studio.store.read() as reader:
        assert await reader.notes() == []


@pytest.mark.parametrize("who", [chat(50), LISTENER], ids=["a_stranger", "a_resident"])
async def test_it_is_for_staff_alone(studio: Stage, who: object) -> None:
    address = LISTENER if who == LISTENER else chat(50)
    await studio.sent("telegram")
    await take(studio, arrives(studio, address, "/record"))
    (said,) = await studio.sent("telegram")

    assert said.body == "Only staff can do that."


async def test_staff_who_was_removed_records_nothing(studio: Stage) -> None:
    await to_rahima(studio, "/record")
    await staff.remove(studio.office("tester"), "Rahima")
    await to_rahima(studio, note(1))

    async with studio.store.read() as reader:
        assert await reader.notes() == []


async def test_what_is_not_launched_yet_can_be_recorded(house: Stage) -> None:
    drafts = Shelf(house.store, catalogue(), drafts=lambda: [heard()])
    await drafts.refresh()

    assert set(await drafts.recordable()) == {SLUG}


# ── Who hears it ──────────────────────────────────────────────────────────────────────────────


async def test_a_listener_gets_the_note_and_then_the_words(studio: Stage) -> None:
    await to_rahima(studio, f"/record {SLUG}.last_visit", note(3))
    await studio.sent("telegram")
    await studio.hear(LISTENER, "yes")
    voice, words = await studio.sent("telegram")

    assert (voice.media, voice.body, voice.buttons) == (f"{VOICE}note-3", "", ())
    assert words.media == ""
    assert words.body.splitlines()[1].startswith("১")
    assert len(words.buttons) == 4


async def test_a_listener_on_sms_is_offered_a_call_which_opens_a_case(studio: Stage) -> None:
    (invited,) = [m for m in await studio.sent() if m.to == phone(2).value]
    assert CALL in invited.body
    await studio.hear(phone(2), "CALL")

    assert CaseKind.HANDOVER in [case.kind for case in (await standing(studio)).cases]
    assert (await talk_at(studio, phone(2))).step == "consent__agree"
