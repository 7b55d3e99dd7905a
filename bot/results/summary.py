"""What may be shown of a consultation: frozen figures, already safe.

Rule: everything in these values may be published as it stands; nothing here can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import UNSET, Struct, UnsetType, field, json

from bot.results.tables import USUAL, SmallNumbers


class Aside(StrEnum):
    """Why someone who took part is not in a question's base."""

    SKIPPED = "skipped"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    """Preferred not to say."""
    NOT_ASKED = "not_asked"
    """The question did not apply to them, or they left before it."""


class Counting(StrEnum):
    """What the cells of a question count."""

    PEOPLE = "people"
    """Each person stands in one cell."""
    PICKS = "picks"
    """Each person may stand in several: percentages are of people and pass 100 together."""
    FIRST_CHOICES = "first_choices"
    """Each person's first; `borda` says how the whole orders add up."""


class Cell(Struct, frozen=True):
    """One published count."""

    id: str
    n: int | None
    """Rounded; `None`: starred (small, or hidden so that a small one stays so)."""
    percent: int | None = None
    """Whole, of the base, from the rounded figures; `None` where the count is starred."""


class Marks(Struct, frozen=True):
    """What else is to be known of the answers to a question; rounded, `None` where starred."""

    late: int | None = 0
    """Given after the closing."""
    assisted: int | None = 0
    """Entered by a link worker for the person."""


class Score(Struct, frozen=True):
    """How the whole orders of a ranking add up for one option."""

    id: str
    percent: int
    """Points, of the most that an option could have had."""


class Mean(Struct, frozen=True):
    """How many points an option was given on average."""

    id: str
    mean: float
    """By everybody who answered, those who gave it none among them."""


class Consensus(Struct, frozen=True):
    """How far people agree on an item that was rated in rounds."""

    low: int
    """The upper end of the scale, from this number to `high`."""
    high: int
    share: int
    """Percent of those who rated the item who must be at one end: as the file says."""
    upper: int | None = None
    """Percent at the upper end, from rounded figures, but never on the wrong side of `share`;
    `None` where few are."""
    lower: int | None = None
    """The same at the lower end, of as many numbers."""
    is_settled: bool = False
    """Enough agree as this is counted."""
    round: int = 0
    """In which round it was settled, and asked no more; 0: in none."""


class Counts(Struct, frozen=True, tag=True):
    """A question answered by options."""

    step: str
    counting: Counting
    base: int | None
    """People who answered, rounded; `None`: too few, so nothing else is shown."""
    cells: tuple[Cell, ...] = ()
    """In the order of the file, those that nobody chose included."""
    aside: Mapping[Aside, int | None] = field(default_factory=dict)
    """Rounded, `None` where starred."""
    mean: float | None = None
    """Of a scale: from the published counts, a starred one taken as the middle of the small ones;
    so the next four."""
    median: float | None = None
    borda: tuple[Score, ...] = ()
    """Of a ranking: n points for the first of n places, one for the last."""
    is_about: bool = False
    """An equality question."""
    points: tuple[Mean, ...] = ()
    """Of points shared out: from rounded counts, a small one taken as the middle of those; without
    those whose cell is starred."""
    quarter: float | None = None
    three_quarters: float | None = None
    deviation: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the codes of words are called, in the officers' language; options have their own."""
    marks: Marks = Marks()
    consensus: Consensus | None = None
    """Of an item that was rated in rounds; its median and quartiles are then of true counts."""


class Numbers(Struct, frozen=True, tag=True):
    """A question answered by a number."""

    step: str
    base: int | None
    aside: Mapping[Aside, int | None] = field(default_factory=dict)
    mean: float | None = None
    median: float | None = None
    quarter: float | None = None
    """A quarter of the answers are lower."""
    three_quarters: float | None = None
    is_about: bool = False
    deviation: float | None = None
    """The standard deviation."""
    marks: Marks = Marks()


class Texts(Struct, frozen=True, tag=True):
    """A question answered in words, by voice or photo: only how many answered."""

    step: str
    base: int | None
    aside: Mapping[Aside, int | None] = field(default_factory=dict)
    is_about: bool = False
    marks: Marks = Marks()


Summary: TypeAlias = Counts | Numbers | Texts


class Group(Struct, frozen=True):
    """The people of one group, and what they said."""

    value: str
    """Empty: of whom it is not known."""
    people: int | None
    """Who took part, rounded; `None`: too few to show, or hidden so that the few of another
    group cannot be worked out."""
    questions: tuple[Summary, ...] = ()
    """Those that enough of them answered, `aside` left out."""


class Facet(Struct, frozen=True):
    """The same figures by what people can be split by."""

    by: str
    """`language`, `channel`, `area`, `segment`, `source`, `wave`, `repeat` (`first` or `again`)
    or `help` (`alone` or `helped`)."""
    groups: tuple[Group, ...]
    """The largest first, those of whom it is not known last."""


class Ungrouped(StrEnum):
    """Why no opinion groups are shown, where they were looked for."""

    FEW = "few"
    """Too few people voted on enough statements."""
    NONE = "none"
    """People do not fall into groups that are all large enough to show."""
    STRICTER = "stricter"
    """Some were shown, and what is too small to show has been made stricter since."""


class Opinions(Struct, frozen=True):
    """Who votes alike on statements: groups that a machine found in the votes."""

    groups: tuple[Group, ...] = ()
    """A, B and so on, the largest first; each with its votes, without those that are hidden."""
    why: Ungrouped | None = None
    """Why there are none."""
    apart: float | None = None
    """How far apart they are, to one place: 1 far, 0 not at all (the mean silhouette)."""
    limits: SmallNumbers = USUAL
    """What was too small to show when they were found."""


class Achieved(Struct, frozen=True):
    """A group of the community's profile beside who took part."""

    facet: str
    value: str
    """Empty: not given."""
    people: int | None
    """As in `Group`."""
    percent: int | None
    """Of those whose group is given, whole, from the rounded figures."""
    share: int | None
    """Of the community, in whole percent; `None` of those not given."""
    source: str = ""
    """Where the share is taken from."""


class CaveatKind(StrEnum):
    """What is to be said with every figure."""

    GROUP = "group"
    """Of all groups, this one is furthest below its share of the community."""
    FEW = "few"
    """The same, and so few of it took part that it cannot be shown."""
    CHOSE = "chose"
    """That people chose for themselves whether to answer."""


class Caveat(Struct, frozen=True):
    """The sentence that goes with every published figure; `caveat.phrase` says it."""

    kind: CaveatKind = CaveatKind.CHOSE
    facet: str = ""
    value: str = ""
    percent: int | None = None
    """Of those who took part and whose group is given."""
    share: int | None = None
    """Of the community."""


class Figures(Struct, frozen=True):
    """All that may be shown of one consultation."""

    slug: str
    version: str
    people: int | None
    """Who answered at least one question, rounded; `None`: too few to show."""
    invited: int | None
    """People of the list and those who joined; `None`: too few to show."""
    funnel: tuple[Cell, ...]
    """Each person's furthest state; empty where too few were invited."""
    questions: tuple[Summary, ...]
    """In the order asked; empty where too few took part."""
    facets: tuple[Facet, ...] = ()
    achieved: tuple[Achieved, ...] = ()
    """Who is missing: group by group, never one score."""
    caveat: Caveat = Caveat()
    limits: SmallNumbers = USUAL
    """What was too small to show when they were counted: whoever shows them says so."""
    opinions: Opinions | UnsetType = UNSET
    """Unset, and not written: groups were not looked for."""


def dump(figures: Figures) -> str:
    """As JSON; the same figures, the same text."""
    return _encoder.encode(figures).decode()


def parse(text: str) -> Figures:
    """What `dump` wrote, equal to what it was given."""
    return _decoder.decode(text)


_encoder = json.Encoder(order="deterministic")
_decoder = json.Decoder(Figures)
