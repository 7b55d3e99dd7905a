"""Free text by code: sheets out and in, two coders, what they agree on, and what they do not.

Rule: by a person, never by a machine. Who took out which answers, and who coded them, is on
record; the first two names that code a question are its coders, and whoever settles where they
differ is a third deed of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.errors import Refused
from bot.flow.structure import Step
from bot.ports import AuditRow, CodingRow, Reader, SnapshotKind, TranslationRow
from bot.results.coding import sheets
from bot.results.coding.agreement import Agreement, agreements
from bot.results.coding.remarks import FIRST, IN_WORDS, SECOND, SETTLED, Code, Coding, Remark
from bot.results.coding.sheets import Known, Page, Scope, Taken
from bot.shelf import Running, figures
from bot.shelf.figures import latest
from bot.shelf.office import Office

LIMIT_ANSWERS = 19_999
"""Of one sheet: with its header, as many rows as a sheet that comes back may have."""


class Wanted(Struct, frozen=True):
    """Which answers a sheet shall hold."""

    by: str = ""
    """Who will code: what they gave before stands in it."""
    limit: int = 0
    """Only so many, the same for everybody, in an order that tells nothing: so the first of it
    are a fair sample. 0: all."""
    is_new: bool = False
    """Only those that `by` has not coded."""
    is_settling: bool = False
    """Only those on which two coders differ."""


class Sheet(Struct, frozen=True):
    """A sheet to be written, as rows."""

    scope: Scope
    lines: tuple[tuple[str, ...], ...]
    book: tuple[tuple[str, ...], ...]


class Came(Struct, frozen=True):
    """What a sheet that came back has changed."""

    scope: Scope
    place: int
    answers: int
    translations: int
    codes: int


class Theme(Struct, frozen=True):
    """One code, and what it was given to: for staff, small numbers not hidden."""

    code: Code
    answers: tuple[str, ...]
    """Pseudonyms of the answers that count for it."""


class Standing(Struct, frozen=True):
    """How the coding of one question stands."""

    step: str
    said: int
    """Answers in words."""
    coded: int
    themes: tuple[Theme, ...]
    fits_none: tuple[str, ...]
    """Read, and no code fits."""
    coders: Mapping[int, str]
    """Names by place."""
    agreement: tuple[Agreement, ...]
    """By code, and all together last; empty: nobody else has coded the same answers."""
    disputed: tuple[str, ...]
    """On which they differ, not settled yet."""


async def sheet(office: Office, scope: Scope, wanted: Wanted) -> Sheet:
    """A sheet for a coder; that it was taken out is noted.

    Raises:
        Refused: there is no such question in words, answers are still taken, or the sheet would
            be empty or too long.
    """
    await _coded_step(office, scope)
    async with office.store.begin() as transaction:
        remarks = await transaction.remarks(scope.slug, scope.step)
        place = _places(remarks).get(_name(wanted.by)) if wanted.by else None
        lines = tuple(_chosen(scope, remarks, place, wanted))
        book = (await transaction.codebook(scope.slug)).get(scope.step, ())
        detail: dict[str, str | int] = {"step": scope.step, "answers": len(lines)}
        await transaction.audit(
            AuditRow(office.clock.now(), office.actor, "coding.sheet", scope.slug, detail)
        )
    if not lines:
        raise Refused("There is nothing to code: no answer in words is left for this sheet.")
    if len(lines) > LIMIT_ANSWERS:
        raise Refused(
            f"That is {len(lines):,} answers, and a sheet holds {LIMIT_ANSWERS:,}: take some with "
            "--limit, and the rest with --new once they are coded."
        )
    return Sheet(scope, lines, tuple(sheets.book_lines(book)))


def _chosen(
    scope: Scope, remarks: Sequence[Remark], place: int | None, wanted: Wanted
) -> Sequence[tuple[str, ...]]:
    if wanted.is_settling:
        return list(sheets.disputed(scope, remarks))
    among = [each for each in remarks if not (wanted.is_new and place in each.codings)]
    return list(sheets.lines(scope, among[: wanted.limit or None], place))


async def take(
    office: Office, page: Page, book: Page | None, by: str, *, is_settling: bool = False
) -> Came:
    """Take a sheet back, whole or not at all.

    Args:
        office: what it works with.
        page: the answers.
        book: the codebook; `None`: it stays as it is.
        by: the name of whoever coded.
        is_settling: what it says counts from now on, whatever the coders gave.

    Raises:
        FlowError: with every fault of the sheet.
        Refused: it is of no question of ours, nobody signs, or two others are its coders.
    """
    by = _name(by)
    scope = sheets.scope_of(page)
    await _coded_step(office, scope)
    async with office.store.begin() as transaction:
        remarks = await transaction.remarks(scope.slug, scope.step)
        known = Known(
            scope,
            {each.id: each for each in remarks},
            tuple((await transaction.codebook(scope.slug)).get(scope.step, ())),
            await transaction.uses(scope.slug, scope.step),
        )
        taken = sheets.read(page, book, known)
        place = SETTLED if is_settling else _place(by, remarks)
        now = office.clock.now()
        await transaction.save_codebook(scope.slug, scope.step, taken.book)
        await transaction.keep_codings(_codings(known, taken, place, by), now)
        await transaction.keep_translations(_translations(known, taken, by), now)
        came = Came(
            scope, place, len(taken.codings), len(taken.translations), len(taken.book)
        )  # fmt: skip
        detail: dict[str, str | int] = {
            "step": scope.step,
            "by": by,
            "place": place,
            "answers": came.answers,
            "translations": came.translations,
        }
        await transaction.audit(AuditRow(now, office.actor, "coding.taken", scope.slug, detail))
    return came


def _codings(known: Known, taken: Taken, place: int, by: str) -> Sequence[CodingRow]:
    scope = known.scope
    return [
        CodingRow(scope.slug, scope.step, known.remarks[key].key, place, Coding(by, codes))
        for key, codes in taken.codings.items()
    ]


def _translations(known: Known, taken: Taken, by: str) -> Sequence[TranslationRow]:
    scope = known.scope
    return [
        TranslationRow(scope.slug, scope.step, known.remarks[key].key, text, by)
        for key, text in taken.translations.items()
    ]


def _places(remarks: Sequence[Remark]) -> Mapping[str, int]:
    """The coders of a question: who has which place."""
    found = {}
    for each in remarks:
        for place, coding in each.codings.items():
            if place != SETTLED:
                found[coding.by] = place
    return found


def _place(by: str, remarks: Sequence[Remark]) -> int:
    places = _places(remarks)
    if by in places:
        return places[by]
    free = [place for place in (FIRST, SECOND) if place not in places.values()]
    if not free:
        raise Refused(
            f"{' and '.join(sorted(places))} are the coders of this question. Sign as one of "
            "them, or settle where they differ: --settle."
        )
    return free[0]


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise Refused("Say who codes: --by NAME.")
    return name


async def show(office: Office, slug: str, step: str = "") -> Sequence[Standing]:
    """How coding stands: of one question, or of all that are answered in words.

    Raises:
        Refused: there is no such consultation or question, or answers are still taken.
    """
    running = await _counted(office, slug)
    steps = [_in_words(running, step)] if step else _all_in_words(running)
    async with office.store.read() as reader:
        books = await reader.codebook(slug)
        return [await _standing(reader, Scope(slug, s.id), books.get(s.id, ())) for s in steps]


async def _standing(reader: Reader, scope: Scope, book: Sequence[Code]) -> Standing:
    remarks = await reader.remarks(scope.slug, scope.step)
    coded = [each for each in remarks if each.counted is not None]
    given = {each.id: each.counted or () for each in coded}
    pairs = [
        (each.codings[FIRST].codes, each.codings[SECOND].codes)
        for each in remarks
        if {FIRST, SECOND} <= each.codings.keys()
    ]
    themes = [
        Theme(c, tuple(key for key, codes in given.items() if c.code in codes)) for c in book
    ]
    return Standing(
        step=scope.step,
        said=len(remarks),
        coded=len(coded),
        themes=tuple(themes),
        fits_none=tuple(key for key, codes in given.items() if not codes),
        coders={place: name for name, place in _places(remarks).items()},
        agreement=tuple(agreements([each.code for each in book], pairs)),
        disputed=tuple(each.id for each in remarks if each.is_disputed),
    )


async def count(office: Office, slug: str) -> Mapping[str, int]:
    """Count the codes into the figures that everybody is shown; how many codes of which question.

    Raises:
        Refused: it is unknown or open, or of no question everybody's words have codes.
    """
    await _counted(office, slug)
    await latest(office, slug)  # the figures of its closing stand before any other
    async with office.store.read() as reader:
        books = await reader.coded_steps(slug)
    running = office.shelf.running(slug)
    if running is None or running.is_open or not books:
        raise Refused(
            f"{slug}: there is no closed question of which every answer has codes or `none`. "
            f"`kotha code show {slug}` has what is left; recordings must be written down first."
        )
    await figures.count(office, running, SnapshotKind.CODED)
    return {step: len(book) for step, book in books.items()}


# ── Which questions ───────────────────────────────────────────────────────────────────────────


async def _coded_step(office: Office, scope: Scope) -> Step:
    return _in_words(await _counted(office, scope.slug), scope.step)


async def _counted(office: Office, slug: str) -> Running:
    """A consultation whose answers may be looked at."""
    running = await office.shelf.known(slug)
    if running.is_open and running.launched.document.plan.results != "daily_snapshot":
        raise Refused(
            f"{slug} is open: what people said is read and coded once it has closed, as an answer "
            "may still change."
        )
    return running


def _all_in_words(running: Running) -> Sequence[Step]:
    steps = running.compiled.flow.steps
    return [step for step in steps if step.question.type in IN_WORDS and not step.about]


def _in_words(running: Running, wanted: str) -> Step:
    found = {step.id: step for step in _all_in_words(running)}
    if wanted not in found:
        which = f"Those are: {', '.join(found)}." if found else "There is none."
        raise Refused(f"{wanted} is no question that is answered in words. {which}")
    return found[wanted]
