"""Quotes: only of those who agreed, redacted for a reason, and gone when they take it back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.model import Answer, Outcome
from bot.ports import AnswerRow, CodingRow, Rows, TranslationRow
from bot.results.coding.quotes import CONSENT, Quote
from bot.results.coding.remarks import FIRST, Coding, Remark
from bot.service import close, quoting
from bot.service.quoting import Wanted
from bot.shelf.office import Office
from tests.service.messages import person_at
from tests.service.stage import SLUG, Stage, entries, entry, eye_screening, phone, played

SAID = "Dr Shah was rude to me"
OLIVE = "Olive Grant"
PEOPLE = 12
TO_THE_END = ("yes", "3", "no letter", "1 2 3", "E1")


@dataclass
class House:
    """One that has closed, and what two people said in it: in English, and in Bengali."""

    stage: Stage
    office: Office
    english: Remark
    bengali: Remark

    async def agree(self, who: int, *, yes: bool = True, n: int = 50) -> None:
        """Somebody says whether their words may be printed."""
        talk = (await person_at(self.stage, phone(who))).conversations[0]
        row = AnswerRow(
            bucket=talk.bucket, conversation=talk.id, participant=talk.participant,
            consultation=SLUG, step=CONSENT, n=n, answer=Answer(Outcome.ANSWERED, yes),
            is_free_text=False, language="en", channel="sms", version=talk.version, wording="",
            at=self.stage.clock.at,
        )  # fmt: skip
        async with self.stage.store.begin() as transaction:
            await transaction.write(Rows(answers=[row]))

    async def take(self, which: Remark, wanted: Wanted) -> Quote:
        return await quoting.take(self.office, SLUG, which.id, wanted)

    async def quotes(self) -> Sequence[Quote]:
        return await quoting.quotes(self.office, SLUG)


async def say_and_close(house: Stage) -> None:
    """Ten and two: of the Bengali readers there are too few to be told of."""
    english = [replace(each, area="Canal Ward") for each in entries(PEOPLE - 2)]
    await house.launch([*english, *(entry(n, language="bn") for n in (11, 12))])
    for n in range(1, PEOPLE - 1):
        await house.hear(phone(n), "yes", "1")
    await house.hear(phone(1), "START", "2", "1 2 3", "E1", SAID)
    await house.hear(phone(11), *("হ্যাঁ", "1", "2", "1 2 3", "E1"), "ডাক্তার শাহ ভালো না")
    await close.close(house.office(), SLUG)


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[House]:
    """It has closed."""
    async with played(tmp_path, say_and_close) as (house, _):
        async with house.store.read() as reader:
            found = {each.language: each for each in await reader.remarks(SLUG, "more")}
        yield House(house, house.office("Rehana"), found["en"], found["bn"])


async def test_without_consent_nothing_is_printed(made: House) -> None:
    with pytest.raises(Refused, match="has not said that their words may be"):
        await made.take(made.english, Wanted(OLIVE))
    await made.agree(1, yes=False)
    with pytest.raises(Refused, match="has not said that their words may be"):
        await made.take(made.english, Wanted(OLIVE))

    assert await made.quotes() == []


async def test_a_quote_is_redacted_for_a_reason_and_has_its_themes(made: House) -> None:
    await made.agree(1)
    coding = CodingRow(SLUG, "more", made.english.key, FIRST, Coding("Ann", ("staff",)))
    async with made.stage.store.begin() as transaction:
        await transaction.keep_codings([coding], made.stage.clock.at)

    found = await made.take(made.english, Wanted(OLIVE, ("dr shah",), "names a doctor"))

    assert (found.text, found.codes) == ("[…] was rude to me", ("staff",))
    assert found.id == made.english.id
    assert [each.text for each in await made.quotes()] == ["[…] was rude to me"]
    async with made.stage.store.read() as reader:
        (remark,) = [e for e in await reader.remarks(SLUG, "more") if e.id == found.id]
        assert remark.text == SAID  # the original is never changed
        assert await reader.deeds("Rehana", "quote.taken", made.stage.clock.at) == 1


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        pytest.param(Wanted(" "), "Say who chooses it", id="nobody_signs"),
        pytest.param(Wanted(OLIVE, ("Dr Shah",)), "Say why words are taken out", id="no_reason"),
        pytest.param(
            Wanted(OLIVE, ("Dr Shah",), "it names dr shah"), "must not hold the words",
            id="a_reason_that_tells_it",
        ),
        pytest.param(
            Wanted(OLIVE, ("Dr Patel",), "a name"), "stand nowhere in it", id="words_not_in_it"
        ),
        pytest.param(Wanted(OLIVE, facet="area, language"), "One thing at most", id="two_things"),
        pytest.param(Wanted(OLIVE, facet="segment"), "is not known", id="nothing_to_tell"),
    ],
)  # fmt: skip
async def test_what_would_tell_too_much_is_refused(made: House, wanted: Wanted, says: str) -> None:
    await made.agree(1)

    with pytest.raises(Refused, match=says):
        await made.take(made.english, wanted)
    assert await made.quotes() == []


async def test_one_thing_may_be_told_where_enough_took_part(made: House) -> None:
    await made.agree(1)

    found = await made.take(made.english, Wanted(OLIVE, facet="area"))
    assert (found.facet, found.value) == ("area", "Canal Ward")


async def test_of_few_who_speak_a_language_only_a_translation_is_printed(made: House) -> None:
    await made.agree(11)
    with pytest.raises(Refused, match="only a translation may be printed"):
        await made.take(made.bengali, Wanted(OLIVE))
    row = TranslationRow(SLUG, "more", made.bengali.key, "Doctor Shah is not good", "Ann")
    async with made.stage.store.begin() as transaction:
        await transaction.keep_translations([row], made.stage.clock.at)

    found = await made.take(made.bengali, Wanted(OLIVE, ("Doctor Shah",), "names a doctor"))
    assert (found.text, found.translation) == ("", "[…] is not good")


async def test_what_is_taken_back_is_printed_no_more(made: House) -> None:
    await made.agree(1)
    await made.take(made.english, Wanted(OLIVE))
    assert len(await made.quotes()) == 1

    await made.agree(1, yes=False, n=51)
    assert await made.quotes() == []


async def test_nothing_of_a_sensitive_question_is_printed(house: Stage) -> None:
    flow = eye_screening().flow
    steps = tuple(replace(s, sensitive=True) if s.id == "more" else s for s in flow.steps)
    document = replace(eye_screening(), flow=replace(flow, steps=steps))
    await house.launch(entries(1), document=document)
    await house.hear(phone(1), *TO_THE_END, SAID)
    await close.close(house.office(), SLUG)
    async with house.store.read() as reader:
        (said,) = await reader.remarks(SLUG, "more")

    with pytest.raises(Refused, match="more is a sensitive question"):
        await quoting.take(house.office(), SLUG, said.id, Wanted(OLIVE))


async def test_a_quote_can_be_dropped(made: House) -> None:
    await made.agree(1)
    await made.take(made.english, Wanted(OLIVE))
    await quoting.drop(made.office, SLUG, made.english.id, OLIVE)

    assert await made.quotes() == []
    with pytest.raises(Refused, match="is no quote"):
        await quoting.drop(made.office, SLUG, made.english.id, OLIVE)
    with pytest.raises(Refused, match="is no answer in words"):
        await quoting.take(made.office, SLUG, "r0", Wanted(OLIVE))
