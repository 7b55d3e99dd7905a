"""Replies to side questions: did you mean, other, stop, language, offer, change, restart.

Rule: a side question takes only a plain answer to it; anything else is not bent into one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.intents.answers import answer
from bot.intents.commands import is_near_stop, language_of, takes_words
from bot.intents.meaning import Asked, ChosenLanguage, Confirmed, Meaning, NearStop, Unclear
from bot.model import Accepted, Command, Other, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.free_text import FreeText
from bot.questions.menu import menu_of
from bot.questions.options import find
from bot.questions.polarity import polarity


def _did_you_mean(said: Said, asked: Asked) -> Meaning | None:
    """Yes or no to one candidate; one of several by number or label; or a fresh answer."""
    candidates = asked.pending.values if asked.pending else ()
    if asked.question is None:
        return None
    if len(candidates) == 1:
        return _confirmed(said, asked, candidates[0])
    labels = {option: asked.hearing.labels.get(option, ()) for option in candidates}
    shown = Hearing(asked.hearing.lexicon, labels, candidates)
    taken = find(said, menu_of(shown, candidates)).taken
    return _picked(taken, asked.question) if taken else None


def _confirmed(said: Said, asked: Asked, candidate: str) -> Meaning | None:
    polar = polarity(said, asked.hearing.lexicon)
    if asked.question is None or not polar.is_sure:
        return None
    if polar.meaning == "yes":
        return _picked(candidate, asked.question)
    if polar.meaning == "dont_know" or candidate in {"yes", "no"}:
        return None  # "no" to "did you mean no?" is still an answer
    return asked.question.read(Said("", ""), asked.hearing)  # the question's own hint


def _picked(option: str, question: Question) -> Verdict:
    verdict = question.tapped(option)
    if isinstance(verdict, Accepted) and question.takes_many:
        value = verdict.value
        return Accepted((value,)) if isinstance(value, str | Other) else verdict
    return verdict


def _other(said: Said, asked: Asked) -> Meaning | None:
    """The person's own words for "other, please say"."""
    if is_near_stop(said, asked):
        return NearStop()
    return Accepted(Other(said.text)) if said.text else None


def _stop(said: Said, asked: Asked) -> Meaning | None:
    """Yes to "do you want to stop?" stops; a no where words are asked for is not those words;
    anything else answers the step."""
    polar = polarity(said, asked.hearing.lexicon)
    if polar.is_sure and polar.meaning == "yes":
        return Command.STOP
    if polar.meaning == "no" and takes_words(asked):
        return Rejected(Phrase("bot.hint.text"))
    return None


def _choose_language(said: Said, asked: Asked) -> Meaning | None:
    """A language by its number in the picker, or by its name in any language; else the picker
    again, unless the reply plainly answers the step."""
    tags = asked.pending.values if asked.pending else ()
    tag = language_of(said, asked.hearing.lexicon)
    if tag in tags:
        return ChosenLanguage(tag)
    names = {tag: asked.hearing.labels.get(tag, ()) for tag in tags}
    taken = find(said, menu_of(Hearing(asked.hearing.lexicon, names, tags), tags)).taken
    if taken:
        return ChosenLanguage(taken)
    is_open = isinstance(asked.question, FreeText)
    meaning = Unclear() if is_open else answer(said, asked)
    return meaning if isinstance(meaning, Accepted | NearStop) else Command.LANGUAGE


def _offer(said: Said, asked: Asked) -> Meaning | None:
    """Yes, in either language, switches; a plain no is no answer to the question behind it, which
    is put again; anything else answers that."""
    tags = asked.pending.values if asked.pending else ()
    heard = [asked.hearing.lexicon, *([asked.aside] if asked.aside else [])]
    polars = [polarity(said, lexicon) for lexicon in heard]
    meanings = {polar.meaning for polar in polars if polar.is_sure}
    if meanings == {"yes"} and tags:
        return ChosenLanguage(tags[0])
    return Command.REPEAT if meanings == {"no"} else None


def _change(said: Said, asked: Asked) -> Meaning | None:
    """Which earlier answer to change, by its number or the title shown."""
    steps = asked.pending.values if asked.pending else ()
    titles = {step: asked.hearing.labels.get(step, ()) for step in steps}
    found = find(said, menu_of(Hearing(asked.hearing.lexicon, titles, steps), steps))
    return Accepted(found.taken) if found.taken else _left_alone(said, asked)


def _restart(said: Said, asked: Asked) -> Meaning | None:
    """Yes or no to starting again."""
    polar = polarity(said, asked.hearing.lexicon)
    if polar.is_sure and polar.meaning in {"yes", "no"}:
        return Accepted(polar.meaning == "yes")
    return _left_alone(said, asked)


def _sure(said: Said, asked: Asked) -> Meaning:
    """Whether somebody wants their copy, or their erasure: only a plain yes is one."""
    if is_near_stop(said, asked):
        return NearStop()
    polar = polarity(said, asked.hearing.lexicon)
    is_plain = polar.is_sure and polar.meaning in {"yes", "no"}
    return Confirmed(polar.meaning == "yes" if is_plain else None)


def _late(said: Said, asked: Asked) -> Meaning | None:
    """The same so long after that a yes proves nothing; anything else answers the step."""
    meaning = _sure(said, asked)
    if not isinstance(meaning, Confirmed) or meaning.is_sure is None:
        return None
    return Confirmed(meaning.is_sure, is_late=True)


def _left_alone(said: Said, asked: Asked) -> Meaning:
    """Neither: nothing changes. A plain answer to the step must not be taken for this one's."""
    return NearStop() if is_near_stop(said, asked) else Rejected(Phrase("bot.restart.kept"))


PENDING: Final[Mapping[str, Callable[[Said, Asked], Meaning | None]]] = {
    "did_you_mean": _did_you_mean,
    "other": _other,
    "stop": _stop,
    "language": _choose_language,
    "offer": _offer,
    "change": _change,
    "restart": _restart,
    "sure": _sure,
    "late": _late,
}
"""How the reply to each side question is read; `None` reads it as an answer to the step."""
