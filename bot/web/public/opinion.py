"""Who votes alike on statements: what each group agrees on, where they differ, what all share.

Rule: made of the published groups alone; that a machine found them, and from what, is always said.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.questions.stance import AGREE, DISAGREE
from bot.results.ground import SHARED
from bot.results.opinion import LEAST_VOTES
from bot.results.standpoints import (
    DIFFERENT,
    Parting,
    Shared,
    View,
    agreed,
    is_clear,
    parting,
    shared,
)
from bot.results.summary import Figures, Group, Opinions
from bot.web.public.charts import STAR
from bot.web.public.speech import Speech


class Share(Struct, frozen=True):
    """So many of a group."""

    text: str
    width: int = 0
    """Of the bar, in percent."""
    is_hidden: bool = False


class Agreed(Struct, frozen=True):
    """A statement that a group takes the same way."""

    statement: str
    vote: str
    share: Share


class Alike(Struct, frozen=True):
    """One group."""

    id: str
    title: str
    people: str
    says: str
    """What is said over the table, or in place of one."""
    lines: tuple[Agreed, ...] = ()


class Taken(Struct, frozen=True):
    """What one group makes of a statement."""

    group: str
    agree: Share
    disagree: Share


class Apart(Struct, frozen=True):
    """A statement that parts the groups."""

    statement: str
    groups: tuple[Taken, ...]


class Common(Struct, frozen=True):
    """A statement that all groups take the same way."""

    statement: str
    vote: str
    least: Share


class OpinionView(Struct, frozen=True):
    """All that is said of groups; without any, nothing is."""

    about: tuple[str, ...] = ()
    """What a group is, and what it is not."""
    groups: tuple[Alike, ...] = ()
    apart: tuple[Apart, ...] = ()
    apart_note: str = ""
    common: tuple[Common, ...] = ()
    common_note: str = ""
    agree: str = ""
    """What agreeing is called, and disagreeing."""
    disagree: str = ""
    star: str = ""
    """What a star stands for; empty where there is none."""


def opinion(figures: Figures, speech: Speech) -> OpinionView:
    """The groups, empty where there are none to show."""
    if not figures.opinions or not figures.opinions.groups:
        return OpinionView()
    return _Drawing(figures.opinions, speech).view()


class _Drawing:
    """The groups of one consultation in one language."""

    def __init__(self, found: Opinions, speech: Speech) -> None:
        self._found, self._speech = found, speech
        self._sides = {side: speech.says(f"bot.{side}") for side in (AGREE, DISAGREE)}

    def view(self) -> OpinionView:
        """All of it."""
        says, found = self._speech.says, self._found
        told, common = agreed(found), shared(found)
        apart = tuple(map(self._apart, parting(found)))
        is_starred = any(
            s.is_hidden for e in apart for t in e.groups for s in (t.agree, t.disagree)
        )
        return OpinionView(
            about=tuple(self._about()),
            groups=tuple(self._alike(each, told[each.value]) for each in found.groups),
            apart=apart,
            apart_note=says("groups_differ_note", {"n": str(DIFFERENT)}),
            common=tuple(map(self._common, common)),
            common_note=says(
                "groups_shared_note" if common else "groups_shared_none", {"n": str(SHARED)}
            ),
            agree=self._sides[AGREE],
            disagree=self._sides[DISAGREE],
            star=says("star", {"n": str(found.limits.star)}) if is_starred else "",
        )

    def _about(self) -> Iterator[str]:
        yield self._speech.says("groups_how", {"n": str(LEAST_VOTES)})
        if not is_clear(self._found):
            yield self._speech.says("groups_overlap")
        yield self._speech.says("groups_nobody")
        yield self._speech.says("groups_caveat")

    def _alike(self, group: Group, views: tuple[View, ...]) -> Alike:
        key = "group_agrees" if views else "group_mixed"
        return Alike(
            id=f"group-{group.value}",
            title=self._named(group.value),
            people=self._speech.says("group_people", {"n": str(group.people)}),
            says=self._speech.says(key, {"n": str(SHARED)}),
            lines=tuple(
                Agreed(self._statement(each.vote), self._sides[each.side], self._share(each.share))
                for each in views
            ),
        )

    def _apart(self, given: Parting) -> Apart:
        taken = tuple(
            Taken(self._named(name), self._share(view.agree), self._share(view.disagree))
            for name, view in given.views.items()
        )
        return Apart(self._statement(given.vote), taken)

    def _common(self, given: Shared) -> Common:
        return Common(
            self._statement(given.vote), self._sides[given.side], self._share(given.least)
        )

    def _named(self, letter: str) -> str:
        return self._speech.says("group", {"letter": letter})

    def _statement(self, vote: str) -> str:
        step = self._speech.running.compiled.flow.step(vote)
        return self._speech.question(step) if step is not None else vote

    def _share(self, percent: int | None) -> Share:
        if percent is None:
            return Share(STAR, is_hidden=True)
        return Share(self._speech.percent(percent), min(100, percent))
