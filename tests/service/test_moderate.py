"""A resident's own statement is read by a person of ours before anybody else reads it."""

from __future__ import annotations

from functools import lru_cache

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.errors import Refused
from bot.flow.load import load
from bot.flow.structure import Document
from bot.model import ProposalState
from bot.service.launch import Order, choose, open_and_invite, refuse_what_cannot_open
from bot.service.moderate import Ruling, decide, proposals
from bot.workshop.cited import proved
from tests.service.stage import ROOT, Stage, entry, eye_screening, phone, running

SLUG = "statement-vote"
SAID = "The waiting room is cold in winter"
BANGLA = "শীতে অপেক্ষার ঘর ঠান্ডা"
ACCEPTED, REJECTED = ProposalState.ACCEPTED, ProposalState.REJECTED


@lru_cache
def document() -> Document:
    """The flow that ships, with the dates and promises of another."""
    loaded = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")
    plan = replace(eye_screening().plan, languages=("en", "bn"), keywords={}, words={})
    return replace(loaded, plan=plan)


@pytest.fixture
async def hall(house: Stage) -> Stage:
    """Four people are asked, the fourth in Bengali; the first has voted and sent in a sentence."""
    people = [entry(n) for n in (1, 2, 3)] + [entry(4, language="bn")]
    choice = await choose(house.store, SLUG, people, None)
    chosen = tuple(each.entry for each in choice.chosen)
    order = Order(running(document()), chosen, "officer", known=choice.only_known)
    digest = await refuse_what_cannot_open(order, house.desk)
    await open_and_invite(order, house.desk, digest)
    await house.hear(phone(1), "yes", "a", "a", "d", "p", SAID)
    await said(house)
    return house


async def said(house: Stage) -> list[str]:
    return [message.body for message in await house.sent()]


async def name(house: Stage) -> str:
    (shown,) = await proposals(house.office(), SLUG)
    return shown.proposal.name


async def ruled(
    house: Stage, state: ProposalState, by: str, because: str = "", **texts: str
) -> list[str]:
    ruling = Ruling(state, by, because, texts)
    return list(await decide(house.office(), SLUG, await name(house), ruling, send=True))


async def test_what_was_sent_in_waits_and_nobody_else_reads_it(hall: Stage) -> None:
    (shown,) = await proposals(hall.office(), SLUG)

    assert (shown.proposal.text, shown.proposal.state) == (SAID, ProposalState.WAITING)
    await hall.hear(phone(2), "yes", "a", "a", "a", "a")
    assert not [body for body in await said(hall) if SAID in body]


async def test_nothing_is_done_without_being_told_to(hall: Stage) -> None:
    ruling = Ruling(ACCEPTED, "Farida", texts={"bn": BANGLA})

    (told,) = await decide(hall.office(), SLUG, await name(hall), ruling)

    assert told.startswith("Example Council: thank you")
    assert await said(hall) == []
    assert (await proposals(hall.office(), SLUG))[0].proposal.state is ProposalState.WAITING


async def test_an_accepted_one_is_put_to_others_first_and_in_their_language(hall: Stage) -> None:
    await ruled(hall, ACCEPTED, "Farida", bn=BANGLA)
    assert SAID in (await said(hall))[0]

    await hall.hear(phone(4), "ha")
    (asked,) = await said(hall)
    assert f"১/৫ একজন বাসিন্দা বলেন: {BANGLA}" in asked

    await hall.hear(phone(2), "yes")
    (asked,) = await said(hall)
    assert f"1/5 A resident says: {SAID}" in asked


async def test_what_a_resident_says_is_proved_as_it_was_read_also_in_an_earlier_version(
    hall: Stage,
) -> None:
    await ruled(hall, ACCEPTED, "Farida", bn=BANGLA)
    for of, yes in ((4, "ha"), (2, "yes")):
        await hall.hear(phone(of), yes)
    for of, agree in ((4, "ha"), (2, "a")):
        await hall.hear(phone(of), agree)
    running = await hall.shelf.known(SLUG)
    newer = replace(running.launched.document, version="f" * 64)
    updated = replace(running, launched=replace(running.launched, document=newer))
    async with hall.store.read() as reader:
        cited = await reader.wordings(SLUG)

    for place in (running, updated):
        found = list(proved(place, [document()], cited, LIMITS))

        assert [each.cited for each in found if not each.words] == []
        theirs = {e.words.splitlines()[1] for e in found if (await name(hall)) in e.cited.step}
        assert theirs == {f"A resident says: {SAID}", f"একজন বাসিন্দা বলেন: {BANGLA}"}


async def test_it_must_be_said_in_every_language(hall: Stage) -> None:
    with pytest.raises(Refused, match="missing: bn"):
        await ruled(hall, ACCEPTED, "Farida")
    with pytest.raises(Refused, match="telephone"):
        await ruled(hall, ACCEPTED, "Farida", bn=BANGLA, en="Ring 020 7946 0018")
    with pytest.raises(Refused, match="xx"):
        await ruled(hall, ACCEPTED, "Farida", bn=BANGLA, xx="?")


async def test_a_rejected_author_is_told_why_and_somebody_else_looks_again(hall: Stage) -> None:
    with pytest.raises(Refused, match="why"):
        await ruled(hall, REJECTED, "Farida")
    await ruled(hall, REJECTED, "Farida", "It names a nurse.")
    (told,) = await said(hall)
    assert "It names a nurse." in told
    assert "REVIEW" in told

    await hall.hear(phone(1), "REVIEW")
    (shown,) = await proposals(hall.office(), SLUG)
    assert shown.proposal.appeal is not None
    with pytest.raises(Refused, match="Somebody else"):
        await ruled(hall, ACCEPTED, "farida", bn=BANGLA)

    await ruled(hall, ACCEPTED, "Rehana", bn=BANGLA)
    (shown,) = await proposals(hall.office(), SLUG)
    assert (shown.proposal.state, shown.proposal.appeal) == (ACCEPTED, None)


async def test_one_that_is_taken_back_is_put_to_nobody_else(hall: Stage) -> None:
    await ruled(hall, ACCEPTED, "Farida", bn=BANGLA)
    await hall.hear(phone(2), "yes", "a")
    await hall.hear(phone(3), "yes")
    await said(hall)
    await ruled(hall, REJECTED, "Rehana", "Two people asked us to.")
    await said(hall)

    await hall.hear(phone(3), "BACK", "a", "a", "a", "a", "a")
    await hall.hear(phone(4), "ha")

    assert not [b for b in await said(hall) if BANGLA in b]


async def test_who_has_left_is_told_nothing(hall: Stage) -> None:
    await hall.hear(phone(1), "STOP")
    await said(hall)

    assert await ruled(hall, ACCEPTED, "Farida", bn=BANGLA) == []
    assert await said(hall) == []


async def test_what_says_much_the_same_is_shown(hall: Stage) -> None:
    await hall.hear(phone(2), "yes", "a", "a", "a", "a", "It's too hard to get through by phone!")

    shown = (await proposals(hall.office(), SLUG))[1]

    assert shown.alike == ("phone",)


async def test_deciding_twice_changes_nothing(hall: Stage) -> None:
    await ruled(hall, ACCEPTED, "Farida", bn=BANGLA)
    with pytest.raises(Refused, match="already"):
        await ruled(hall, ACCEPTED, "Rehana", bn=BANGLA)
    with pytest.raises(Refused, match="No one statement"):
        await decide(hall.office(), SLUG, "r-zz", Ruling(ACCEPTED, "Farida"))
    with pytest.raises(Refused, match="launched"):
        await proposals(hall.office(), "parks")


async def test_the_least_seen_come_first(hall: Stage) -> None:
    await hall.hear(phone(2), "yes", "a")
    first = [body for body in await said(hall) if "1/4" in body]
    await hall.shelf.refresh()

    await hall.hear(phone(3), "yes")

    seen = first[0].split("1/4 ")[1].splitlines()[0]
    assert seen not in (await said(hall))[0]
