"""What was decided and why, and what was promised, in the words of one language.

Rule: what officers wrote is shown as they wrote it, in the reader's language where they gave it,
else in another and marked so; a promise that is late is shown as late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.language.catalogue import Language
from bot.model import Decision, News, Promise, PromiseKind, Punctuality, Ruling
from bot.shelf.publication import Publication
from bot.web.public.speech import Speech

_RULINGS: Mapping[Ruling, str] = {
    Ruling.ACCEPTED: "accepted",
    Ruling.PARTLY: "partly",
    Ruling.NOT: "not_accepted",
}
_GIVEN = ("because", "cost", "quality", "criterion")
_KINDS: Mapping[PromiseKind, str] = {
    PromiseKind.HEARD: "promise_heard",
    PromiseKind.DECIDED: "promise_decided",
    PromiseKind.NEXT: "promise_next",
}


class Said(Struct, frozen=True):
    """Words, and the language that they are in."""

    text: str
    language: Language


class Answered(Struct, frozen=True):
    """One theme and what became of it."""

    title: Said
    ruling: str
    given: tuple[tuple[str, Said], ...]
    """Why, and what else is known of it, each with its name."""


class Decided(Struct, frozen=True):
    """One decision."""

    headline: Said | None
    by: str
    nothing: Said | None
    """Why nothing changes; `None`: something does."""
    themes: tuple[Answered, ...]


class Told(Struct, frozen=True):
    """What happened since."""

    day: str
    text: Said


class Owed(Struct, frozen=True):
    """One promise."""

    what: str
    by_when: str
    standing: str
    is_late: bool
    because: Said | None


def decisions(shown: Publication, speech: Speech) -> tuple[Decided, ...]:
    """Every decision that people have been told of, the latest first."""
    return tuple(_decided(each, speech) for each in reversed(shown.decisions))


def waits(shown: Publication, speech: Speech) -> Iterator[str]:
    """Who decides, and by when it is told, while nothing has been."""
    plan = shown.running.launched.document.plan
    owed = [pair for pair in shown.promises if pair[0].kind is PromiseKind.DECIDED]
    if plan.decision is None or not owed or shown.decisions:
        return
    promise, standing = owed[0]
    is_late = standing is Punctuality.OVERDUE
    day = promise.promised if is_late else promise.due
    values = {"maker": plan.decision.maker, "decided": speech.iso(day)}
    yield speech.says("decision_late" if is_late else "decides", values)


def news(shown: Publication, speech: Speech) -> tuple[Told, ...]:
    """What people have been told since, the latest first."""
    return tuple(_told(each, speech) for each in reversed(shown.news))


def owed(shown: Publication, speech: Speech) -> tuple[Owed, ...]:
    """Every promise in the order of its dates."""
    return tuple(_owed(each, standing, speech) for each, standing in shown.promises)


def said(texts: Mapping[str, str], speech: Speech) -> Said | None:
    """What officers wrote, in the reader's language or the first other that they gave; `None`
    where they wrote nothing."""
    own = speech.language
    order = (own.tag, *own.chain, speech.running.compiled.flow.language, *sorted(texts))
    tag = next((each for each in order if texts.get(each)), None)
    if tag is None:
        return None
    return Said(texts[tag], speech.running.catalogue.languages.get(tag, own))


def _decided(given: Decision, speech: Speech) -> Decided:
    values = {"maker": given.decided_by, "day": given.decided_on.isoformat()}
    return Decided(
        headline=said(given.headline, speech),
        by=speech.says("decided_by", values),
        nothing=said(given.nothing_changed, speech),
        themes=tuple(
            Answered(
                title=said(theme.title, speech) or Said(theme.id, speech.language),
                ruling=speech.says(_RULINGS[theme.ruling]),
                given=tuple(
                    (speech.says(part), text)
                    for part in _GIVEN
                    if (text := said(getattr(theme, part), speech)) is not None
                ),
            )
            for theme in given.themes
        ),
    )


def _told(given: News, speech: Speech) -> Told:
    at = given.published_at or given.recorded_at
    return Told(speech.day(at), said(given.text, speech) or Said("", speech.language))


def _owed(promise: Promise, standing: Punctuality, speech: Speech) -> Owed:
    day = {
        Punctuality.KEPT: promise.kept_at,
        Punctuality.LATE: promise.due,
    }.get(standing)
    word = {Punctuality.KEPT: "kept", Punctuality.LATE: "late"}.get(standing, standing.value)
    is_late = standing in {Punctuality.LATE, Punctuality.OVERDUE}
    return Owed(
        what=speech.says(_KINDS[promise.kind]),
        by_when=speech.day(promise.promised),
        standing=speech.says(word, {"day": speech.iso(day)} if day else {}),
        is_late=is_late,
        because=said(promise.because, speech) if is_late else None,
    )
