"""Who is asked about which statements, and what a reply to one means."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.model import Accepted, Outcome, Rejected, Unsure
from bot.questions.statements import OpenStatements, OwnStatement, Statements, step_of, vote_of
from tests.questions.hearing import hearing, said

POOL = tuple(f"s{n}" for n in range(12))
ASKED = Statements(statements=POOL, at_most=7)
LABELS = {"agree": "Agree", "disagree": "Disagree", "pass": "Pass"}


def test_everybody_is_asked_about_as_many_in_an_order_of_their_own() -> None:
    orders = {ASKED.queue(f"person {n}", ()) for n in range(40)}

    assert all(len(set(order)) == 7 for order in orders)
    assert len(orders) > 30
    assert ASKED.queue("person 1", ()) == ASKED.queue("person 1", ())


def test_the_least_seen_come_first_so_that_all_are_seen_alike() -> None:
    votes: Counter[str] = Counter()
    for n in range(60):
        asked = OpenStatements(statements=POOL, at_most=7, votes=dict(votes))
        votes.update(asked.queue(f"person {n}", ()))

    assert sum(votes.values()) == 60 * 7
    assert max(votes.values()) - min(votes.values()) <= 1


def test_what_was_added_late_is_seen_before_the_rest() -> None:
    seen = dict.fromkeys(POOL, 30)
    asked = OpenStatements(statements=POOL, at_most=3, residents=("r-1",), votes=seen)

    assert asked.queue("person 1", ())[0] == "r-1"


def test_whoever_comes_back_is_asked_about_the_same_again() -> None:
    assert ASKED.queue("person 1", ("s9", "s2"))[:2] == ("s9", "s2")
    assert len(ASKED.queue("person 1", POOL)) == len(POOL)


def test_what_was_taken_back_is_not_asked_again() -> None:
    assert "r-1" not in ASKED.queue("person 1", ("r-1",))


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        pytest.param("2", Accepted("disagree"), id="number"),
        pytest.param("2 disagree", Accepted("disagree"), id="both"),
        pytest.param("1 disagree", Unsure(("agree", "disagree")), id="both_at_odds"),
        pytest.param("not sure", Accepted("pass"), id="not_knowing_passes"),
        pytest.param("agree, but not on Sundays", Unsure(("agree",)), id="taken_back"),
    ],
)
def test_a_vote_is_taken_only_where_it_is_certain(reply: str, meant: Accepted | Unsure) -> None:
    assert ASKED.read(said(reply), hearing(LABELS, "en")) == meant


@pytest.mark.parametrize("reply", ["no", "none", "nothing", "idk", "না"])
def test_a_plain_no_sends_in_nothing(reply: str) -> None:
    assert OwnStatement().read(said(reply), hearing(tag="bn")) == Accepted(None, Outcome.SKIPPED)


@pytest.mark.parametrize("reply", ["cold", "x" * 281])
def test_one_of_their_own_is_a_sentence(reply: str) -> None:
    assert isinstance(OwnStatement().read(said(reply), hearing(tag="en")), Rejected)


def test_the_id_of_a_vote_names_step_and_statement() -> None:
    assert step_of(vote_of("views", "r-1a2b3c4d")) == ("views", "r-1a2b3c4d")
    assert step_of("views") == ("views", "")
