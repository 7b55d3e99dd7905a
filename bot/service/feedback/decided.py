"""What was decided and why, in the words of one reader.

Rule: pure. Whoever chose something that a theme answers reads that answer first; what they chose
is named only where the address is still theirs, and nothing of a sensitive question, nor of what
people said of themselves, is ever named. On a phone that several people share, all read the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from bot.model import Answer, Decision, Outcome, Phrase, Ruling, Say, Texts, Theme
from bot.render import Scene, option_label
from bot.render.scene import Incomplete, Voice
from bot.service.feedback import spoken
from bot.service.feedback.people import Hearer, Telling
from bot.service.feedback.saying import said_in

ROOM = 4
"""Themes told in one message; the page has them all."""
PARAGRAPHS = 6
"""The most on a channel that does not bill by segment."""
_KEYS: Mapping[Ruling, str] = {
    Ruling.ACCEPTED: "bot.decided.accepted",
    Ruling.PARTLY: "bot.decided.partly",
    Ruling.NOT: "bot.decided.not",
}

Chosen = tuple[tuple[str, str], ...]
"""(step, option) that somebody chose, in the order of the flow."""


class Reader(Struct, frozen=True):
    """What is known of whoever reads a decision."""

    language: str
    chosen: Chosen = ()
    is_named: bool = False
    """What they chose may be said back to them."""


def telling(decision: Decision, by: str) -> Telling[Reader]:
    """A decision as everyone is told of it; `by`: until when it may be challenged (ISO)."""
    answered = {option for theme in decision.themes for option in theme.answers}

    def who(hearer: Hearer, scene: Scene) -> Reader:
        mine = tuple(each for each in chosen(hearer, scene) if each in answered)
        return Reader(hearer.conversation.language, mine, hearer.is_active)

    def say(reader: Reader, scene: Scene) -> tuple[str, Say] | None:
        return decided(decision, reader, scene, by)

    return Telling(spoken.decided(decision.number), who, say, Reader)


def decided(decision: Decision, reader: Reader, scene: Scene, by: str) -> tuple[str, Say] | None:
    """A decision as somebody reads it, and the language of the words."""
    return said_in(scene, reader.language, partial(_phrases, decision, reader, scene, by))


def chosen(hearer: Hearer, scene: Scene) -> Chosen:
    """What somebody chose, where it may be told at all: of a ranking, what they put first. Nothing
    where others read it, too: even an order of themes would tell them."""
    if hearer.is_shared:
        return ()
    answers = hearer.conversation.answers
    steps = (step for step in scene.flow.flow.steps if step.id in answers)
    return tuple(
        (step.id, option)
        for step in steps
        if not (step.sensitive or step.about)
        for option in _picked(answers[step.id], is_ranked=step.question.type == "ranking")
    )


def _picked(answer: Answer, *, is_ranked: bool) -> Sequence[str]:
    if answer.outcome is not Outcome.ANSWERED:
        return ()
    match answer.value:
        case bool() as yes:
            return ("yes" if yes else "no",)
        case str() as option:
            return (option,)
        case tuple() as picks:
            options = [each for each in picks if isinstance(each, str)]
            return options[:1] if is_ranked else options
        case _:
            return ()


# ── The message ───────────────────────────────────────────────────────────────────────────────


def _phrases(
    decision: Decision, reader: Reader, scene: Scene, by: str, voice: Voice
) -> Iterator[Phrase]:
    is_short = scene.limits.is_billed_by_segment
    headline = words(decision.headline, voice)
    if headline:
        yield Phrase("bot.decided.headline", {"headline": headline})
    else:
        yield Phrase("bot.decided.title")
    themes, own = _in_order(decision, reader)
    body = [*_yours(own, reader, scene, voice)]
    nothing = words(decision.nothing_changed, voice)
    if nothing:
        body.append(Phrase("bot.decided.nothing", {"because": nothing}))
    room = ROOM if is_short else PARAGRAPHS - 3 - len(body)
    if is_short and scene.page:  # the reasons stand on the page
        own_themes = themes[: len(own)]
        shown = own_themes if headline else themes[:room]
        body += _short(shown, voice)
    else:
        body += [_long(theme, voice) for theme in themes[:room]]
    yield from body
    yield Phrase("bot.decided.page")
    yield Phrase("bot.decided.review", {"by": by})


def words(texts: Texts, voice: Voice) -> str:
    """An officer's words in the language of the voice; empty where nothing is said at all.

    Raises:
        Incomplete: they are said, and not in this language.
    """
    found = texts.get(voice.language.tag, "")
    if texts and not found:
        raise Incomplete(voice.language.tag)
    return found


def _in_order(
    decision: Decision, reader: Reader
) -> tuple[Sequence[Theme], Sequence[tuple[str, str]]]:
    """The themes, those that answer the reader first; and what they chose, one for each of
    those."""
    asked: dict[str, tuple[str, str]] = {}
    for theme in decision.themes:
        mine = [each for each in reader.chosen if each in theme.answers]
        if mine:
            asked[theme.id] = mine[0]
    first = [theme for theme in decision.themes if theme.id in asked]
    rest = [theme for theme in decision.themes if theme.id not in asked]
    return [*first, *rest], [asked[theme.id] for theme in first]


def _yours(
    own: Sequence[tuple[str, str]], reader: Reader, scene: Scene, voice: Voice
) -> Iterator[Phrase]:
    if not own or not reader.is_named:
        return
    step_id, option = own[0]
    step = scene.flow.written(step_id)
    if step is not None:
        label = option_label(voice, scene.wording, step, option)
        yield Phrase("bot.decided.yours", {"option": label})


def _short(themes: Sequence[Theme], voice: Voice) -> Iterator[Phrase]:
    """Titles alone, those of one ruling together, the first ruling first."""
    for ruling in dict.fromkeys(theme.ruling for theme in themes):
        titles = [words(theme.title, voice) for theme in themes if theme.ruling is ruling]
        yield Phrase(_KEYS[ruling], {"theme": "; ".join(titles)})


def _long(theme: Theme, voice: Voice) -> Phrase:
    told = f"{words(theme.title, voice)}\n{words(theme.because, voice)}"
    return Phrase(_KEYS[theme.ruling], {"theme": told})
