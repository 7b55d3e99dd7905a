"""Answer back: everyone who took part reads what was heard, in their language, once.

Rule: the words come from figures that are already safe; each person's message has an id made of
consultation and person, so that no crash and no second command sends it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.flow.lifecycle import REPORT, allows, moved
from bot.flow.structure import Document, Step
from bot.language.catalogue import Wording
from bot.model import Kept, Limits, Phrase, PromiseKind, Say
from bot.ports import AuditRow, Snapshot
from bot.questions.delphi import Delphi
from bot.render import Scene, option_label
from bot.render.blanks import names
from bot.render.parts import shortened
from bot.render.scene import Voice
from bot.results.caveat import phrase
from bot.results.echo import AGREE, DISAGREE
from bot.results.summary import Caveat, CaveatKind, Cell, Consensus, Counts, Figures
from bot.service.feedback import saying
from bot.service.feedback.people import Hearer, Telling, tell_everyone
from bot.service.feedback.personal import Own, own_of, yours
from bot.service.feedback.saying import Preview, Said, said_in
from bot.shelf import Running
from bot.shelf.figures import latest
from bot.shelf.office import Office

LINES = {True: 3, False: 6}
"""Questions told in one message, by whether the channel bills by segment."""
QUESTION_CHARS = 60
"""Of a question in a line of figures."""
_TOLD = {"yes_no", "choice", "multi_choice", "ranking", "delphi"}
"""Questions whose leading answer says something in one line."""


# ── When ──────────────────────────────────────────────────────────────────────────────────────


async def tell_due(office: Office) -> int:
    """Tell what was heard wherever its day has come; how many people were told."""
    now = office.clock.now()
    told = 0
    for running in office.shelf.all():
        feedback = running.launched.document.plan.feedback
        is_closed = allows(running.launched.lifecycle, REPORT)
        if is_closed and feedback is not None and feedback.heard <= now:
            told += await _tell(office, running)
    return told


async def tell(office: Office, slug: str) -> int:
    """Tell now; how many people were told.

    Raises:
        Refused: it is unknown, still open, or has been reported.
    """
    running = await _closed(office, slug)
    return await _tell(office, running)


async def count(office: Office, slug: str) -> tuple[Snapshot, Document]:
    """What may be shown of a consultation, and the questions it is about.

    Raises:
        Refused: it is unknown, or open and not to be shown before it closes.
    """
    found = await latest(office, slug)
    return found, office.shelf.named(slug).told


async def preview(office: Office, slug: str) -> Sequence[Preview]:
    """What each language will read on each channel.

    Raises:
        Refused: as `count`.
    """
    found = await latest(office, slug)
    return list(previews(found.figures, office.shelf.named(slug), office.limits))


async def _closed(office: Office, slug: str) -> Running:
    running = await office.shelf.known(slug)
    moved(slug, running.launched.lifecycle, REPORT)
    return running


# ── To whom ───────────────────────────────────────────────────────────────────────────────────


async def _tell(office: Office, running: Running) -> int:
    found = (await latest(office, running.slug)).figures

    told = await tell_everyone(office, running, telling(found))
    now = office.clock.now()
    stands = moved(running.slug, running.launched.lifecycle, REPORT)
    async with office.store.begin() as transaction:
        await transaction.move_consultation(running.slug, stands, now)
        await transaction.keep_promise(running.slug, Kept(PromiseKind.HEARD, 0, now))
        detail: dict[str, str | int] = {"people": told}
        await transaction.audit(
            AuditRow(now, office.actor, "consultation.reported", running.slug, detail)
        )
    await office.shelf.refresh()
    return told


def telling(found: Figures) -> Telling[Own]:
    """What was heard, as everyone is told of it: worded once for all of whom the same is said."""
    told: dict[Scene, Sequence[Counts]] = {}

    def who(hearer: Hearer, scene: Scene) -> Own:
        if scene not in told:
            told[scene] = _told(found, scene)
        return own_of(hearer, scene, told[scene])

    return Telling(PromiseKind.HEARD.value, who, lambda own, scene: _heard(found, scene, own), Own)


# ── What ──────────────────────────────────────────────────────────────────────────────────────


def previews(found: Figures, running: Running, limits: Mapping[str, Limits]) -> Iterator[Preview]:
    """The message of every language the consultation offers, on every channel."""
    return saying.previews(running, limits, partial(heard, found))


def heard(found: Figures, scene: Scene, language: str) -> tuple[str, Say] | None:
    """What was heard, and the language in which all of it can be said: the reader's, or the
    first of their chain that has every word. Of the reader themselves nothing is said."""
    return _heard(found, scene, Own(language))


def _heard(found: Figures, scene: Scene, own: Own) -> Said:
    said = said_in(scene, own.language, lambda voice: _phrases(found, scene, own, voice))
    if said is None or found.people is None:  # without a figure there is nothing to agree with
        return said
    tag, say = said
    return tag, replace(say, order=(AGREE, DISAGREE), options_of="echo")


def _phrases(found: Figures, scene: Scene, own: Own, voice: Voice) -> Iterator[Phrase]:
    yield Phrase("bot.heard.title")
    if found.people is None:
        yield Phrase("bot.heard.base_few", {"n": str(found.limits.base)})
    else:
        invited = found.invited if found.invited is not None else found.people
        yield Phrase("bot.heard.base", {"n": str(found.people), "invited": str(invited)})
        if found.caveat.kind is not CaveatKind.CHOSE:
            yield phrase(found.caveat, _group(found.caveat, scene))
        room = LINES[scene.limits.is_billed_by_segment]
        yield from (_line(counts, scene, voice) for counts in _told(found, scene)[:room])
        yield from yours(found, own, scene, voice)
        yield Phrase("bot.echo.ask")
    feedback = scene.plan.feedback
    if feedback is not None:
        decided = feedback.decided.astimezone(ZoneInfo(scene.plan.timezone)).date()
        yield Phrase("bot.heard.thanks", {"decided": decided.isoformat()})


def _group(caveat: Caveat, scene: Scene) -> str:
    """What a group is called: a language by its own name."""
    language = scene.catalogue.languages.get(caveat.value)
    is_language = caveat.facet == "language" and language is not None
    return language.own_name if language is not None and is_language else caveat.value


def _told(found: Figures, scene: Scene) -> Sequence[Counts]:
    """The questions to tell of: those with figures first, in the order asked. Never equality
    questions, nor what a glance at a locked screen should not show."""
    questions = [
        each
        for each in found.questions
        if isinstance(each, Counts) and _may_be_on_a_screen(scene.flow.flow.step(each.step), scene)
    ]
    return sorted(questions, key=lambda counts: _top(counts) is None)


def _may_be_on_a_screen(step: Step | None, scene: Scene) -> bool:
    if step is None or step.sensitive or step.about or step.question.type not in _TOLD:
        return False
    text = _any_text(scene.wording, step, scene.flow.flow.language)
    return bool(text) and not names(text)  # a question that says an answer back is the person's


def _any_text(wording: Wording, step: Step, language: str) -> str:
    return wording.get(language, step.key("text")) or ""


def _line(counts: Counts, scene: Scene, voice: Voice) -> Phrase:
    step = scene.flow.flow.step(counts.step)
    if step is None:  # pragma: no cover - `_told` asked
        raise KeyError(counts.step)
    title, *_ = voice.words(step.key("text")).split("\n")
    question = shortened(title.rstrip("?؟। "), QUESTION_CHARS)
    if counts.consensus is not None and counts.median is not None:
        return _rated(question, counts, counts.consensus, step)
    top = _top(counts)
    if top is None:
        return Phrase("bot.heard.line_hidden", {"question": question})
    return Phrase(
        "bot.heard.line",
        {
            "question": question,
            "label": option_label(voice, scene.wording, step, top.id),
            "percent": f"{top.percent}%",
            "base": str(counts.base),
        },
    )


def _rated(item: str, counts: Counts, found: Consensus, step: Step) -> Phrase:
    """An item that was rated in rounds: its middle, and whether people agreed."""
    most = step.question.to if isinstance(step.question, Delphi) else found.high
    key = "bot.heard.agreed" if found.round else "bot.heard.rated"
    return Phrase(key, {"item": item, "median": f"{counts.median:g}", "most": str(most)})


def _top(counts: Counts) -> Cell | None:
    """What most people said; `None` where that may not be shown."""
    shown = [cell for cell in counts.cells if cell.n]
    return max(shown, key=lambda cell: cell.n or 0, default=None)
