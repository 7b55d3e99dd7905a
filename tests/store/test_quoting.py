"""Words that may be printed, on both engines: only while whoever said them lets us."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.model import Answer, Outcome
from bot.ports import CodingRow, QuoteRow, Rows
from bot.results.coding.quotes import CONSENT, Quote
from bot.results.coding.remarks import FIRST, SETTLED, Coding
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, Resident, answer, join, moved_on

STEP = "why"


async def say(store: SqlStore, who: Resident, n: int, value: str | bool, step: str) -> None:
    talk = replace(moved_on(who.conversation), revision=n)
    row = replace(answer(who, talk, Answer(Outcome.ANSWERED, value), step), is_free_text=False)
    async with store.begin() as transaction:
        await transaction.write(Rows(answers=[row]))


async def quoted(store: SqlStore, who: Resident, *, yes: bool | None = True) -> None:
    """Somebody says something and whether it may be printed (`None`: they do not), and an officer
    chooses it."""
    await say(store, who, 1, "No bus.", STEP)
    if yes is not None:
        await say(store, who, 2, yes, CONSENT)
    key = (who.conversation.bucket, who.conversation.id, 1)
    async with store.begin() as transaction:
        await transaction.keep_quote(QuoteRow(SLUG, STEP, key, "No bus.", "", "", "Olive"), NOON)


async def quotes(store: SqlStore, slug: str = SLUG) -> Sequence[Quote]:
    async with store.read() as reader:
        return await reader.quotes(slug)


async def test_only_who_says_that_they_may_be_is_quoted(store: SqlStore) -> None:
    yes, no, silent, unquoted = await join(store, 4)
    await quoted(store, yes)
    await quoted(store, no, yes=False)
    await quoted(store, silent, yes=None)
    await say(store, unquoted, 2, value=True, step=CONSENT)

    assert [each.key[1] for each in await quotes(store)] == [yes.conversation.id]
    assert await quotes(store, "another") == []


async def test_the_latest_word_counts(store: SqlStore) -> None:
    first, second = await join(store, 2)
    await quoted(store, first)
    await quoted(store, second, yes=False)
    await say(store, first, 3, value=False, step=CONSENT)
    await say(store, second, 3, value=True, step=CONSENT)

    assert [each.key[1] for each in await quotes(store)] == [second.conversation.id]


async def test_words_that_were_changed_since_are_not_printed(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await quoted(store, who)
    await say(store, who, 3, "A bus.", STEP)

    assert await quotes(store) == []


async def test_a_quote_has_the_themes_that_were_settled(store: SqlStore) -> None:
    first, other = await join(store, 2)
    await quoted(store, first)
    await say(store, other, 1, "Too dear.", STEP)
    rows = [
        CodingRow(SLUG, STEP, (who.conversation.bucket, who.conversation.id, 1), place, coding)
        for who, place, coding in (
            (first, FIRST, Coding("Ann", ("cost",))),
            (first, SETTLED, Coding("Ann", ("buses",))),
            (other, FIRST, Coding("Ann", ("cost",))),
        )
    ]
    async with store.begin() as transaction:
        await transaction.keep_codings(rows, NOON)

    assert [each.codes for each in await quotes(store)] == [("buses",)]
