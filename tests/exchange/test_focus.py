"""One conversation listens; another takes its place only after an hour's silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.exchange import give_focus, may_interrupt
from bot.exchange.focus import focused
from bot.model import Status
from bot.ports import Rows
from tests.exchange.talks import EYES, PARKS, Talk, conversation_id, parks
from tests.service.stage import NOON, eye_screening


def both() -> Talk:
    """In two consultations; parks is the newer, and has the focus."""
    return Talk((parks(), eye_screening()))


def test_words_go_to_the_focus() -> None:
    talk = both()
    talk.hear("yes")

    assert talk.talk(PARKS).step == "visits"
    assert talk.talk(EYES).answers == {}


def test_a_focus_that_is_over_gives_way_to_one_that_listens() -> None:
    talk = both()
    talk.edit(PARKS, status=Status.COMPLETED)

    found = focused(talk.person)

    assert found is not None
    assert found.consultation == EYES


def test_where_none_listens_the_focus_answers() -> None:
    talk = both()
    talk.edit(PARKS, status=Status.COMPLETED)
    talk.edit(EYES, status=Status.DECLINED)

    found = focused(talk.person)

    assert found is not None
    assert found.consultation == PARKS


def test_who_is_in_nothing_has_no_focus() -> None:
    assert focused(replace(both().person, conversations=())) is None


@pytest.mark.parametrize(
    ("heard_ago", "status", "may"),
    [
        pytest.param(timedelta(minutes=59), Status.ACTIVE, False, id="in_the_middle_of_it"),
        pytest.param(timedelta(minutes=60), Status.ACTIVE, True, id="silent_for_an_hour"),
        pytest.param(timedelta(minutes=1), Status.COMPLETED, True, id="done_a_minute_ago"),
        pytest.param(timedelta(minutes=1), Status.PARKED, False, id="handed_over_just_now"),
        pytest.param(None, Status.INVITED, True, id="never_heard_of"),
    ],
)
def test_another_may_interrupt_only_after_an_hours_silence(
    heard_ago: timedelta | None, status: Status, may: bool
) -> None:
    talk = both()
    talk.edit(PARKS, status=status, heard_at=None if heard_ago is None else NOON - heard_ago)

    assert may_interrupt(talk.person, conversation_id(EYES), NOON) is may


def test_a_conversation_does_not_interrupt_itself() -> None:
    talk = both()
    talk.edit(EYES, heard_at=NOON)

    assert may_interrupt(talk.person, conversation_id(EYES), NOON)


def test_whoever_has_the_focus_the_others_wait() -> None:
    talk, rows = both(), Rows()

    after = give_focus(talk.person, talk.talk(EYES), rows)

    assert rows.focus == {talk.person.participant.id: (3, conversation_id(EYES))}
    assert rows.read_revisions == {conversation_id(PARKS): 1}
    waiting = rows.conversations[conversation_id(PARKS)]
    assert (waiting.status, waiting.revision) == (Status.WAITING, 2)
    assert after.focus == conversation_id(EYES)
    assert waiting in after.conversations


def test_what_is_over_does_not_wait() -> None:
    talk, rows = both(), Rows()
    talk.edit(PARKS, status=Status.COMPLETED)

    give_focus(talk.person, talk.talk(EYES), rows)

    assert rows.conversations == {}


def test_tapping_a_waiting_conversation_wakes_it_and_the_other_waits() -> None:
    talk = Talk((parks(), eye_screening()), channel="telegram")
    talk.tap("yes", slug=EYES)

    assert talk.person.focus == conversation_id(EYES)
    assert talk.talk(EYES).status is Status.ACTIVE
    assert talk.talk(PARKS).status is Status.WAITING
    assert talk.rows.conversations[conversation_id(PARKS)].status is Status.WAITING


def test_tapping_what_is_over_takes_the_focus_from_nobody() -> None:
    talk = Talk((parks(), eye_screening()), channel="telegram")
    talk.edit(EYES, status=Status.COMPLETED, step="done")
    talk.tap("yes", step="consent__agree", slug=EYES)

    assert talk.person.focus == conversation_id(PARKS)
    assert talk.talk(PARKS).status is Status.INVITED
