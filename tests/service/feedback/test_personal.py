"""*What we heard* names what somebody chose, and what was said where they live, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.flow.structure import Document
from bot.model import Answer, Conversation, Outcome, Participant, Value
from bot.ports import Person
from bot.render import render
from bot.results.summary import Cell, Counting, Counts, Facet, Figures, Group
from bot.service.feedback.heard import telling
from bot.service.feedback.people import ACTIVE_WITHIN, hearer_of
from tests.service.stage import NOON, SLUG, eye_screening, phone, running
from tests.store.makers import an_id

CELLS = (Cell("this_year", 40, 20), Cell("longer", 160, 80), Cell("never", None))
LAST_VISIT = Counts("last_visit", Counting.PEOPLE, 200, CELLS)
AT_HOME = Counts(
    "last_visit", Counting.PEOPLE, 20, (Cell("this_year", 10, 50), Cell("longer", None))
)
FIGURES = Figures(
    SLUG, "v", 200, 600, (), (LAST_VISIT,),
    (Facet("area", (Group("Canal Ward", 20, (AT_HOME,)), Group("Hill Ward", None))),),
)  # fmt: skip


def told(
    value: Value = "this_year",
    area: str = "Canal Ward",
    silent: timedelta = timedelta(days=40),
    document: Document | None = None,
    *,
    is_shared: bool = False,
) -> str:
    """What one person reads by SMS."""
    place = running(document)
    answers = {"last_visit": Answer(Outcome.ANSWERED, value)}
    who = Participant(an_id("person"), 1, "en", area=area)
    talk = Conversation(
        an_id("talk"), 1, who.id, SLUG, place.launched.document.version, "en", answers=answers
    )
    person = Person(who, (phone(1),), (talk,), None)
    used = {talk.id: ("sms", NOON - silent)}
    hearer = hearer_of(person, place, used, {phone(1)} if is_shared else set(), NOON)
    assert hearer is not None
    scene = place.scene(LIMITS["sms"])
    told = telling(FIGURES)
    said = told.say(told.who(hearer, scene), scene)
    assert said is not None
    tag, say = said
    return "\n".join(part.body for part in render(say, replace(talk, language=tag), scene))


def test_what_they_chose_is_named_with_how_many_chose_it_and_then_their_area() -> None:
    text = told()

    assert "You said In the last 12 months, like 20% (of 200)." in text
    assert "In Canal Ward: In the last 12 months 50% (of 20)." in text
    assert text.index("You said") < text.index("Did we hear you right?")


def test_of_an_area_where_few_took_part_the_whole_is_told() -> None:
    text = told(area="Hill Ward")

    assert "like 20% (of 200)" in text
    assert "Hill Ward" not in text


@pytest.mark.parametrize(
    ("value", "area", "says"),
    [
        pytest.param("never", "Canal Ward", "You said Never.", id="what_few_chose_has_no_figure"),
        pytest.param("longer", "Canal Ward", "like 80% (of 200)", id="nor_has_it_in_the_area"),
        pytest.param("longer", "", "like 80% (of 200)", id="an_area_that_is_not_known"),
    ],
)
def test_no_number_is_told_that_is_hidden(value: str, area: str, says: str) -> None:
    text = told(value, area)

    assert says in text
    assert "Canal" not in text


def test_after_ninety_days_of_silence_nothing_of_theirs_is_told() -> None:
    text = told(silent=ACTIVE_WITHIN + timedelta(minutes=1))

    assert "You said" not in text
    assert "Canal" not in text
    assert "Longer ago 80% (of 200)" in text
    assert "Did we hear you right?" in text


def test_on_a_phone_that_others_use_too_nothing_of_theirs_is_told() -> None:
    text = told(is_shared=True)

    assert text == told(silent=ACTIVE_WITHIN + timedelta(days=1))
    assert "Canal" not in text


def test_a_sensitive_question_is_never_said_back() -> None:
    flow = eye_screening().flow
    steps = tuple(replace(s, sensitive=True) if s.id == "last_visit" else s for s in flow.steps)
    text = told(document=replace(eye_screening(), flow=replace(flow, steps=steps)))

    assert "last 12 months" not in text
    assert "Canal" not in text
