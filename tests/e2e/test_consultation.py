"""The main job: forty people, two channels, two languages, ten days; real processes throughout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.crowd import is_reminder
from tests.e2e.people import FUNNEL, RESULTS, Resident
from tests.e2e.play import HEARD_WORDS, OPENS, Story
from tests.e2e.town import Town


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole of it, played once."""
    folder = tmp_path_factory.mktemp("town")
    with Town(folder, OPENS) as town:
        played = Story(town, seed=1)
        played.play()
        yield played


def _hears(story: Story, kinds: set[int]) -> list[tuple[Resident, list[str]]]:
    return [(person, story.inbox(person)) for person in story.people if person.kind in kinds]


def test_every_message_was_acknowledged(story: Story) -> None:
    assert set(story.sids.values()) == {200}


def test_the_results_are_those_worked_out_by_hand(story: Story) -> None:
    (minutes,) = [each for each in story.results["questions"] if each["step"] == "minutes"]

    assert story.counted() == RESULTS
    assert minutes["mean"] == 30
    assert (story.results["people"], story.results["invited"]) == (30, 40)


def test_the_funnel_sums_to_those_invited(story: Story) -> None:
    assert story.funnel() == FUNNEL
    assert sum(FUNNEL.values()) == 40


def test_everyone_who_took_part_reads_what_was_heard_in_their_language(story: Story) -> None:
    for person, inbox in _hears(story, {0, 1, 2, 3, 4, 5, 6, 7}):
        heard = [body for body in inbox if HEARD_WORDS[person.language][0] in body]
        assert len(heard) == 1, person
        assert all(words in heard[0] for words in HEARD_WORDS[person.language]), person


def test_who_left_or_declined_hears_nothing_more(story: Story) -> None:
    for person, inbox in _hears(story, {8, 9}):
        assert not any(HEARD_WORDS[person.language][0] in body for body in inbox), person


def test_repeats_and_replays_were_answered_once(story: Story) -> None:
    for person, inbox in _hears(story, {2, 4}):
        assert len(inbox) == len(set(inbox)), person


def test_the_silent_were_reminded_in_their_language_and_by_day(story: Story) -> None:
    for person, inbox in _hears(story, {7}):
        reminders = [body for body in inbox if is_reminder(body, person.language)]
        assert len(reminders) == 2, person


def test_nobody_is_in_the_logs(story: Story) -> None:
    log = story.audit_log

    assert not [p for p in story.people if p.phone[3:] in log or str(p.chat) in log]
    assert "sky" not in log
    assert "আকাশ" not in log


def test_nobody_is_in_the_database_file(story: Story) -> None:
    folder: Path = story.town.folder
    kept = b"".join(path.read_bytes() for path in folder.glob("kotha.db*"))

    for person in story.people:
        assert person.phone[1:].encode() not in kept
        assert f"person {person.number}".encode() not in kept
