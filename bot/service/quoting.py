"""Quotes: chosen by a person, of those who let us print their words, and redacted for a reason.

Rule: never of a sensitive question, never with more than one thing told of whoever said it; what
was taken out is noted by its reason, never by its words.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.errors import Refused
from bot.flow.structure import Step
from bot.ports import AuditRow, QuoteRow, Reader, Transaction
from bot.results.coding.quotes import FACETS, Quote, leaks, redacted
from bot.results.coding.remarks import IN_WORDS, Remark
from bot.results.tables import SmallNumbers
from bot.shelf import Running
from bot.shelf.figures import latest
from bot.shelf.office import Office

LIMIT_BECAUSE_CHARS = 200


class Wanted(Struct, frozen=True):
    """How somebody wants words printed."""

    by: str
    redact: tuple[str, ...] = ()
    """Words to be taken out."""
    because: str = ""
    """Why they are."""
    facet: str = ""
    """What is told of whoever said it: one of `FACETS`, or nothing."""


async def quotes(office: Office, slug: str) -> Sequence[Quote]:
    """What may be printed, by question.

    Raises:
        Refused: it is unknown, or still open.
    """
    await latest(office, slug)
    async with office.store.read() as reader:
        return await reader.quotes(slug)


async def take(office: Office, slug: str, which: str, wanted: Wanted) -> Quote:
    """Let an answer be printed; as it will stand.

    Raises:
        Refused: it may not be, with the reason.
    """
    wanted = _checked(wanted)
    await latest(office, slug)
    running = office.shelf.named(slug)
    async with office.store.begin() as transaction:
        step, remark = await _found(transaction, running, which)
        await _refuse_unless_agreed(transaction, slug, step, remark)
        telling = _Telling(transaction, running, office.small)
        row = await _row(telling, (step, remark), wanted)
        now = office.clock.now()
        await transaction.keep_quote(row, now)
        detail: dict[str, str | int] = {
            "consultation": slug,
            "step": step.id,
            "by": wanted.by,
            "redacted": len(wanted.redact),
            "because": wanted.because,
        }
        await transaction.audit(AuditRow(now, office.actor, "quote.taken", remark.id, detail))
        return next(each for each in await transaction.quotes(slug) if each.id == remark.id)


async def drop(office: Office, slug: str, which: str, by: str) -> None:
    """Let an answer be printed no more.

    Raises:
        Refused: it is no quote.
    """
    now = office.clock.now()
    async with office.store.begin() as transaction:
        found = [each for each in await transaction.quotes(slug) if each.id == which]
        if not found:
            raise Refused(f"{which} is no quote of {slug}.")
        await transaction.drop_quote(found[0].step, found[0].key)
        detail: dict[str, str | int] = {"consultation": slug, "by": " ".join(by.split())}
        await transaction.audit(AuditRow(now, office.actor, "quote.dropped", which, detail))


def _checked(wanted: Wanted) -> Wanted:
    by, because = " ".join(wanted.by.split()), " ".join(wanted.because.split())
    words = tuple(each.strip() for each in wanted.redact if each.strip())
    if not by:
        raise Refused("Say who chooses it: --by NAME.")
    if words and not 1 <= len(because) <= LIMIT_BECAUSE_CHARS:
        raise Refused(
            f"Say why words are taken out, in {LIMIT_BECAUSE_CHARS} characters: --because."
        )
    if any(word.casefold() in because.casefold() for word in words):
        raise Refused("The reason is kept, so it must not hold the words that are taken out.")
    if wanted.facet and wanted.facet not in FACETS:
        raise Refused(f"One thing at most is told of whoever said it: {', '.join(FACETS)}.")
    return Wanted(by, words, because, wanted.facet)


async def _found(reader: Reader, running: Running, which: str) -> tuple[Step, Remark]:
    steps = (s for s in running.compiled.flow.steps if s.question.type in IN_WORDS and not s.about)
    for step in steps:
        said = await reader.remarks(running.slug, step.id)
        remark = next((each for each in said if each.id == which), None)
        if remark is not None:
            return step, remark
    raise Refused(f"{which} is no answer in words. `kotha code show {running.slug}` has the ids.")


async def _refuse_unless_agreed(reader: Reader, slug: str, step: Step, remark: Remark) -> None:
    if step.sensitive:
        raise Refused(f"{step.id} is a sensitive question: nothing said there is printed.")
    if remark.key[1] not in await reader.may_print(slug):
        raise Refused(
            f"{remark.id} may not be printed: this person has not said that their words may be. "
            "The block `quotes` asks for it."
        )


class _Telling(Struct, frozen=True):
    """What it is judged by whether something may be told of whoever said it."""

    transaction: Transaction
    running: Running
    small: SmallNumbers

    async def is_few(self, facet: str, value: str) -> bool:
        """Whether too few people of a group took part."""
        groups = (await self.transaction.took_part(self.running.slug, [facet]))[facet]
        return groups.get(value, 0) < self.small.base


async def _row(telling: _Telling, said: tuple[Step, Remark], wanted: Wanted) -> QuoteRow:
    """What will be printed.

    Raises:
        Refused: something in it would tell who it is.
    """
    step, remark = said
    _refuse_what_is_not_there(remark, wanted.redact)
    tells_much = await _tells_much(telling, remark, wanted.facet)
    text = "" if tells_much else redacted(remark.text, wanted.redact)
    translation = redacted(remark.translation, wanted.redact)
    if not (text or translation):
        raise Refused(
            "Its language would tell of whoever said it, so only a translation may be printed, "
            "and there is none: `kotha code sheet` has a column for it."
        )
    if found := leaks(f"{text}\n{translation}"):
        raise Refused(f"It still holds {' and '.join(found)}: take it out with --redact.")
    if wanted.facet:
        value = await telling.transaction.told_of(remark.key, wanted.facet)
        if not value or await telling.is_few(wanted.facet, value):
            raise Refused(
                f"Their {wanted.facet} is not known, or fewer than {telling.small.base} people of "
                "it took part: it cannot be told."
            )
    slug = telling.running.slug
    return QuoteRow(slug, step.id, remark.key, text, translation, wanted.facet, wanted.by)


def _refuse_what_is_not_there(remark: Remark, words: Sequence[str]) -> None:
    whole = f"{remark.text}\n{remark.translation}"
    missing = sum(redacted(whole, [word]) == redacted(whole, []) for word in words)
    if missing:
        raise Refused(f"{missing} of the words to be taken out stand nowhere in it.")


async def _tells_much(telling: _Telling, remark: Remark, facet: str) -> bool:
    """Whether the original's language would be a second thing told, or one told of few people."""
    if remark.language == telling.running.launched.document.flow.language:
        return False
    is_second = facet not in {"", "language"}
    return is_second or await telling.is_few("language", remark.language)
