"""Opinion groups are found of what has closed, from the votes that its figures were made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.load import load
from bot.flow.structure import Document, Step
from bot.model import Answer, Lifecycle, Outcome, Status
from bot.ports import Erase, Rows, SnapshotKind
from bot.questions.statements import Statements, vote_of
from bot.results.opinion import FEW
from bot.service import close
from bot.service.launch import Order, choose, open_and_invite, refuse_what_cannot_open
from bot.service.opinion import groups
from bot.shelf import figures
from tests.service.stage import ROOT, Stage, entry, eye_screening, phone, running
from tests.store.makers import Resident, answer, moved_on

SLUG = "statement-vote"
ADDED = tuple(f"s{n}" for n in range(4))
NAMES = ("evenings", "phone", "letters", "walk", *ADDED)
LEFT = ("agree",) * 4 + ("disagree",) * 4
RIGHT = LEFT[::-1]


@lru_cache
def document() -> Document:
    """The flow that ships with four statements more, and with the dates of another."""
    loaded = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")
    steps = tuple(map(_longer, loaded.flow.steps))
    texts = {f"{SLUG}.views.statements.{each}.text": f"Statement {each}." for each in ADDED}
    plan = replace(eye_screening().plan, languages=("en",), keywords={}, words={})
    flow = replace(loaded.flow, steps=steps)
    return replace(loaded, flow=flow, plan=plan, texts={**loaded.texts, **texts})


def _longer(step: Step) -> Step:
    if not isinstance(step.question, Statements):
        return step
    return replace(step, question=replace(step.question, statements=NAMES, at_most=len(NAMES)))


async def asked(house: Stage, people: int) -> None:
    """So many are invited."""
    choice = await choose(house.store, SLUG, [entry(n) for n in range(1, people + 1)], None)
    chosen = tuple(each.entry for each in choice.chosen)
    order = Order(running(document()), chosen, "officer", known=choice.only_known)
    digest = await refuse_what_cannot_open(order, house.desk)
    await open_and_invite(order, house.desk, digest)
    await house.shelf.refresh()


async def vote(house: Stage, ballots: Sequence[Sequence[str]]) -> None:
    """The nth person votes, and is done: what so many conversations leave behind."""
    addresses = [phone(n) for n in range(1, len(ballots) + 1)]
    rows = Rows()
    async with house.store.begin() as transaction:
        people = await transaction.people(addresses)
        for address, ballot in zip(addresses, ballots, strict=True):
            (person, *_) = people[address]
            (before,) = person.conversations
            who = Resident(address, person.participant, before)
            talk = before
            for name, said in zip(NAMES, ballot, strict=True):
                talk = moved_on(talk)
                given = Answer(Outcome.ANSWERED, said)
                rows.answers.append(answer(who, talk, given, vote_of("views", name)))
            rows.conversations[talk.id] = replace(talk, status=Status.COMPLETED, step="done")
            rows.read_revisions[talk.id] = before.revision
        await transaction.write(rows)


async def close_now(house: Stage) -> None:
    await house.shelf.refresh()
    await close.close(house.office(), SLUG)


async def test_while_it_is_open_there_are_none(house: Stage) -> None:
    await asked(house, 2)

    with pytest.raises(Refused, match="open: opinion groups are found once it has closed"):
        await groups(house.office(), SLUG)
    with pytest.raises(Refused, match="No consultation called parks"):
        await groups(house.office(), "parks")


async def test_where_nobody_votes_it_is_said(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.shelf.refresh()
    await close.close(house.office(), "eye-screening-access")

    with pytest.raises(Refused, match="no question of type `statements`"):
        await groups(house.office(), "eye-screening-access")


async def test_too_few_people_have_no_groups(house: Stage) -> None:
    await asked(house, 99)
    await vote(house, [LEFT] * 50 + [RIGHT] * 49)
    await close_now(house)

    found, _ = await groups(house.office(), SLUG)
    assert (found.groups, found.why) == ((), FEW)


async def test_two_camps_are_found_in_their_words_twice_alike_until_votes_are_gone(
    house: Stage,
) -> None:
    await asked(house, 110)
    await vote(house, [LEFT] * 60 + [RIGHT] * 50)
    await close_now(house)

    found, words = await groups(house.office(), SLUG)
    assert [each.people for each in found.groups] == [60, 50]
    assert words["views.s0"] == "Statement s0."
    assert words["views.letters"] == "Letters should come in my language."
    assert await groups(house.office(), SLUG) == (found, words)
    await figures.count(house.office(), house.shelf.named(SLUG), SnapshotKind.CODED)
    assert await groups(house.office(), SLUG) == (found, words)

    async with house.store.begin() as transaction:
        (person, *_) = (await transaction.people([phone(1)]))[phone(1)]
        who = person.participant
        await transaction.erase(Erase(who.id, who.bucket))
    with pytest.raises(Refused, match="Votes have changed since"):
        await groups(house.office(), SLUG)


async def test_while_conversations_are_still_being_ended_one_is_asked_to_wait(
    house: Stage,
) -> None:
    await asked(house, 2)
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)

    with pytest.raises(Refused, match="still being closed"):
        await groups(house.office(), SLUG)
