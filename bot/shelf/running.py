"""One launched consultation, ready to be spoken.

Rule: immutable; a change of words or of questions makes another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.compiled import CompiledFlow, compile_flow
from bot.flow.structure import Document, Step
from bot.language.catalogue import Catalogue, Wording
from bot.model import Ballot, Conversation, Lifecycle, Limits, Note, Participant
from bot.ports import Launched
from bot.questions.base import Question
from bot.questions.delphi import Delphi
from bot.questions.statements import OpenStatements, Statements, vote_of
from bot.render import Scene

NO_BALLOT = Ballot()


class Running(Struct, frozen=True, eq=False):
    """A launched consultation with its flow compiled and its words at hand."""

    launched: Launched
    compiled: CompiledFlow
    wording: Wording
    catalogue: Catalogue
    notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
    """Voice notes of all consultations, by language and by what they say."""
    page: str = ""
    """Address of its public page; empty where the installation has none."""
    ballot: Ballot = NO_BALLOT
    """What residents have added to its statements, and how often each was voted on."""

    @property
    def slug(self) -> str:
        """Its name."""
        return self.launched.slug

    @property
    def told(self) -> Document:
        """The consultation with the words of what residents added, in its own language where they
        were put into it."""
        document = self.launched.document
        added = _added(self.ballot)
        own = {key: text for texts in added.values() for key, text in texts.items()}
        own |= added.get(document.flow.language, {})
        return replace(document, texts={**document.texts, **own}) if own else document

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.launched.lifecycle is Lifecycle.OPEN

    @property
    def is_voted_on(self) -> bool:
        """Whether it puts statements to people."""
        return any(isinstance(each.question, Statements) for each in self.compiled.several)

    @property
    def languages(self) -> tuple[str, ...]:
        """Offered to residents."""
        return self.launched.document.plan.languages

    def conversation(self, key: UUID, who: Participant, language: str) -> Conversation:
        """Somebody's conversation in it, not begun. An empty language: they must choose one."""
        return Conversation(
            id=key,
            bucket=who.bucket,
            participant=who.id,
            consultation=self.slug,
            version=self.launched.document.version,
            language=language,
        )

    def scene(self, limits: Limits, flow: CompiledFlow | None = None) -> Scene:
        """What rendering needs, for one channel, and (for people on an earlier version) another
        flow than the newest."""
        return _scene(self, flow or self.compiled, limits)


@lru_cache(maxsize=256)
def _scene(running: Running, flow: CompiledFlow, limits: Limits) -> Scene:
    """One and the same for everybody: what `render` remembers, it remembers by scene."""
    return Scene(
        flow=flow.on(limits),
        plan=running.launched.document.plan,
        wording=running.wording,
        catalogue=running.catalogue,
        limits=limits,
        notes=running.notes,
        page=running.page,
    )


def place(launched: Launched, catalogue: Catalogue, ballot: Ballot = NO_BALLOT) -> Running:
    """Make a consultation ready, without a store (`chat` and the transcripts do this too)."""
    document = launched.document
    wording = catalogue.wording(document.texts, document.flow.language, launched.slug)
    if ballot.statements:
        wording = wording.adding(_added(ballot))
    compiled = with_ballot(compile_flow(document.flow), ballot)
    return Running(launched, compiled, wording, catalogue, ballot=ballot)


def with_ballot(flow: CompiledFlow, ballot: Ballot) -> CompiledFlow:
    """A flow that also puts what residents have added, the least seen first; and of items to rate
    those that are not settled, with what the group said."""
    if ballot == NO_BALLOT or not flow.several:
        return flow
    return flow.with_questions({step.id: _at_work(step, ballot) for step in flow.several})


def _at_work(step: Step, ballot: Ballot) -> Question:
    match step.question:
        case Statements():
            return _opened(step.id, step.question, ballot)
        case Delphi():
            return step.question.after(ballot.rounds)
        case _:
            return step.question


def _opened(step: str, question: Statements, ballot: Ballot) -> OpenStatements:
    known = (*question.statements, *(each.id for each in ballot.statements))
    votes = {each: ballot.votes.get(vote_of(step, each), 0) for each in known}
    residents = tuple(each.id for each in ballot.statements if each.step == step and each.is_open)
    return OpenStatements(
        statements=question.statements,
        at_most=question.at_most,
        own=question.own,
        residents=residents,
        votes=votes,
    )


def _added(ballot: Ballot) -> Mapping[str, Mapping[str, str]]:
    """By language and key, the words of residents' statements, also of those taken back: somebody
    may be about to vote on one."""
    found: dict[str, dict[str, str]] = {}
    for each in ballot.statements:
        for tag, words in each.texts.items():
            key = f"{each.consultation}.{each.step}.statements.{each.id}.text"
            found.setdefault(tag, {})[key] = words
    return found


def draft(document: Document, catalogue: Catalogue) -> Running:
    """A consultation as it would run, whether or not it ever is launched."""
    at = datetime.min.replace(tzinfo=UTC)
    return place(Launched(document.flow.slug, Lifecycle.DRAFT, document, at), catalogue)
