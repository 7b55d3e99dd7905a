"""Residents' own statements: looked at by a person of ours before anybody else reads them.

Rule: nothing unmoderated is ever sent; the author is told what became of it and why, in their
language; whoever asks again is answered by somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from bot.effects import TurnContext, reach, speak_to
from bot.errors import Refused
from bot.language.folding import fold
from bot.model import MessageKind, Phrase, Proposal, ProposalState, Say, Statement
from bot.ports import AuditRow, Rows, Transaction
from bot.questions.fuzzy import are_alike
from bot.questions.statements import LIMIT_CHARS, Statements
from bot.shelf.office import Office
from bot.shelf.running import Running

_TURNS = UUID("6f0d5a52-3c0e-5c25-9d0c-6b8e2f0f7d41")
_NUMBER = re.compile(r"(?:\d[ -]?){7,}")
"""What may be somebody's telephone number."""
_PHRASES = {
    ProposalState.ACCEPTED: "bot.statement.accepted",
    ProposalState.REJECTED: "bot.statement.rejected",
}
_ENDED = "looked_at_again"


class Shown(Struct, frozen=True):
    """One statement that was sent in, as a moderator sees it."""

    proposal: Proposal
    alike: tuple[str, ...] = ()
    """Ids of statements that say much the same."""
    texts: Mapping[str, str] = {}
    """Its words as they are put to others, by language; empty: it is not."""


class Ruling(Struct, frozen=True):
    """What is decided of a statement."""

    state: ProposalState
    by: str
    because: str = ""
    """In the language of whoever sent it in."""
    texts: Mapping[str, str] = {}
    """The words in each language; those of its own language are the author's where left out."""


async def proposals(office: Office, slug: str) -> Sequence[Shown]:
    """All that was sent in, the oldest first.

    Raises:
        Refused: the consultation is unknown.
    """
    running = await office.shelf.known(slug)
    async with office.store.begin() as transaction:
        found = await transaction.proposals(slug)
        put = {each.id: each.texts for each in await transaction.statements()}
        deed = AuditRow(office.clock.now(), office.actor, "statements.read", slug)
        await transaction.audit(deed)
    return [
        Shown(each, tuple(_alike(each, running, found)), put.get(each.name, {})) for each in found
    ]


async def decide(
    office: Office, slug: str, mark: str, ruling: Ruling, *, send: bool = False
) -> Sequence[str]:
    """Accept or reject a statement; what its author is told. Nothing happens unless it is to be
    sent.

    Raises:
        Refused: no such statement, a language or the reason is missing, or whoever rejected it is
            asked to look again.
    """
    running = await office.shelf.known(slug)
    rows = Rows()
    async with office.store.begin() as transaction:
        given = _meant(await transaction.proposals(slug), mark)
        _judge(given, ruling)
        texts = _texts(given, ruling, running)
        now = office.clock.now()
        settled = replace(
            given,
            state=ruling.state,
            because=ruling.because.strip(),
            by=ruling.by,
            decided_at=now,
            n=given.n + 1,
        )
        await _tell(office, transaction, settled, rows)
        if given.appeal is not None:
            rows.closed[given.appeal] = (now, _ENDED)
        if send:
            await transaction.save_proposal(settled)
            await _put(transaction, settled, texts)
            await transaction.write(rows)
            detail: dict[str, str | int] = {"statement": settled.name, "by": ruling.by}
            deed = AuditRow(now, office.actor, f"statement.{ruling.state}", slug, detail)
            await transaction.audit(deed)
    if send:
        await office.shelf.refresh()
    return [row.body for row in rows.outbox]


def _meant(found: Sequence[Proposal], mark: str) -> Proposal:
    wanted = [each for each in found if mark and each.name.startswith(mark)]
    if len(wanted) != 1:
        raise Refused(
            "No one statement is meant by that. The list shows their ids, like r-1a2b3c4d."
        )
    return wanted[0]


def _judge(given: Proposal, ruling: Ruling) -> None:
    if not ruling.by.strip():
        raise Refused("Say who decides: --by NAME.")
    if ruling.state is ProposalState.REJECTED and not ruling.because.strip():
        raise Refused("Say why, in the author's language: --because TEXT. They are told it.")
    if given.state is ruling.state and given.appeal is None:
        raise Refused(f"{given.name} is {given.state} already, by {given.by}.")
    if given.state is ProposalState.REJECTED and fold(given.by) == fold(ruling.by):
        raise Refused(f"{given.by} rejected it. Somebody else must look at it again.")


# ── Its words ─────────────────────────────────────────────────────────────────────────────────


def _texts(given: Proposal, ruling: Ruling, running: Running) -> Mapping[str, str]:
    if ruling.state is not ProposalState.ACCEPTED:
        return {}
    texts = {given.language: given.text, **ruling.texts}
    known = running.catalogue.languages
    for tag, words in texts.items():
        if tag not in known:
            raise Refused(f'"{tag}" is not a language of this installation.')
        if not words.strip() or len(words) > LIMIT_CHARS:
            raise Refused(f"In {tag} it must have 1 to {LIMIT_CHARS} characters.")
        if _NUMBER.search(words):
            raise Refused(f"In {tag} it holds what may be a telephone number. Take it out.")
    missing = [tag for tag in running.languages if not {tag, *known[tag].chain} & set(texts)]
    if missing:
        raise Refused(
            f"Say it in every language of {running.slug}; missing: {', '.join(missing)}."
        )
    return texts


async def _put(transaction: Transaction, settled: Proposal, texts: Mapping[str, str]) -> None:
    """Put it to others, or take it back."""
    known = {each.id: each for each in await transaction.statements()}
    if settled.state is ProposalState.ACCEPTED:
        fresh = Statement(settled.consultation, settled.step, settled.name, texts)
        await transaction.save_statement(fresh)
    elif settled.name in known:
        await transaction.save_statement(replace(known[settled.name], is_open=False))


def _alike(given: Proposal, running: Running, found: Sequence[Proposal]) -> Iterator[str]:
    """Statements that say much the same: those of the file in any language, and those sent in."""
    for name, words in [
        *_seeds(given, running),
        *((p.name, p.text) for p in found if p.id != given.id),
    ]:
        if are_alike(given.text, words):
            yield name


def _seeds(given: Proposal, running: Running) -> Iterator[tuple[str, str]]:
    step = running.launched.document.flow.step(given.step)
    if step is None or not isinstance(step.question, Statements):
        return
    for statement in step.question.statements:
        words = running.wording.get(given.language, step.key(f"statements.{statement}.text"))
        if words:
            yield statement, words


# ── Telling its author ────────────────────────────────────────────────────────────────────────


async def _tell(office: Office, transaction: Transaction, settled: Proposal, rows: Rows) -> None:
    """Nobody is told who has left, or cannot be reached."""
    person = await transaction.person(settled.bucket, settled.participant)
    running = office.shelf.running(settled.consultation)
    address = reach(person) if person is not None else None
    if person is None or address is None or running is None or person.participant.stopped:
        return
    talk = next((c for c in person.conversations if c.id == settled.conversation), None)
    if talk is None:
        return
    context = TurnContext(
        person=person,
        address=address,
        scene=running.scene(office.limits[address.channel]),
        now=office.clock.now(),
        turn=uuid5(_TURNS, f"{settled.id.hex}.{settled.n}"),
        kind=MessageKind.BROADCAST,
        is_owed=True,
    )
    values = {"statement": settled.text, "because": settled.because}
    told = Phrase(_PHRASES[settled.state], values)
    speak_to(Say((told,)), talk, context, rows)
