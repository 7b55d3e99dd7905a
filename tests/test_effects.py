"""What a turn asks for becomes rows: who, where, when, in which words, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.effects import BROADCAST_LIFE, REMINDER_LIFE, TurnContext, collect, speak_to
from bot.engine import advance
from bot.flow.structure import Reminders
from bot.model import (
    Accepted,
    Alert,
    Answer,
    Ask,
    CaseKind,
    Command,
    Conversation,
    DueKind,
    Effect,
    Forget,
    MessageKind,
    Other,
    Outcome,
    Phrase,
    Record,
    Remind,
    Reply,
    Say,
    Start,
    Turn,
    Value,
    Welcome,
)
from bot.ports import Rows
from tests.exchange.talks import EYES, WHO, Talk
from tests.service.stage import NOON, eye_screening

NIGHT = datetime(2027, 3, 2, 22, tzinfo=UTC)
MORNING = datetime(2027, 3, 3, 9, tzinfo=UTC)


def at(channel: str = "sms", **changed: object) -> tuple[Conversation, TurnContext]:
    """A conversation at its first question, and a turn about to be collected."""
    talk = Talk(channel=channel)
    context = TurnContext(
        person=talk.person,
        address=talk.person.addresses[0],
        scene=talk.running[EYES].scene(LIMITS[channel]),
        now=NOON,
        turn=UUID(int=5),
    )
    return talk.talk(), replace(context, **changed)


def collected(*effects: Effect, channel: str = "sms", **changed: object) -> Rows:
    """The rows of one turn with these effects."""
    conversation, context = at(channel, **changed)
    rows = Rows()
    after = replace(conversation, revision=conversation.revision + 1)
    collect(conversation, Turn(after, effects), context, rows)
    return rows


# ── The conversation ──────────────────────────────────────────────────────────────────────────


def test_a_moved_conversation_is_updated_at_the_revision_it_was_read_at() -> None:
    conversation, context = at()
    rows = Rows()
    for revision in (2, 3):
        after = replace(conversation, revision=revision)
        collect(replace(after, revision=revision - 1), Turn(after), context, rows)

    assert rows.read_revisions == {conversation.id: 1}
    assert rows.conversations[conversation.id].revision == 3


def test_a_new_conversation_is_inserted() -> None:
    conversation, context = at()
    fresh = replace(conversation, revision=0, step=None)
    rows = Rows()
    collect(fresh, advance(context.scene.flow, fresh, Start(), now=NOON), context, rows)

    assert list(rows.conversations) == [fresh.id]
    assert rows.read_revisions == {}


def test_what_did_not_move_is_not_written() -> None:
    conversation, context = at()
    rows = Rows()
    collect(conversation, Turn(conversation), context, rows)

    assert rows == Rows()


def test_a_language_that_changed_is_the_persons_from_now_on() -> None:
    conversation, context = at()
    rows = Rows()
    spoken = replace(conversation, language="bn", revision=2)
    collect(conversation, Turn(spoken), context, rows)

    assert rows.languages == {WHO: (3, "bn")}


# ── What is said ──────────────────────────────────────────────────────────────────────────────

HELLO = Say((Phrase("bot.idle"),))


@pytest.mark.parametrize(
    ("kind", "now", "leaves", "life"),
    [
        pytest.param(MessageKind.REPLY, NIGHT, NIGHT, None, id="a_reply_at_once"),
        pytest.param(MessageKind.REMINDER, NIGHT, MORNING, REMINDER_LIFE, id="a_reminder_by_day"),
        pytest.param(
            MessageKind.BROADCAST, NIGHT, MORNING, BROADCAST_LIFE, id="an_invitation_by_day"
        ),
        pytest.param(MessageKind.REMINDER, NOON, NOON, REMINDER_LIFE, id="by_day_at_once"),
    ],
)
def test_what_nobody_asked_for_waits_for_the_day(
    kind: MessageKind, now: datetime, leaves: datetime, life: timedelta | None
) -> None:
    (row,) = collected(replace(HELLO, kind=kind), now=now).outbox

    assert (row.kind, row.due, row.not_before) == (kind, now, leaves)
    assert row.send_before == (None if life is None else leaves + life)


def test_a_campaign_overrides_kind_and_time() -> None:
    later = NOON + timedelta(hours=2)
    (row,) = collected(HELLO, kind=MessageKind.BROADCAST, not_before=later).outbox

    assert (row.kind, row.not_before) == (MessageKind.BROADCAST, later)


def test_the_parts_of_a_turn_are_numbered_and_a_replay_makes_the_same_ids() -> None:
    first, again = (collected(HELLO, HELLO).outbox for _ in range(2))

    assert [row.part for row in first] == [0, 1]
    assert [row.id for row in first] == [row.id for row in again]
    assert len({row.id for row in first}) == 2


def test_buttons_stay_where_they_can_be_shown() -> None:
    ask = Say(ask="consent__agree", order=("yes", "no"))

    assert collected(ask).outbox[0].buttons == ()
    assert len(collected(ask, channel="telegram").outbox[0].buttons) == 2
    assert len(collected(ask, is_shown=True).outbox[0].buttons) == 2


def test_a_redrawn_message_names_the_one_it_replaces() -> None:
    say = replace(HELLO, replaces=True)

    assert collected(say, channel="telegram", replaces="out-1").outbox[0].edits == "out-1"
    assert collected(HELLO, channel="telegram", replaces="out-1").outbox[0].edits == ""


def test_only_the_word_that_they_left_outlives_stop() -> None:
    rows = collected(Say((Phrase("bot.stopped"),)), HELLO)

    assert [row.outlives_stop for row in rows.outbox] == [True, False]


def test_the_offer_to_share_a_number_asks_for_it() -> None:
    (row,) = collected(Say((Phrase("bot.share_phone"),)), channel="telegram").outbox

    assert row.request_contact


def test_who_names_the_contact_of_the_plan() -> None:
    (row,) = collected(Say((Phrase("bot.who"),))).outbox

    assert "Rehana Begum, engagement officer, 020 7946 0018" in row.body


def test_a_question_leaves_the_hash_of_its_words_behind() -> None:
    rows = collected(Say(ask="consent__agree", order=("yes", "no")))
    (conversation,) = rows.conversations.values()

    assert conversation.wording
    assert collected(HELLO).conversations[conversation.id].wording == ""


def test_a_notice_outside_a_turn_moves_nothing() -> None:
    conversation, context = at()
    rows = Rows()
    speak_to(HELLO, conversation, context, rows)

    assert (len(rows.outbox), rows.conversations) == (1, {})


# ── What is kept ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "value", "is_free"),
    [("last_visit", "never", False), ("more", "Too far", True), ("barriers", Other("x"), False)],
)
def test_an_answer_says_where_when_and_in_which_words(
    step: str, value: Value, is_free: bool
) -> None:
    record = Record(step, Answer(Outcome.ANSWERED, value))
    (row,) = collected(record, message_id="SM1", by="staff", is_late=True).answers

    assert (row.step, row.answer.value, row.is_free_text) == (step, value, is_free)
    assert (row.n, row.channel, row.language, row.at) == (2, "sms", "en", NOON)
    assert (row.message_id, row.by, row.is_late, row.is_about) == ("SM1", "staff", True, False)


def test_an_answer_cites_the_words_in_which_its_question_was_put() -> None:
    conversation, context = at()
    rows = Rows()
    turn = advance(
        context.scene.flow, replace(conversation, wording="w1"), Reply(Accepted(True)), now=NOON
    )
    collect(conversation, turn, context, rows)

    assert rows.answers[0].wording == "w1"
    assert rows.conversations[conversation.id].wording not in {"", "w1"}


@pytest.mark.parametrize("step", ["last_visit", "barriers", "views.walk"])
def test_an_earlier_answer_that_is_amended_or_dropped_cites_no_others_words(step: str) -> None:
    conversation, context = at()
    before = replace(conversation, step="ease", wording="of-ease", order=("1", "2"))
    records = (Record(step, Answer(Outcome.DROPPED)), Record("ease", Answer(Outcome.SKIPPED)))
    rows = Rows()
    collect(before, Turn(replace(before, revision=9), records), context, rows)

    assert [row.wording for row in rows.answers] == ["", "of-ease"]


def test_of_several_things_only_the_one_that_was_asked_cites_the_words() -> None:
    conversation, context = at()
    before = replace(conversation, step="views", wording="of-walk", order=("walk", "phone"))
    given = [
        Record(f"views.{each}", Answer(Outcome.ANSWERED, "agree")) for each in ("walk", "phone")
    ]
    rows = Rows()
    collect(before, Turn(replace(before, revision=9), tuple(given)), context, rows)

    assert [row.wording for row in rows.answers] == ["of-walk", ""]


def test_an_equality_answer_goes_to_its_own_store() -> None:
    record = Record("about-you__sex", Answer(Outcome.ANSWERED, "female"), is_about=True)

    assert collected(record).answers[0].is_about


# ── When it is looked at again ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sent", "reminder", "hand_over"),
    [
        pytest.param(0, 2, None, id="first"),
        pytest.param(1, 4, None, id="second"),
        pytest.param(2, None, 7, id="then_a_person"),
        pytest.param(None, None, None, id="asleep"),
    ],
)
def test_silence_is_answered_as_the_plan_says(
    sent: int | None, reminder: int | None, hand_over: int | None
) -> None:
    rows = collected(Remind(sent))
    due = {row.kind: row.at for row in rows.dues}

    assert due == {
        DueKind.REMINDER: None if reminder is None else NOON + timedelta(days=reminder),
        DueKind.ASK_LINK_WORKER: None if hand_over is None else NOON + timedelta(days=hand_over),
    }


@pytest.mark.parametrize(
    ("sent", "days_to_closing", "reminder"),
    [
        pytest.param(0, 20, 2, id="long_before"),
        pytest.param(1, 6, 3, id="in_place_of_what_would_come_later"),
        pytest.param(2, 20, 17, id="when_the_others_are_spent"),
        pytest.param(0, 3, None, id="not_at_once"),
        pytest.param(0, 2, None, id="nothing_after_it"),
    ],
)
def test_the_one_before_closing_is_the_last(
    sent: int, days_to_closing: int, reminder: int | None
) -> None:
    plan = replace(
        eye_screening().plan,
        closes=NOON + timedelta(days=days_to_closing),
        reminders=Reminders(
            after=(timedelta(days=2), timedelta(days=4)), before_closing=timedelta(days=3)
        ),
    )
    _, context = at()
    rows = collected(Remind(sent), scene=replace(context.scene, plan=plan))
    due = {row.kind: row.at for row in rows.dues}

    assert due[DueKind.REMINDER] == (None if reminder is None else NOON + timedelta(days=reminder))


# ── Who must look, who left, who came back ────────────────────────────────────────────────────


def test_an_alert_opens_a_case_once_for_the_persons_link_worker() -> None:
    conversation, context = at()
    worker = replace(context.person.participant, link_worker="Rahima")
    person = replace(context.person, participant=worker)
    first, again = (
        collected(Alert(CaseKind.HANDOVER, "ease"), person=person).cases[0] for _ in range(2)
    )

    assert (first.kind, first.step, first.owner) == (CaseKind.HANDOVER, "ease", "Rahima")
    assert (first.id, first.conversation) == (again.id, conversation.id)


@pytest.mark.parametrize(
    ("effects", "left"),
    [((Forget(),), True), ((Forget(), Welcome()), False), ((Welcome(), Forget()), True)],
    ids=["left", "left_and_came_back", "came_back_and_left"],
)
def test_of_leaving_and_coming_back_the_later_wins(
    effects: tuple[Effect, ...], left: bool
) -> None:
    rows = collected(*effects)

    assert (list(rows.forget), list(rows.welcome)) == (([WHO], []) if left else ([], [WHO]))


def test_a_command_that_only_tells_writes_no_answer_and_no_wait() -> None:
    conversation, context = at()
    rows = Rows()
    turn = advance(context.scene.flow, conversation, Ask(Command.PRIVACY), now=NOON)
    collect(conversation, turn, context, rows)

    assert (len(rows.outbox), rows.answers, rows.dues) == (1, [], [])
