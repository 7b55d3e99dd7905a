"""A spoken answer becomes words by a person's hand, and by no other way."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from bot.errors import Refused
from bot.model import CaseKind, Media, Sent
from bot.service import transcribe
from bot.shelf.office import Office
from tests.service.messages import arrives, standing, take, talk_at
from tests.service.stage import Stage, chat, entry

WHO = chat(1)
WORDS = "There is no bus after six."


def desk(house: Stage) -> Office:
    return house.office("Rehana")


@pytest.fixture
async def spoken(house: Stage) -> Stage:
    """Somebody has answered the open question by voice."""
    await house.launch([entry(1, WHO)])
    await house.hear(WHO, "yes", "this year", "5", "312", "E1")
    await speak(house, "file-1")
    return house


async def speak(house: Stage, file: str) -> None:
    house.clock.at += timedelta(minutes=1)
    note = Media("voice", file, "audio/ogg", 9_000, 7)
    await take(house, arrives(house, WHO, Sent(note)))


async def fetch(house: Stage) -> None:
    """As the worker does."""
    async with house.store.read() as reader:
        wanted = await reader.media(9)
    for media, _, handle in wanted:
        await house.store.save_media(media, handle.encode())


async def waiting_id(house: Stage) -> str:
    (recording,) = await transcribe.waiting(desk(house))
    return str(recording.id)


async def test_it_waits_with_a_case_and_a_date(spoken: Stage) -> None:
    (recording,) = await transcribe.waiting(desk(spoken))

    assert (recording.step, recording.language, recording.seconds) == ("more", "en", 7)
    assert recording.delete_at is not None
    assert recording.delete_at.date().isoformat() == "2028-03-30"
    assert [case.kind for case in (await standing(spoken)).cases] == [CaseKind.TRANSCRIPTION]


async def test_it_can_be_heard_once_its_file_is_here(spoken: Stage) -> None:
    which = await waiting_id(spoken)
    with pytest.raises(Refused, match="not been fetched"):
        await transcribe.listen(desk(spoken), which)
    await fetch(spoken)

    assert (await transcribe.listen(desk(spoken), which))[1] == b"file-1"


async def test_the_words_become_the_answer_and_the_case_is_closed(spoken: Stage) -> None:
    before = await talk_at(spoken, WHO)
    await transcribe.write_down(desk(spoken), await waiting_id(spoken), f" {WORDS} ", "buses")

    after = await talk_at(spoken, WHO)
    assert after.answers["more"].value == WORDS
    assert after.revision == before.revision + 1
    assert (await standing(spoken)).cases == ()
    assert await transcribe.waiting(desk(spoken)) == []


async def test_the_conversation_goes_on_after_it(spoken: Stage) -> None:
    await transcribe.write_down(desk(spoken), (await waiting_id(spoken))[:13], WORDS)
    step = (await talk_at(spoken, WHO)).step
    await spoken.hear(WHO, "skip")

    assert (await talk_at(spoken, WHO)).step != step


async def test_words_that_came_later_stand(spoken: Stage) -> None:
    which = await waiting_id(spoken)
    await spoken.hear(WHO, "CHANGE", "5", "Typed after all")
    assert (await talk_at(spoken, WHO)).answers["more"].value == "Typed after all"

    with pytest.raises(Refused, match="No recording"):
        await transcribe.write_down(desk(spoken), which, WORDS)


@pytest.mark.parametrize(
    ("which", "text", "code", "told"),
    [
        pytest.param("", WORDS, "", "No recording", id="nothing_named"),
        pytest.param("0" * 8, WORDS, "", "No recording", id="nobody's"),
        pytest.param("right", "  ", "", "what was said", id="no_words"),
        pytest.param("right", "x" * 4097, "", "what was said", id="too_many_words"),
        pytest.param("right", WORDS, "c" * 61, "at most 60", id="too_long_a_code"),
    ],
)
async def test_what_cannot_be_written_is_refused(
    spoken: Stage, which: str, text: str, code: str, told: str
) -> None:
    named = await waiting_id(spoken) if which == "right" else which

    with pytest.raises(Refused, match=told):
        await transcribe.write_down(desk(spoken), named, text, code)


async def test_on_its_day_the_recording_is_gone_and_the_words_are_not(spoken: Stage) -> None:
    await fetch(spoken)
    which = await waiting_id(spoken)
    await transcribe.write_down(desk(spoken), which, WORDS)
    (until,) = {spoken.clock.at.replace(year=2028, month=3, day=30, hour=18)}

    assert await spoken.store.delete_media(until - timedelta(days=2)) == 0
    assert await spoken.store.delete_media(until) == 1
    assert await spoken.store.load_media(UUID(which)) is None
    assert (await talk_at(spoken, WHO)).answers["more"].value == WORDS
