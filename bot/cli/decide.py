"""`kotha decide`: forms for what was decided and what happened next, read back and put on record.

Rule: shows by default; records only with --record. A form is never written over another file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from msgspec import Struct

from bot.cli import MISUSE, emit, fail
from bot.cli.office import in_office
from bot.cli.previewed import preview_data, preview_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.errors import Problem
    from bot.model import Texts
    from bot.service.feedback import Preview
    from bot.shelf.office import Office
    from bot.workshop.deciding import Scope

LIMIT_SEGMENTS = 2
"""Above it an officer is told that a text message is long."""


class _Asked(Struct, frozen=True):
    """What the command line asks for."""

    slug: str
    file: Path | None
    is_next: bool
    by: str
    is_recorded: bool


class _Done(Struct, frozen=True):
    """What came of it."""

    what: str
    shown: Sequence[Preview]
    warnings: Sequence[Problem] = ()


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    file: Annotated[
        Path | None, typer.Argument(help="A filled form; without it, an empty one is written.")
    ] = None,
    next_: Annotated[
        bool, typer.Option("--next", help="What happened next, rather than a decision.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the empty form.")] = None,
    by: Annotated[str, typer.Option(help="Who puts it on record.")] = "",
    late: Annotated[
        list[str] | None,
        typer.Option(help='Why it will be late; "bn=…" says it in another language.'),
    ] = None,
    until: Annotated[str, typer.Option(help="With --late, the new date: 2027-06-02.")] = "",
    record: Annotated[
        bool, typer.Option("--record", help="Put it on record; without it, only show.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a form for what was decided and why (or, with --next, for what happened since), read
    it back, and put it on record; or say that it will be late, and until when."""
    asked = _Asked(slug, file, next_, by, record)
    _refuse_muddles(asked, out, late, until)
    if late is not None or until:
        done = in_office(lambda office: _postpone(office, asked, late or [], until))
    elif file is None:
        path = in_office(lambda office: _write(office, asked, out))
        text = f"{path}: fill it in, then try it with `kotha decide {slug} {path}`."
        emit({"slug": slug, "form": path.as_posix()}, as_json=as_json, table=text)
        return
    else:
        read = _news if next_ else _decision
        done = in_office(lambda office: read(office, asked))
    _show(done, asked, as_json=as_json)


def _refuse_muddles(asked: _Asked, out: Path | None, late: object, until: str) -> None:
    if (late is not None) != bool(until):
        fail("--late and --until go together: why it is late, and the new date.", MISUSE)
    if until and asked.file is not None:
        fail("Give a form or --late, not both.", MISUSE)
    if asked.file is None and not until and asked.is_recorded:
        fail("--record needs the filled form: kotha decide SLUG FILE --record.", MISUSE)
    if out is not None and (asked.file is not None or until):
        fail("--out is for writing an empty form.", MISUSE)
    if asked.is_recorded and not asked.by.strip():
        fail("--record needs --by NAME: whoever puts it on record stands for it.", MISUSE)


# ── The form ──────────────────────────────────────────────────────────────────────────────────


async def _write(office: Office, asked: _Asked, out: Path | None) -> Path:
    from bot.cli.files import create
    from bot.service.feedback import recording
    from bot.workshop.deciding import decision_form, news_form

    scope = await _scope(office, asked.slug)
    plan = scope.document.plan
    path = out or Path(f"{'next' if asked.is_next else 'decision'}.{asked.slug}.yaml")
    if asked.is_next:
        promise = await recording.wanted_news(office, asked.slug)
        due = promise.due.astimezone(ZoneInfo(plan.timezone)).date()
        text = news_form(scope, promise.number, due, path.as_posix())
    else:
        text = decision_form(scope, path.as_posix(), plan.decision.maker if plan.decision else "")
    try:
        with os.fdopen(create(path), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse_file(path, "It is there already, and may be filled in. Give --out another name.")
    except OSError as error:
        _refuse_file(path, f"It cannot be written: {error.strerror}.")
    return path


async def _scope(office: Office, slug: str) -> Scope:
    from bot.workshop.deciding import Scope

    running = await office.shelf.known(slug)
    async with office.store.read() as reader:
        books = await reader.codebook(slug)
    codes = {code.code: code.label for book in books.values() for code in book}
    return Scope(running.launched.document, office.shelf.catalogue, codes)


# ── What was filled in ────────────────────────────────────────────────────────────────────────


async def _decision(office: Office, asked: _Asked) -> _Done:
    from bot.service.feedback import recording
    from bot.workshop.deciding import read_decision

    scope = await _scope(office, asked.slug)
    body, name = _body(asked)
    read = read_decision(body, name, scope)
    given = read.found.signed(asked.by.strip(), office.clock.now())
    keep = recording.record if asked.is_recorded else recording.weigh
    kept = await keep(office, asked.slug, given)
    shown = await recording.preview_decision(office, asked.slug, kept)
    return _Done(f"decision {kept.number}", shown, read.warnings)


async def _news(office: Office, asked: _Asked) -> _Done:
    from bot.service.feedback import recording
    from bot.workshop.deciding import read_news

    scope = await _scope(office, asked.slug)
    body, name = _body(asked)
    read = read_news(body, name, scope)
    given = read.found.signed(asked.by.strip(), office.clock.now())
    is_dry = not asked.is_recorded
    promise, shown = await recording.record_news(office, asked.slug, given, is_dry=is_dry)
    return _Done(f"update {promise.number}", shown, read.warnings)


def _body(asked: _Asked) -> tuple[bytes, str]:
    path = asked.file or Path()
    try:
        return path.read_bytes(), path.as_posix()
    except OSError as error:
        _refuse_file(path, f"It cannot be read: {error.strerror}.")


async def _postpone(office: Office, asked: _Asked, late: Sequence[str], until: str) -> _Done:
    from bot.errors import Refused
    from bot.flow import times
    from bot.service.feedback import recording

    scope = await _scope(office, asked.slug)
    try:
        day = times.day(until)
    except ValueError as error:
        raise Refused(f"--until: {error}") from error
    because = _reasons(late, scope)
    is_dry = not asked.is_recorded
    slip, shown = await recording.postpone(office, asked.slug, day, because, is_dry=is_dry)
    return _Done(f"a new date for {slip.kind}", shown)


def _reasons(late: Sequence[str], scope: Scope) -> Texts:
    """The reason by language: plain, in that of the flow; `bn=…`, in another that is offered."""
    found: dict[str, str] = {}
    for text in late:
        tag, sign, said = text.partition("=")
        is_tagged = bool(sign) and tag in scope.languages
        words = " ".join((said if is_tagged else text).split())
        if words:
            found[tag if is_tagged else scope.source] = words
    return found


def _refuse_file(path: Path, message: str) -> NoReturn:
    from bot.errors import Problem, Refused

    raise Refused(str(Problem(path.as_posix(), 1, 1, "D-200", message)))


# ── What is shown ─────────────────────────────────────────────────────────────────────────────


def _show(done: _Done, asked: _Asked, *, as_json: bool) -> None:
    long = [each for each in done.shown if _is_long(each)]
    data: Mapping[str, object] = {
        "slug": asked.slug,
        "what": done.what,
        "recorded": asked.is_recorded,
        "warnings": [str(each) for each in done.warnings],
        "messages": [preview_data(each) for each in done.shown],
    }
    lines = [preview_text(done.shown), "", *(f"{each}" for each in done.warnings)]
    lines += [
        f"{each.language}: {each.units} segments. A shorter text is read by more people."
        for each in long
    ]
    end = "It is on record." if asked.is_recorded else "Nothing is on record yet: add --record."
    lines.append(f"{done.what[:1].upper()}{done.what[1:]}. {end}")
    emit(data, as_json=as_json, table="\n".join(lines))


def _is_long(each: Preview) -> bool:
    return each.channel == "sms" and each.units > LIMIT_SEGMENTS
