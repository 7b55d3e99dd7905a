"""What a person may ask of what we hold of them: asked back once, never done by text alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.engine import advance
from bot.flow.compiled import compile_flow
from bot.flow.structure import Flow, Is
from bot.model import (
    Alert,
    Ask,
    CaseKind,
    Close,
    Command,
    Confirm,
    ForgetAbout,
    Input,
    Pending,
    Remind,
    Silence,
    Start,
    Status,
    Wish,
)
from tests.engine.flows import NOW, TO_THE_END, fresh, of_kind, play, said, step, yes

DELETE, MYDATA = Ask(Command.DELETE), Ask(Command.MYDATA)
FORGET = Ask(Command.FORGET_ABOUT)
SURE = Confirm(is_sure=True)


@pytest.mark.parametrize(
    ("asked", "wish"),
    [
        pytest.param(DELETE, Wish.ERASURE, id="delete"),
        pytest.param(MYDATA, Wish.COPY, id="mydata"),
    ],
)
@pytest.mark.parametrize("told", [(yes(True),), TO_THE_END], ids=["midway", "done"])
def test_a_case_is_opened_once_they_are_sure(
    asked: Ask, wish: Wish, told: tuple[Input, ...]
) -> None:
    first, sure = play(*told, asked), play(*told, asked, SURE)

    assert (said(first), of_kind(first, Alert)) == ([f"bot.{asked.command}.sure"], [])
    assert said(sure)[0] == "bot.rights.opened"
    (alert,) = of_kind(sure, Alert)
    assert isinstance(alert, Alert)
    assert (alert.kind, alert.wish, alert.is_confirmed) == (CaseKind.REQUEST, wish, True)
    assert sure.conversation.pending is None


def test_whoever_wants_a_copy_goes_on_and_whoever_wants_erasure_is_asked_nothing_more() -> None:
    copy, erasure = play(yes(True), MYDATA, SURE), play(yes(True), DELETE, SURE)

    assert said(copy) == ["bot.rights.opened", "?visit"]
    assert said(erasure) == ["bot.rights.opened"]
    assert Remind(None) in erasure.effects


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        pytest.param(Confirm(is_sure=False), "bot.rights.kept", id="no"),
        pytest.param(Confirm(is_sure=None), "bot.rights.kept", id="neither"),
        pytest.param(Confirm(is_sure=True, is_late=True), "bot.rights.late", id="too_late"),
    ],
)
def test_anything_but_a_plain_yes_in_time_leaves_all_as_it_is(reply: Confirm, says: str) -> None:
    turn = play(yes(True), DELETE, reply)

    assert said(turn) == [says, "?visit"]
    assert of_kind(turn, Alert) == []
    assert turn.conversation.pending is None


@pytest.mark.parametrize(
    "between", [Ask(Command.HELP), Silence(), Start()], ids=["help", "reminder", "start"]
)
def test_a_yes_after_something_else_was_said_is_none_to_this(between: Input) -> None:
    turn = play(yes(True), DELETE, between)

    assert turn.conversation.pending is None


def test_whoever_left_is_not_asked_back_and_hears_where_it_stands() -> None:
    turn = play(yes(True), Ask(Command.DELETE, has_left=True))

    assert said(turn) == ["bot.rights.opened"]
    (alert,) = of_kind(turn, Alert)
    assert isinstance(alert, Alert)
    assert (alert.wish, alert.is_confirmed) == (Wish.ERASURE, False)


def test_whoever_left_and_asks_again_has_confirmed_it() -> None:
    again = Ask(Command.DELETE, has_left=True, is_again=True)
    (alert,) = of_kind(play(yes(True), again), Alert)

    assert isinstance(alert, Alert)
    assert (alert.wish, alert.is_confirmed) == (Wish.ERASURE, True)


def test_a_closed_consultation_still_takes_it() -> None:
    turn = play(yes(True), Close(), DELETE, SURE)

    assert said(turn) == ["bot.rights.opened"]
    assert turn.conversation.status is Status.EXPIRED


def test_a_step_that_is_no_more_hinders_nobody() -> None:
    lost = play(yes(True)).conversation
    turn = play(DELETE, conversation=replace(lost, step="gone"))

    assert said(turn) == ["bot.rights.opened"]
    assert len(of_kind(turn, Alert)) == 1


# ── Forget about me ───────────────────────────────────────────────────────────────────────────

WITH_ABOUT = compile_flow(
    Flow(
        slug="parks",
        language="en",
        endings=("done", "declined", "closed"),
        steps=(
            step("agree", "consent"),
            step("about-you__age", "choice", choices=("young", "old"), about=True),
            step(
                "about-you__more",
                "choice",
                choices=("a", "b"),
                about=True,
                ask_if=Is(step="about-you__age", values=("old",)),
            ),
            step("more", "free_text"),
        ),
    )
)


def test_equality_answers_are_forgotten_at_once_and_the_block_is_left() -> None:
    talk = fresh()
    for given in (Start(), yes(True), yes("old"), FORGET):
        turn = advance(WITH_ABOUT, talk, given, now=NOW)
        talk = turn.conversation

    assert ForgetAbout() in turn.effects
    assert said(turn) == ["bot.forget_about.done", "?more"]
    assert set(talk.answers) == {"agree"}


@pytest.mark.parametrize("told", [(yes(True),), TO_THE_END], ids=["midway", "done"])
def test_the_other_answers_stay(told: tuple[Input, ...]) -> None:
    before, turn = play(*told), play(*told, FORGET)

    assert ForgetAbout() in turn.effects
    assert said(turn)[0] == "bot.forget_about.done"
    assert turn.conversation.answers == before.conversation.answers
    assert turn.conversation.status == before.conversation.status


def test_the_side_question_keeps_what_was_asked() -> None:
    assert play(DELETE).conversation.pending == Pending("sure", ("delete",))
