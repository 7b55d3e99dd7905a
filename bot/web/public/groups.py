"""Who took part: by group, and beside who lives here.

Rule: draws what `Figures` holds; a group too small to show is said to be, never left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from msgspec import Struct

from bot.results.caveat import phrase
from bot.results.profile import OTHER
from bot.results.summary import Achieved, Caveat, CaveatKind, Facet, Figures
from bot.web.public.charts import STAR, Row, star
from bot.web.public.speech import REPORT, Speech

_NAMES = {"sms": "SMS", "telegram": "Telegram"}
_SAID: Mapping[tuple[str, str], str] = {
    ("repeat", "first"): f"{REPORT}first",
    ("repeat", "again"): f"{REPORT}again",
    ("help", "alone"): f"{REPORT}alone",
    ("help", "helped"): f"{REPORT}helped",
}
HOW = frozenset({"channel", "help"})
"""What the public page tells of how people answered; a report tells all."""


class Split(Struct, frozen=True):
    """Those who took part, by one thing that they can be split by."""

    id: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


class Beside(Struct, frozen=True):
    """One group of the community."""

    group: str
    came: str
    lives: str
    source: str


class Community(Struct, frozen=True):
    """The community's profile by one thing."""

    id: str
    title: str
    rows: tuple[Beside, ...]


def splits(
    figures: Figures, speech: Speech, only: frozenset[str] | None = None
) -> tuple[Split, ...]:
    """Every split that there is, or only some."""
    wanted = (facet for facet in figures.facets if only is None or facet.by in only)
    note = star(figures, speech)
    return tuple(_split(facet, speech, note) for facet in wanted if facet.groups)


def community(figures: Figures, speech: Speech) -> tuple[Community, ...]:
    """Who took part beside who lives here; nothing where no profile was given."""
    return tuple(
        Community(f"c-{facet}", _title(facet, speech), tuple(_beside(each, speech) for each in of))
        for facet, of in groupby(figures.achieved, key=lambda each: each.facet)
    )


def missing(caveat: Caveat, speech: Speech) -> str:
    """The sentence on who is missing most; empty where nobody is known to be."""
    if caveat.kind is CaveatKind.CHOSE:
        return ""
    said = phrase(caveat, group_name(caveat.facet, caveat.value, speech))
    return speech.says(said.key, said.values)


def _split(facet: Facet, speech: Speech, note: str) -> Split:
    rows = tuple(_rows(facet, speech))
    notes = (note,) if any(row.is_hidden for row in rows) else ()
    return Split(f"by-{facet.by}", _title(facet.by, speech), rows, notes)


def _rows(facet: Facet, speech: Speech) -> Iterator[Row]:
    for group in facet.groups:
        label = group_name(facet.by, group.value, speech)
        if group.people is None:
            yield Row(label, STAR, speech.says("hidden"), is_hidden=True)
        else:
            yield Row(label, speech.number(group.people))


def _beside(each: Achieved, speech: Speech) -> Beside:
    came = speech.says("hidden") if each.percent is None else speech.percent(each.percent)
    if not each.value:  # of whom it is not known: people, for there is no share of them
        came = STAR if each.people is None else speech.number(each.people)
    lives = "–" if each.share is None else speech.percent(each.share)
    return Beside(group_name(each.facet, each.value, speech), came, lives, each.source)


def _title(facet: str, speech: Speech) -> str:
    return speech.says(f"{REPORT}by_{facet}")


def group_name(facet: str, value: str, speech: Speech) -> str:
    """What one group of a facet is called."""
    if not value:
        return speech.says(f"{REPORT}not_known")
    if (facet, value) in _SAID:
        return speech.says(_SAID[facet, value])
    if facet == "language":
        known = speech.running.catalogue.languages.get(value)
        return known.own_name if known else value
    if value == OTHER:
        return speech.says("elsewhere") if facet == "area" else "…"
    return _NAMES.get(value, value)
