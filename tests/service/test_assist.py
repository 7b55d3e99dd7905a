"""An officer enters the answers of somebody on the telephone, by command."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.model import Outcome, Status
from bot.service import assist
from bot.shelf.office import Office
from tests.service.messages import talk_at
from tests.service.stage import SLUG, Stage, entry, phone

WHO = phone(1).value
ANSWERS = ("yes", "1", "5", "2 1 3", "E1", "skip")
"""Up to the questions about themselves."""


@pytest.fixture
async def office(house: Stage) -> Office:
    """Amina is invited, and has not begun."""
    await house.launch([entry(1), entry(2)])
    await house.shelf.refresh()
    await house.sent()
    return house.office("rehana")


async def entered(office: Office, *said: str, leaves_out: bool = False) -> assist.Shown:
    """Begin, and enter this; what is shown last."""
    begun = await assist.begin(office, WHO, SLUG, "on the phone", leaves_out=leaves_out)
    sitting, shown = begun
    for each in said:
        shown = await assist.hear(office, sitting, each)
    return shown


async def test_the_question_where_they_stand_is_shown(office: Office) -> None:
    shown = await entered(office, "yes")

    assert shown.bodies[0].startswith("When was your last eye screening?")
    assert not shown.is_over


async def test_answers_are_kept_one_by_one_with_who_entered_them(
    house: Stage, office: Office, tmp_path: Path
) -> None:
    await entered(office, "yes", "1")
    with closing(sqlite3.connect(tmp_path / "kotha.db")) as rows:
        signed = rows.execute("SELECT step, by FROM answer ORDER BY at, step").fetchall()

    assert (await talk_at(house, phone(1))).answers["last_visit"].value is not None
    assert signed == [("consent__agree", "rehana"), ("last_visit", "rehana")]


async def test_nothing_is_sent_to_anybody(house: Stage, office: Office) -> None:
    await entered(office, *ANSWERS)

    assert await house.sent() == []


async def test_what_they_prefer_to_leave_out_is_not_asked(house: Stage, office: Office) -> None:
    shown = await entered(office, *ANSWERS, leaves_out=True)
    kept = await talk_at(house, phone(1))

    assert shown.is_over
    assert kept.status is Status.COMPLETED
    assert {a.outcome for key, a in kept.answers.items() if key.startswith("about")} <= {
        Outcome.SKIPPED
    }


async def test_it_goes_on_where_it_was_interrupted(office: Office) -> None:
    await entered(office, "yes", "1")

    assert (await entered(office)).bodies[-1].startswith("How easy was it to get there?")


@pytest.mark.parametrize(
    ("who", "slug", "consent", "says"),
    [
        pytest.param("+447700900099", SLUG, "on the phone", "Nobody", id="a stranger"),
        pytest.param("00000000", SLUG, "on the phone", "Nobody", id="no such id"),
        pytest.param(WHO, "parks", "on the phone", "No consultation", id="no such consultation"),
        pytest.param(WHO, SLUG, "  ", "--consent", id="no consent"),
    ],
)
async def test_what_cannot_be_is_refused(
    office: Office, who: str, slug: str, consent: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        await assist.begin(office, who, slug, consent, leaves_out=False)


async def test_who_has_stopped_is_left_alone(house: Stage, office: Office) -> None:
    begun, _ = await assist.begin(office, WHO, SLUG, "on the phone", leaves_out=False)
    await house.hear(phone(1), "STOP")

    with pytest.raises(Refused, match="left"):
        await assist.hear(office, begun, "yes")
    with pytest.raises(Refused, match="finished or left"):
        await assist.begin(office, WHO, SLUG, "on the phone", leaves_out=False)
