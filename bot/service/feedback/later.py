"""What happened next, and what is late, in the words of one reader.

Rule: pure; dates are those of the consultation's own calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import News, Phrase, Promise, PromiseKind, Say, Slip
from bot.render import Scene
from bot.render.scene import Incomplete, Voice
from bot.service.feedback import spoken
from bot.service.feedback.decided import words
from bot.service.feedback.people import Telling, language_of
from bot.service.feedback.saying import said_in

_LATE = {PromiseKind.DECIDED: "bot.late.decided", PromiseKind.NEXT: "bot.late.next"}


def day(at: datetime, scene: Scene) -> str:
    """The day of a moment where the consultation is, as a blank takes it."""
    return at.astimezone(ZoneInfo(scene.plan.timezone)).date().isoformat()


def news_telling(given: News, then: datetime | None) -> Telling[str]:
    """An update as everyone is told of it; `then`: when the next one comes, if one does."""
    return Telling(
        spoken.next_(given.number),
        language_of,
        lambda tag, scene: news(given, then, scene, tag),
        str,
    )


def slip_telling(promise: Promise, slip: Slip) -> Telling[str]:
    """A promise that is late as everyone is told of it."""
    return Telling(
        spoken.late(slip),
        language_of,
        lambda tag, scene: late(promise, slip, scene, tag),
        str,
    )


def news(
    given: News, then: datetime | None, scene: Scene, language: str
) -> tuple[str, Say] | None:
    """An update in the reader's language."""

    def phrases(voice: Voice) -> Iterator[Phrase]:
        yield Phrase("bot.next.news", {"news": words(given.text, voice)})
        yield Phrase("bot.next.page")
        if then is None:
            yield Phrase("bot.next.last")
        else:
            yield Phrase("bot.next.then", {"then": day(then, scene)})

    return said_in(scene, language, phrases)


def late(promise: Promise, slip: Slip, scene: Scene, language: str) -> tuple[str, Say] | None:
    """An apology in the reader's language: what is late, why, and until when."""

    def phrases(voice: Voice) -> Iterator[Phrase]:
        yield Phrase(_LATE[slip.kind], {"promised": day(_before(promise, slip), scene)})
        because = _because(slip, voice)
        if because:
            yield Phrase("bot.late.because", {"because": because})
        else:
            yield Phrase("bot.late.unsaid")
        yield Phrase("bot.late.until", {"until": day(slip.until, scene)})

    return said_in(scene, language, phrases)


def _before(promise: Promise, slip: Slip) -> datetime:
    """What people were told before this slip."""
    earlier = [each.until for each in promise.slips if each.n < slip.n]
    return earlier[-1] if earlier else promise.promised


def _because(slip: Slip, voice: Voice) -> str:
    """The reason, where it is given in this language: an apology does not wait for a
    translation."""
    try:
        return words(slip.because, voice)
    except Incomplete:
        return ""
