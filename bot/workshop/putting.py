"""Every way in which a question may have been put, told apart by its words.

Rule: only what the engine says is said here, with nobody's answers but, in place of theirs, a
rating.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.model import Answer, Conversation, GroupRating, Limits, Outcome, Phrase, Say
from bot.questions.delphi import Delphi, OpenDelphi
from bot.questions.statements import OWN, Statements, step_of, vote_of
from bot.render import Scene, Words, reader_of, words_of
from bot.shelf import Running

_HINTS = ("bot.hint.many", "bot.hint.ranking", "bot.hint.points", "bot.hint.points_over")
"""After these a question leaves out what they have just said."""
_LEADS = ((), *((Phrase(key),) for key in _HINTS))
_FIRST, _LATER = (0, 0), (2, 0)
"""Which of several things: only with the first does the question itself stand."""
_ALIKE, _SPREAD = GroupRating(1, 1, 1), GroupRating(1, 1, 2)
_RATED = Answer(Outcome.ANSWERED, 1)


class Put(Struct, frozen=True):
    """One way of putting a question."""

    say: Say
    """It alone, to somebody who has told us nothing."""
    words: tuple[str, Words]
    """The language, and what its fingerprint is made from."""


def puts_of(
    running: Running, answered: str, language: str, limits: Sequence[Limits]
) -> Iterator[Put]:
    """All of them; none, where the version has no question of that name.

    Args:
        running: the version.
        answered: id of the step, or of a vote in it.
        language: of who reads it.
        limits: of each channel.
    """
    name, statement = step_of(answered)
    flow = running.compiled
    if not flow.has(name) or flow.is_ending(name):
        return
    step = flow.step(name)
    for thing in [statement] if statement else _things(running, step):
        for nth in (_FIRST, _LATER) if thing else (_FIRST,):
            say = Say(ask=name, order=step.question.options(), statement=thing, nth=nth)
            for each, reader, scene in _variants(running, say, language, limits):
                yield Put(say, words_of(each, reader, scene))


def _things(running: Running, step: Step) -> Sequence[str]:
    """What a step may have put last, of which its own answer tells nothing."""
    if not step.question.puts:
        return ("",)
    written = running.compiled.written(step.id) or step
    added = (each.id for each in running.ballot.statements if each.step == step.id)
    own = [OWN] if isinstance(step.question, Statements) else []
    return (*written.question.pool(), *added, *own)


def _variants(
    running: Running, say: Say, language: str, limits: Sequence[Limits]
) -> Iterator[tuple[Say, Conversation, Scene]]:
    """As said with and without the count of questions, after a hint, and to who has rated it."""
    reader = reader_of(language, running.slug, say.ask)
    for each, flow in product(limits, _flows(running.compiled, say)):
        scene = running.scene(each, flow)
        for progress, lead in product(((1, 2), None), _LEADS):
            yield replace(say, progress=progress, phrases=lead), reader, scene
        if flow.rated == say.ask:
            rater = replace(reader, answers={vote_of(flow.rated, say.statement): _RATED})
            for is_shared in (False, True):
                yield replace(say, is_shared=is_shared), rater, scene
                yield replace(say, is_shared=is_shared, progress=(1, 2)), rater, scene


def _flows(flow: CompiledFlow, say: Say) -> Iterator[CompiledFlow]:
    """As it stands; and of what is rated in rounds, with what a group may have said."""
    written = flow.written(say.ask or "")
    if written is None or not isinstance(written.question, Delphi):
        yield flow
        return
    for group in ({}, {say.statement: _ALIKE}, {say.statement: _SPREAD}):
        question = OpenDelphi(**asdict(written.question), groups=group)
        yield flow.with_questions({written.id: question})
