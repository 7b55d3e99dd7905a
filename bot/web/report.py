"""The report of a consultation: one page that needs nothing else, for whoever decides, checks or
judges.

Rule: made from what is on record and from nothing else, no clock among it, so that it can be made
again and be the same to the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.errors import Refused
from bot.language import formats
from bot.language.languages import Language
from bot.model import Limits
from bot.results.summary import Figures
from bot.shelf.publication import Publication
from bot.web.pages import HERE, Pages
from bot.web.public.charts import Row, row
from bot.web.public.groups import Split, splits
from bot.web.public.speech import REPORT, Speech, offered, speech
from bot.web.public.view import PageView, Shop, view
from bot.workshop.translating.previews import moments

_NAMES = ("sms",)
"""Channels on which the questions are shown: Telegram asks the same, with buttons."""


class Line(Struct, frozen=True):
    """One fact, with its name."""

    name: str
    text: str


class Asked(Struct, frozen=True):
    """One message of the questionnaire, as it is sent."""

    name: str
    text: str
    wording: str
    """Hash of the words, as answers cite it."""
    language: Language


class Questionnaire(Struct, frozen=True):
    """All of it in one language."""

    language: Language
    asked: tuple[Asked, ...]


class Report(Struct, frozen=True):
    """The report in one language."""

    page: PageView
    dates: tuple[str, ...]
    plan: tuple[Line, ...]
    """In the officers' own words."""
    source: Language
    """That those are in."""
    funnel: tuple[Row, ...]
    splits: tuple[Split, ...]
    questionnaires: tuple[Questionnaire, ...]


def report(shown: Publication, tag: str, limits: Mapping[str, Limits]) -> str:
    """The whole of it, as HTML; `tag` is the language of its reader."""
    spoken = speech(shown.running, tag)
    found = _view(shown, spoken, limits)
    style = "".join((HERE / "static" / name).read_text("utf-8") for name in _STYLES)
    return Pages().text("report.html", {"report": found, "page": found.page, "style": style})


def questionnaires(shown: Publication, limits: Mapping[str, Limits]) -> tuple[Questionnaire, ...]:
    """Everything that is asked, in every language, as SMS says it."""
    sms = {name: limits[name] for name in _NAMES}
    return tuple(_asked(shown, each, sms) for each in offered(shown.running))


def printed(html: str) -> bytes:
    """The same as PDF, by WeasyPrint, which not every installation has.

    Raises:
        Refused: this one has not.
    """
    try:
        from weasyprint import HTML
    except ImportError as error:
        raise Refused(
            "A PDF is made by WeasyPrint, which is not installed here. Install Kotha with its "
            "extra (`uv pip install 'kotha[pdf]'`), or leave --pdf out and print the page from a "
            "browser."
        ) from error
    body: bytes = HTML(string=html).write_pdf()
    return body


def digest(body: bytes) -> str:
    """By which a file is known again: SHA-256."""
    return hashlib.sha256(body).hexdigest()


_STYLES = ("public.css", "report.css")


def _view(shown: Publication, spoken: Speech, limits: Mapping[str, Limits]) -> Report:
    catalogue = shown.running.catalogue
    flow = shown.running.compiled.flow
    return Report(
        page=view(shown, spoken, Shop()),
        dates=tuple(_dates(shown, spoken)),
        plan=tuple(_plan(shown, spoken)),
        source=catalogue.language(flow.language),
        funnel=tuple(_funnel(shown.figures, spoken)) if shown.figures else (),
        splits=splits(shown.figures, spoken) if shown.figures else (),
        questionnaires=questionnaires(shown, limits),
    )


def _dates(shown: Publication, spoken: Speech) -> Iterator[str]:
    plan = shown.running.launched.document.plan
    if plan.opens and plan.closes:
        ends = {"opens": spoken.iso(plan.opens), "closes": spoken.iso(plan.closes)}
        yield _says(spoken, "dates", ends)
    names = [each.own_name for each in offered(shown.running)]
    yield _says(spoken, "offered", {"languages": formats.joined(names, spoken.language)})
    yield _says(spoken, "invited")
    if shown.snapshot:
        values = {"day": spoken.iso(shown.snapshot.at), "digest": shown.snapshot.digest}
        yield _says(spoken, "counted", values)
    yield _says(spoken, "version", {"version": shown.running.launched.document.version})


def _plan(shown: Publication, spoken: Speech) -> Iterator[Line]:
    decision = shown.running.launched.document.plan.decision
    if decision is None:
        return
    for name, text in (
        ("decider", decision.maker),
        ("can_change", decision.can_change),
        ("cannot_change", decision.not_negotiable),
    ):
        if text:
            yield Line(_says(spoken, name), text)


def _funnel(figures: Figures, spoken: Speech) -> Iterator[Row]:
    for cell in figures.funnel:
        yield row(cell, _says(spoken, f"f_{cell.id}"), "", spoken)


def _asked(shown: Publication, language: Language, limits: Mapping[str, Limits]) -> Questionnaire:
    document, catalogue = shown.running.launched.document, shown.running.catalogue
    found = [
        Asked(moment.title, each.body, each.wording, catalogue.language(each.language))
        for moment in moments(document, catalogue, language.tag, limits)
        for channel in moment.shown
        for each in channel.rendered
    ]
    return Questionnaire(language, tuple(found))


def _says(spoken: Speech, key: str, values: Mapping[str, str] | None = None) -> str:
    return spoken.says(f"{REPORT}{key}", values)
