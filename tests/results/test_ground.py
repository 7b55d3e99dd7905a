"""Where people agree, whoever they are: from published figures alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import Ballot, Lifecycle, Outcome, Statement, Tally
from bot.ports import Launched
from bot.questions.statements import Statements, vote_of
from bot.results.counting import Told, counted
from bot.results.ground import Ground, Leaning, shared_ground
from bot.results.opendata import table
from bot.results.shape import as_data, as_text
from bot.results.summary import Cell, Counts, Figures
from bot.shelf import place
from tests.service.stage import NOON, catalogue

VIEWS = Step(
    id="views",
    prefix="parks.views",
    slug="parks",
    question=Statements(statements=("open", "safe")),
    parts=("text",),
)
DOCUMENT = Document(
    flow=Flow(slug="parks", language="en", steps=(VIEWS,), endings=("done",)),
    plan=Plan(languages=("en", "bn")),
    texts={
        "parks.title": "Parks",
        "parks.views.text": "Do you agree?",
        "parks.views.statements.open.text": "It should open earlier.",
        "parks.views.statements.safe.text": "It feels safe.",
    },
    version="v",
)
SAID = Mapping[str, Mapping[str, tuple[int, int, int]]]
"""By statement and language: how many agreed, disagreed and passed."""


def figures(said: SAID) -> Figures:
    sizes: dict[str, int] = {}
    tallies: list[Tally] = []
    for statement, by in said.items():
        whole = [sum(each) for each in zip(*by.values(), strict=True)]
        for facet, value, counts in [
            ("", "", whole),
            *(("language", tag, list(each)) for tag, each in by.items()),
        ]:
            if facet:
                sizes[value] = max(sizes.get(value, 0), sum(counts))
            for option, n in zip(("agree", "disagree", "pass"), counts, strict=True):
                vote = vote_of("views", statement)
                tallies.append(Tally(vote, Outcome.ANSWERED, f'"{option}"', n, facet, value))
    everybody = sum(sizes.values())
    tallies.append(Tally("", Outcome.ANSWERED, "", everybody))
    tallies += [
        Tally("", Outcome.ANSWERED, "", n, "language", value) for value, n in sizes.items()
    ]
    return counted(Told(tallies, {"completed": everybody}), DOCUMENT).figures


BOTH: SAID = {
    "open": {"en": (80, 20, 0), "bn": (45, 15, 0)},
    "safe": {"en": (80, 20, 0), "bn": (10, 50, 0)},
}


def test_each_statement_is_a_question_with_a_base_of_its_own() -> None:
    fewer = {"en": (40, 10, 10), "bn": (10, 50, 0)}
    (first, second) = figures({**BOTH, "safe": fewer}).questions

    assert isinstance(first, Counts)
    assert (first.step, first.base) == ("views.open", 160)
    assert first.cells == (Cell("agree", 125, 78), Cell("disagree", 35, 22), Cell("pass", 0, 0))
    assert isinstance(second, Counts)
    assert second.base == 120


def test_ground_is_shared_where_every_group_leans_the_same_way() -> None:
    shared, split = shared_ground(figures(BOTH))

    assert (shared.vote, shared.shared, shared.least) == ("views.open", "agree", 75)
    assert shared.groups == (
        Leaning("language", "en", 80, 20),
        Leaning("language", "bn", 75, 25),
    )
    assert (split.vote, split.shared) == ("views.safe", "")


def test_a_statement_that_all_reject_is_shared_too() -> None:
    (ground,) = shared_ground(figures({"open": {"en": (10, 90, 0), "bn": (10, 50, 0)}}))

    assert ground.shared == "disagree"


def test_what_the_whole_does_not_share_by_its_own_figure_is_not_called_shared() -> None:
    two = (Leaning("language", "en", 60, 40), Leaning("language", "bn", 61, 39))

    assert Ground("views.open", 59, 41, two).shared == ""
    assert Ground("views.open", 60, 40, two).shared == "agree"


def test_one_group_alone_shares_nothing() -> None:
    (ground,) = shared_ground(figures({"open": {"en": (80, 20, 0), "bn": (4, 0, 0)}}))

    assert ground.shared == ""


@pytest.mark.parametrize("few", [1, 3, 7])
def test_what_is_hidden_is_in_no_share(few: int) -> None:
    found = shared_ground(figures({"open": {"en": (80, few, 0), "bn": (60, 0, 0)}}))

    assert all(each.disagree == 0 for ground in found for each in ground.groups)
    assert str(few) not in {str(ground.disagree) for ground in found}


def test_it_is_told_with_its_threshold() -> None:
    found = figures(BOTH)

    text = as_text(found, DOCUMENT)
    assert "Shared ground: at least 60% of every language and area that can be shown" in text
    assert "all agree  agree 78%, disagree 22%  It should open earlier." in text
    told = as_data(found, DOCUMENT)["shared_ground"]
    assert isinstance(told, list)
    assert [each["shared"] for each in told] == ["agree", ""]


def test_what_residents_added_is_counted_as_well() -> None:
    residents = {"en": (50, 0, 0), "bn": (30, 0, 0)}
    (_, _, added) = figures({**BOTH, "r-1a2b3c4d": residents}).questions

    assert added.step == "views.r-1a2b3c4d"


def test_a_residents_own_statement_is_titled_by_its_words_wherever_figures_are_read() -> None:
    added = Statement("parks", "views", "r-12345678", {"en": "More benches, please."})
    launched = Launched("parks", Lifecycle.CLOSED, DOCUMENT, NOON)
    told = place(launched, catalogue(), Ballot((added,))).told
    found = figures({"r-12345678": {"en": (40, 20, 10), "bn": (30, 20, 10)}})

    places = [as_text(found, told), str(as_data(found, told)), str(table(found, told))]

    assert all("More benches, please." in each for each in places)
    assert "r-12345678" not in places[0]
