"""Residents' own statements in the store, and the rounds in which items were rated.

Rule: what somebody sent in is sealed; what is put to others names nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from msgspec import json
from msgspec.structs import replace
from sqlalchemy import and_, func, select, update

from bot.model import CaseKind, Outcome, Proposal, ProposalState, Round, Statement, Status
from bot.questions.statements import PART, step_of
from bot.store import balloted, tables, telling
from bot.store.moments import micros, moment
from bot.store.session import Session

_p, _s, _a, _k = balloted.proposal.c, balloted.statement.c, tables.answer.c, tables.case.c
_r = balloted.rating_round.c
_t = tables.conversation.c


async def keep_proposals(session: Session, rows: Sequence[Proposal]) -> None:
    """Keep what was sent in, each thing once."""
    await session.bulk.insert_absent(
        balloted.proposal,
        [
            {
                "bucket": row.bucket,
                "id": row.id.hex,
                "participant": row.participant.hex,
                "conversation": row.conversation.hex,
                "consultation": row.consultation,
                "step": row.step,
                "language": row.language,
                "sealed": session.seal.seal(row.text, f"proposal.sealed.{row.id.hex}"),
                "at": micros(row.at),
                "state": row.state.value,
            }
            for row in rows
        ],
    )


async def proposals(session: Session, slug: str) -> Sequence[Proposal]:
    """What was sent in to a consultation, the oldest first."""
    appeal = (
        select(func.max(_k.id))
        .where(_k.bucket == _p.bucket, _k.conversation == _p.conversation)
        .where(_k.kind == CaseKind.REVIEW.value, _k.closed_at.is_(None))
        .where(_k.opened_at >= _p.decided_at, _p.state == ProposalState.REJECTED.value)
        .correlate(balloted.proposal)
        .scalar_subquery()
    )
    asked = select(balloted.proposal, appeal.label("appeal")).where(_p.consultation == slug)
    return [
        Proposal(
            id=UUID(row.id),
            bucket=row.bucket,
            participant=UUID(row.participant),
            conversation=UUID(row.conversation),
            consultation=slug,
            step=row.step,
            language=row.language,
            text=session.seal.open(row.sealed, f"proposal.sealed.{row.id}"),
            at=moment(row.at),
            state=ProposalState(row.state),
            because=row.because,
            by=row.by,
            decided_at=moment(row.decided_at),
            n=row.n,
            appeal=UUID(row.appeal) if row.appeal else None,
        )
        for row in await session.bulk.all(asked.order_by(_p.at, _p.id))
    ]


async def save_proposal(session: Session, given: Proposal) -> None:
    """Keep what was decided of it."""
    session.has_written = True
    decided = {
        "state": given.state.value,
        "because": given.because,
        "by": given.by,
        "decided_at": micros(given.decided_at),
        "n": given.n,
    }
    its = and_(_p.bucket == given.bucket, _p.id == given.id.hex)
    await session.bulk.run(update(balloted.proposal).where(its).values(decided))


async def statements(session: Session) -> Sequence[Statement]:
    """What is, or was, put to others."""
    asked = select(balloted.statement).order_by(_s.consultation, _s.at, _s.id)
    return [
        Statement(row.consultation, row.step, row.id, json.decode(row.texts), bool(row.is_open))
        for row in await session.bulk.all(asked)
    ]


async def save_statement(session: Session, given: Statement) -> None:
    """Keep its words, in place of those before."""
    await session.bulk.upsert(
        balloted.statement,
        [
            {
                "consultation": given.consultation,
                "step": given.step,
                "id": given.id,
                "texts": json.encode(dict(given.texts)).decode(),
                "is_open": int(given.is_open),
                "at": micros(session.clock.now()),
            }
        ],
    )


async def rounds(session: Session, slugs: Collection[str]) -> Mapping[str, Sequence[Round]]:
    """Rounds of ratings that have ended, the first first."""
    if not slugs:
        return {}
    asked = select(balloted.rating_round).where(_r.consultation.in_(sorted(slugs)))
    found: dict[str, list[Round]] = {}
    for row in await session.bulk.all(asked.order_by(_r.consultation, _r.n)):
        ended = json.decode(row.found, type=Round)
        found.setdefault(row.consultation, []).append(replace(ended, ended_at=moment(row.at)))
    return found


async def save_round(session: Session, slug: str, n: int, given: Round) -> None:
    """Keep one; the first that is kept under a number stands."""
    found = json.encode(replace(given, ended_at=None)).decode()
    await session.bulk.insert_absent(
        balloted.rating_round,
        [{"consultation": slug, "n": n, "found": found, "at": micros(given.ended_at)}],
    )


async def votes(session: Session, slugs: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """About how many votes each statement has: who voted twice counts twice, since only the order
    of asking hangs on it."""
    if not slugs:
        return {}
    asked = (
        select(_a.consultation, _a.step, func.count())
        .where(_a.consultation.in_(sorted(slugs)), tables.VOTES)
        .group_by(_a.consultation, _a.step)
    )
    found: dict[str, dict[str, int]] = {}
    for slug, vote, n in await session.bulk.all(asked):
        found.setdefault(slug, {})[vote] = n
    return found


async def ballots(session: Session, slug: str) -> Sequence[Mapping[str, str]]:
    """Each person's latest votes, from the very texts that figures are counted from. Sorted by
    what they say, so that not even their place names anybody."""
    asked = (
        select(_t.told)
        .where(_t.consultation == slug, _t.status != Status.MERGED.value)
        .where(_t.told.contains(PART, autoescape=True))
    )
    found = [dict(_voted(row.told)) for row in await session.bulk.all(asked)]
    return sorted((each for each in found if each), key=lambda each: sorted(each.items()))


def _voted(told: str) -> Iterator[tuple[str, str]]:
    for line in telling.lines(telling.latest(told)):
        step, outcome, value, *_ = telling.read(line)
        said = json.decode(value) if step_of(step)[1] and outcome is Outcome.ANSWERED else None
        if isinstance(said, str):  # a number is the rating of an item
            yield step, said
