"""Opinion groups are found of what has closed, from the votes that its figures were made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.load import load
from bot.flow.structure import Document, Step
from bot.model import Answer, Lifecycle, Outcome, Status
from bot.ports import Erase, Rows, SnapshotKind
from bot.questions.statements import Statements, vote_of
from bot.results.counting import FACETS, Told, counted
from bot.results.shape import statement
from bot.results.summary import Ungrouped
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
    assert (found.groups, found.why) == ((), Ungrouped.FEW)


async def test_two_camps_are_kept_with_the_closing_figures_and_never_found_again(
    house: Stage,
) -> None:
    await asked(house, 110)
    await vote(house, [LEFT] * 60 + [RIGHT] * 50)
    await close_now(house)

    found, document = await groups(house.office(), SLUG)
    closing = await figures.latest(house.office(), SLUG)
    assert [each.people for each in found.groups] == [60, 50]
    assert found == closing.figures.opinions
    assert statement("views.s0", document) == "Statement s0."
    assert statement("views.letters", document) == "Letters should come in my language."

    await erase(house, 1)
    coded = await figures.count(house.office(), house.shelf.named(SLUG), SnapshotKind.CODED)
    assert (coded.figures.people, coded.figures.opinions) == (110, found)
    assert (await groups(house.office(), SLUG))[0] == found


async def test_groups_that_were_not_kept_are_found_once_somebody_asks(house: Stage) -> None:
    await asked(house, 110)
    await vote(house, [LEFT] * 60 + [RIGHT] * 50)
    await closed_without(house)

    found, _ = await groups(house.office(), SLUG)
    assert [each.people for each in found.groups] == [60, 50]
    async with house.store.read() as reader:
        before, after = await reader.snapshots(SLUG)
    assert replace(after.figures, opinions=UNSET) == before.figures
    assert (after.kind, after.figures.opinions) == (SnapshotKind.CLOSING, found)
    await groups(house.office(), SLUG)
    async with house.store.read() as reader:
        assert len(await reader.snapshots(SLUG)) == 2


async def test_groups_that_were_not_kept_are_found_no_more_when_votes_are_gone(
    house: Stage,
) -> None:
    await asked(house, 110)
    await vote(house, [LEFT] * 60 + [RIGHT] * 50)
    await closed_without(house)
    await erase(house, 1)

    with pytest.raises(Refused, match="Votes have changed since"):
        await groups(house.office(), SLUG)


async def closed_without(house: Stage) -> None:
    """It closes where scikit-learn is missing."""
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)
    await house.shelf.refresh()
    async with house.store.read() as reader:
        told = Told(await reader.tallies(SLUG, FACETS), await reader.bases(SLUG))
    found = counted(told, document())
    kept = figures.snapshot(SLUG, SnapshotKind.CLOSING, house.clock.at, found)
    await figures.keep(house.office(), kept, 0)


async def erase(house: Stage, n: int) -> None:
    async with house.store.begin() as transaction:
        (person, *_) = (await transaction.people([phone(n)]))[phone(n)]
        who = person.participant
        await transaction.erase(Erase(who.id, who.bucket))


async def test_while_conversations_are_still_being_ended_one_is_asked_to_wait(
    house: Stage,
) -> None:
    await asked(house, 2)
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)

    with pytest.raises(Refused, match="still being closed"):
        await groups(house.office(), SLUG)
