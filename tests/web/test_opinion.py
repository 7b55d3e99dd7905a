"""Opinion groups on the page: what they are, what each agrees on, where they differ, what all
share; and nothing where there are none."""

from __future__ import annotations

import re

import pytest
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from bot.model import Ledger, Lifecycle
from bot.ports import Launched, Snapshot, SnapshotKind
from bot.results.summary import Figures, Opinions, Ungrouped
from bot.shelf import place
from bot.shelf.publication import publication
from bot.web.pages import Pages
from bot.web.public.speech import speech
from bot.web.public.view import Shop, view
from tests.service.stage import SLUG
from tests.web.consulted import MAY
from tests.web.test_public import words
from tests.web.voted import TAGS, document, figures, worded

NUMBER = re.compile(r"\d+")


def drawn(found: Figures, tag: str = "en") -> str:
    """The page."""
    running = place(Launched(SLUG, Lifecycle.REPORTED, document(), MAY), worded())
    shown = publication(
        running, MAY, Ledger(), Snapshot(SLUG, SnapshotKind.CLOSING, MAY, found, "d")
    )
    page = view(shown, speech(running, tag), Shop())
    return Pages().text("consultation.html", {"page": page})


def section(html: str) -> str:
    """What it says of groups, in words."""
    (_, after) = html.split('<section aria-labelledby="groups">')
    return words("<body>" + after.split('<section aria-labelledby="about">')[0])


def test_it_says_what_a_group_is_what_all_share_and_where_they_differ() -> None:
    said = section(drawn(figures()))

    assert said.startswith(
        "People who voted alike A computer put everybody who voted on at least 7 statements into "
        "groups, by how they voted and by nothing else. It knows nothing of who they are. Which "
        "group somebody is in is not kept, and nobody is told. Put together in another way, there "
        "could be other groups. No group speaks for those who did not vote. What all groups share"
    )
    assert "than three small ones close by. Agree 82% Where the groups differ most" in said
    assert "The centre should open two evenings a week. Group A 79% 11% Group B * 92%" in said
    assert "* From 1 to 7 people" in said
    assert "Group B People in this group: 65 At least 60% of this group voted the same way" in said
    assert "A text is enough to remind me; please do not phone. Disagree 92%" in said


@pytest.mark.parametrize("tag", TAGS[1:])
def test_in_other_languages_nothing_of_it_is_english(tag: str) -> None:
    said = section(drawn(figures(), tag))

    assert set(re.findall(r"[A-Za-z]+", said)) == {"A", "B", "C"}


def test_groups_that_run_into_each_other_are_said_to() -> None:
    found = figures()
    assert found.opinions
    close = replace(found, opinions=replace(found.opinions, apart=0.4))

    assert "The groups run into each other" not in section(drawn(found))
    assert "The groups run into each other: many people stand" in section(drawn(close))


def test_where_nothing_is_shared_and_a_group_is_of_many_minds_it_is_said() -> None:
    found = figures()
    assert found.opinions
    first, second, _ = found.opinions.groups
    one = replace(first, questions=first.questions[:1])
    mixed = Opinions((one, replace(second, questions=())), apart=0.9)
    said = section(drawn(replace(found, opinions=mixed)))

    assert "There is no statement on which 60% of every group voted the same way." in said
    assert "Where the groups differ most" not in said
    assert "On no statement but those that all groups share did 60% of this group" in said


@pytest.mark.parametrize(
    "opinions",
    [
        pytest.param(UNSET, id="not_looked_for"),
        pytest.param(Opinions(why=Ungrouped.FEW), id="too_few_people"),
        pytest.param(Opinions(why=Ungrouped.NONE), id="none_to_show"),
    ],
)
def test_without_groups_nothing_is_said_of_them(opinions: Opinions | UnsetType) -> None:
    html = drawn(replace(figures(), opinions=opinions))

    assert 'id="groups' not in html
    assert "voted alike" not in html
