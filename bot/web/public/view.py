"""What the public page shows, worked out before any template sees it.

Rule: values only; a part of which there is nothing yet is absent, and the page says when it comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.ports import SnapshotKind
from bot.results.summary import Figures
from bot.results.tables import USUAL, SmallNumbers
from bot.shelf.publication import Publication
from bot.web.public import answers
from bot.web.public.answers import Decided, Owed, Told
from bot.web.public.charts import Part, part, star
from bot.web.public.ground import Grounds, grounds
from bot.web.public.groups import HOW, Community, Split, community, missing, splits
from bot.web.public.opinion import OpinionView, opinion
from bot.web.public.quotes import Voices, voices
from bot.web.public.speech import Speech, is_shown, offered
from bot.workshop.poster import code, dialled


class Shop(Struct, frozen=True):
    """What an installation says of itself on each page."""

    address: str = ""
    """Where its pages are reached; empty: no code for a phone to read is shown."""
    number: str = ""
    """Takes SMS; empty: none does."""
    licence: str = ""
    """Under which anybody may use the figures."""
    small: SmallNumbers = USUAL
    """What is too small to show, before there are any."""


class Tongue(Struct, frozen=True):
    """A language in which the page can be read."""

    tag: str
    direction: str
    own_name: str
    is_this: bool


class PageView(Struct, frozen=True):
    """The page in one language."""

    slug: str
    tag: str
    direction: str
    title: str
    run_by: str
    tongues: tuple[Tongue, ...]
    when: tuple[str, ...]
    """How it stands, and when something is to be read here."""
    took_part: tuple[str, ...]
    how: tuple[Split, ...]
    community: tuple[Community, ...]
    said: Part
    ground: Grounds
    opinion: OpinionView
    """Groups of people who vote alike."""
    about: Part
    """What people said of themselves."""
    star: str
    """What a star stands for."""
    voices: tuple[Voices, ...]
    """What they let us print."""
    words_of: str
    """The language that officers name themes in."""
    asked: tuple[str, ...]
    """The questions, while there are no figures."""
    waits: tuple[str, ...]
    """Who decides and by when, while nothing is decided."""
    decisions: tuple[Decided, ...]
    news: tuple[Told, ...]
    owed: tuple[Owed, ...]
    challenge: tuple[str, ...]
    has_data: bool
    licence: str
    address: str
    code: str
    """A drawing that a phone reads, as SVG."""
    speech: Speech


def view(shown: Publication, speech: Speech, shop: Shop) -> PageView:
    """Work the page out."""
    running, figures = shown.running, shown.figures
    address = f"{shop.address}/c/{running.slug}" if shop.address else ""
    return PageView(
        slug=running.slug,
        tag=speech.language.tag,
        direction=speech.language.direction,
        title=speech.own("title"),
        run_by=speech.own("run_by"),
        tongues=tuple(_tongues(speech)),
        when=tuple(_when(shown, speech)),
        took_part=tuple(_took_part(figures, speech)) if figures else (),
        how=splits(figures, speech, HOW) if figures else (),
        community=community(figures, speech) if figures else (),
        said=part(figures, speech, is_about=False) if figures else Part(),
        ground=grounds(figures, speech) if figures else Grounds(),
        opinion=opinion(figures, speech) if figures else OpinionView(),
        about=part(figures, speech, is_about=True) if figures else Part(),
        star=star(figures, speech) if figures else "",
        voices=voices(shown, speech),
        words_of=running.compiled.flow.language,
        asked=() if figures else tuple(_asked(speech)),
        waits=tuple(answers.waits(shown, speech)),
        decisions=answers.decisions(shown, speech),
        news=answers.news(shown, speech),
        owed=answers.owed(shown, speech),
        challenge=tuple(_challenge(shown, speech, shop)),
        has_data=figures is not None and figures.people is not None,
        licence=speech.says("licence", {"licence": shop.licence}) if shop.licence else "",
        address=address,
        code=code(address, speech.says("this_page")) if address else "",
        speech=speech,
    )


def _tongues(speech: Speech) -> Iterator[Tongue]:
    for each in offered(speech.running):
        is_this = each.tag == speech.language.tag
        yield Tongue(each.tag, each.direction, each.own_name, is_this)


def _when(shown: Publication, speech: Speech) -> Iterator[str]:
    plan = shown.running.launched.document.plan
    closes = speech.iso(plan.closes) if plan.closes else ""
    heard = next((speech.iso(each.due) for each, _ in shown.promises), "")
    if shown.running.is_open:
        yield speech.says("open", {"closes": closes})
    elif closes:
        yield speech.says("closed", {"closes": closes})
    if shown.snapshot is not None and shown.snapshot.kind is SnapshotKind.DAILY:
        yield speech.says("so_far", {"day": speech.iso(shown.snapshot.at)})
    elif shown.snapshot is None and heard:
        yield speech.says("later" if shown.running.is_open else "counting", {"heard": heard})


def _took_part(figures: Figures, speech: Speech) -> Iterator[str]:
    if figures.people is None:
        yield speech.says("bot.heard.base_few", {"n": str(figures.limits.base)})
        return
    invited = figures.invited if figures.invited is not None else figures.people
    yield speech.says("bot.heard.base", {"n": str(figures.people), "invited": str(invited)})
    if lacking := missing(figures.caveat, speech):
        yield lacking
    yield speech.says("chose")
    yield speech.says("rounded", {"n": str(figures.limits.to)})


def _asked(speech: Speech) -> Iterator[str]:
    for step in speech.running.compiled.flow.steps:
        if is_shown(step) and not step.about:
            yield speech.question(step)


def _challenge(shown: Publication, speech: Speech, shop: Shop) -> Iterator[str]:
    if shop.number:
        yield speech.says("review_number", {"number": dialled(shop.number)})
    else:
        yield speech.says("review")
    contact = shown.running.launched.document.plan.contact
    if contact is not None and contact.phone:
        yield speech.says("ask", {"name": contact.name, "phone": contact.phone})
