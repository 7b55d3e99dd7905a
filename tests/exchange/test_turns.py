"""Turns: one conversation moves, another comes back; STOP ends them all, and only START undoes."""

from __future__ import annotations

import pytest

from bot.model import CaseKind, Command, DueKind, OptOut, Status
from tests.exchange.talks import EYES, PARKS, WHO, Talk, bodies, conversation_id, firsts, parks
from tests.service.stage import NOON, eye_screening

PARKS_DONE = ("yes", "weekly", "skip")
STOPPED = "You will get no more texts from Example NHS Trust. Send START to come back."


def both(channel: str = "sms") -> Talk:
    """In two consultations; parks is the newer, and has the focus."""
    return Talk((parks(), eye_screening()), channel=channel)


# ── Resuming ──────────────────────────────────────────────────────────────────────────────────


def test_finishing_one_brings_the_next_back_and_says_which_it_is() -> None:
    talk = both()
    talk.edit(EYES, heard_at=NOON)

    said = talk.hear(*PARKS_DONE)

    assert firsts(said)[1] == "Now back to: Getting to diabetic eye screening."
    assert "May we ask?" in said[1].body
    assert talk.talk(EYES).status is Status.ACTIVE
    assert talk.rows.focus[WHO] == (3, conversation_id(EYES))
    assert talk.hear("yes")[0].body.startswith("When was your last eye screening?")


def test_one_that_was_never_heard_of_begins_with_its_invitation() -> None:
    talk = both()
    said = talk.hear(*PARKS_DONE)

    assert "how easy is it to get to your eye check?" in firsts(said)[1]
    assert "STOP" in firsts(said)[1]
    assert (talk.talk(EYES).status, talk.talk(EYES).heard_at) == (Status.INVITED, None)


def test_what_comes_back_is_reminded_of_again() -> None:
    talk = both()
    talk.edit(EYES, reminded=2)
    talk.hear(*PARKS_DONE)

    due = {row.kind: row.at for row in talk.rows.dues if row.conversation == conversation_id(EYES)}

    assert talk.talk(EYES).reminded == 0
    assert due[DueKind.REMINDER] == talk.now.replace(day=talk.now.day + 2)


def test_what_closed_meanwhile_does_not_come_back() -> None:
    talk = both()
    talk.close(EYES)

    assert len(talk.hear(*PARKS_DONE)) == 1


def test_nothing_comes_back_into_a_conversation_that_goes_on() -> None:
    talk = both("telegram")
    talk.edit(EYES, status=Status.ACTIVE)
    talk.tap("no", slug=EYES)

    assert talk.talk(EYES).status is Status.DECLINED
    assert talk.person.focus == conversation_id(PARKS)
    assert len(talk.rows.outbox) == 2  # the answer, and the button that is gone


# ── STOP ──────────────────────────────────────────────────────────────────────────────────────


def test_stop_ends_every_conversation_and_is_confirmed_once() -> None:
    talk = both()
    said = talk.hear("STOP")

    assert len(said) == 1
    assert said[0].outlives_stop
    assert {each.status for each in talk.person.conversations} == {Status.STOPPED}
    assert talk.rows.forget == {WHO: (3, talk.person.addresses)}
    assert all(row.at is None for row in talk.rows.dues)


def test_stopping_again_says_nothing() -> None:
    talk = both()

    assert talk.hear("STOP", "STOP") == []
    assert talk.rows.forget


def test_what_the_provider_has_confirmed_we_do_not() -> None:
    talk = both()

    assert talk.hear(OptOut(Command.STOP, "STOP")) == []
    assert talk.rows.forget
    assert talk.talk(EYES).status is Status.STOPPED


@pytest.mark.parametrize("word", ["STOP", "বন্ধ", "Stop.", "stop stop"])
def test_stop_is_stop_in_every_language(word: str) -> None:
    talk = Talk()

    assert bodies(talk.hear(word)) == [STOPPED]


def test_what_was_finished_stays_finished() -> None:
    talk = Talk((parks(),))
    talk.hear(*PARKS_DONE, "STOP")

    assert talk.talk(PARKS).status is Status.COMPLETED
    assert talk.rows.forget


def test_who_left_is_told_nothing_and_nothing_is_kept() -> None:
    talk = Talk()
    talk.hear("yes", "STOP")

    assert talk.hear("never") == []
    assert talk.rows.answers == []


@pytest.mark.parametrize(
    "broken",
    [{"step": "gone"}, {"version": "gone"}, {"consultation": "gone"}],
    ids=["step", "version", "consultation"],
)
def test_stop_wins_where_nothing_else_can_be_read(broken: dict[str, str]) -> None:
    talk = Talk()
    talk.edit(EYES, **broken)
    talk.hear("STOP")

    assert talk.rows.forget == {WHO: (3, talk.person.addresses)}


def test_anything_else_there_is_left_to_a_person() -> None:
    talk = Talk()
    talk.edit(EYES, step="gone")
    said = talk.hear("yes")

    assert talk.talk().status is Status.PARKED
    assert [case.kind for case in talk.rows.cases] == [CaseKind.PARKED]
    assert "will contact you" in said[0].body


# ── START ─────────────────────────────────────────────────────────────────────────────────────


def test_start_comes_back_to_the_question_that_was_left() -> None:
    talk = Talk()
    said = talk.hear("yes", "STOP", "START")

    assert firsts(said) == ["Welcome back."]
    assert "When was your last eye screening?" in said[0].body
    assert talk.rows.welcome == {WHO: (3, talk.person.addresses)}
    assert talk.hear("never")[0].body.startswith("What made it hard to go?")


def test_start_comes_back_to_every_consultation_one_after_the_other() -> None:
    talk = both()
    talk.edit(EYES, heard_at=NOON)
    talk.hear("STOP", "START")

    assert talk.talk(PARKS).status is Status.ACTIVE
    assert talk.talk(EYES).status is Status.WAITING
    said = talk.hear(*PARKS_DONE)
    assert firsts(said)[1] == "Now back to: Getting to diabetic eye screening."


def test_start_leaves_what_closed_meanwhile_and_brings_the_other_back() -> None:
    talk = both()
    talk.hear("STOP")
    talk.close(PARKS)
    said = talk.hear("START")

    assert talk.talk(EYES).status is Status.ACTIVE
    assert "May we ask?" in said[-1].body


def test_what_was_finished_before_stop_stays_finished() -> None:
    talk = both()
    talk.hear(*PARKS_DONE, "STOP", "START")

    assert talk.talk(PARKS).status is Status.COMPLETED
    assert talk.talk(EYES).status is Status.ACTIVE


def test_who_left_and_asks_for_a_person_stays_out() -> None:
    talk = both()
    talk.hear("STOP", "CALL")

    assert {talk.talk(EYES).status, talk.talk(PARKS).status} == {Status.STOPPED}


def test_stop_and_start_in_one_batch_leave_the_person_in() -> None:
    talk = Talk()
    talk.hear_at_once("yes", "STOP", "START", "never")

    assert (talk.rows.forget, list(talk.rows.welcome)) == ({}, [WHO])
    assert [row.step for row in talk.rows.answers] == ["consent__agree", "last_visit"]


def test_start_and_stop_in_one_batch_leave_the_person_out() -> None:
    talk = Talk()
    talk.hear("STOP")
    talk.hear_at_once("START", "STOP")

    assert (list(talk.rows.forget), talk.rows.welcome) == ([WHO], {})


def test_several_messages_in_one_batch_are_taken_in_order() -> None:
    talk = Talk()
    said = talk.hear_at_once("yes", "never", "too far")

    assert [row.body.partition("?")[0] for row in said] == [
        "When was your last eye screening",
        "What made it hard to go",
        "About how many minutes is the journey",
    ]
    assert talk.rows.read_revisions == {conversation_id(EYES): 1}
    assert talk.rows.conversations[conversation_id(EYES)].revision == 4
