"""`delphi`: rates a few items, and again in a later round, having read what the group said.

Rule: what counts as agreement is in the file before anybody is asked; nobody reads what the group
said before they have rated an item themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from msgspec import Meta, field
from msgspec.structs import asdict

from bot.language.folding import loosen
from bot.model import Accepted, GroupRating, Round, Verdict
from bot.questions.base import Hearing, Said
from bot.questions.keys import Keyed
from bot.questions.scale import Scale

if TYPE_CHECKING:
    from bot.language.lexicon import Lexicon

LIMIT_ROUNDS = 3
_BESIDE: Final = frozenset({"filler", "polite", "weak"})


class Agree(Keyed, frozen=True, kw_only=True):
    """When an item is settled: enough of those who rated it rate it alike."""

    share: int
    """In percent of those who rated the item."""
    within: tuple[int, int]
    """Lowest and highest number of the upper end; as many numbers at the lower end count too."""


class Delphi(Scale, frozen=True, kw_only=True):
    """Ratings of items, in rounds. Value: how many the person rated; each rating is the answer to
    `vote_of(step, item)`, and is a number."""

    type: ClassVar[str] = "delphi"
    is_said_back: ClassVar[bool] = False
    puts: ClassVar[str] = "items"
    amended: ClassVar[str] = "bot.delphi.thanks"

    to: int = 9
    items: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Ids, in the order in which they are asked; their words are in the catalogue."""
    each: timedelta
    """How long a round lasts; the first begins when the consultation opens."""
    agree: Agree
    rounds: int = LIMIT_ROUNDS
    """How many there are at most."""

    @property
    def messages(self) -> int:
        """One for each item, in each round."""
        return len(self.items) * self.rounds

    def pool(self) -> tuple[str, ...]:
        """All of them, in the first round."""
        return self.items

    def group(self, item: str) -> GroupRating | None:
        """What the group said of it; `None`: nobody may be told, or it is the first round."""
        return None

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """As a scale; whoever rated the item before may also say that it stays the same."""
        if hearing.own is not None and _stays(said, hearing.lexicon):
            return Accepted(hearing.own)
        return super().read(said, hearing)

    @property
    def high(self) -> range:
        """The numbers of the upper end."""
        least, most = self.agree.within
        return range(least, most + 1)

    @property
    def low(self) -> range:
        """The numbers of the lower end: the upper ones in a mirror."""
        least, most = self.agree.within
        return range(self.from_ + self.to - most, self.from_ + self.to - least + 1)

    def after(self, ended: tuple[Round, ...]) -> OpenDelphi:
        """This question as it is asked once these rounds have ended, the first first."""
        settled = {item for each in ended for item in each.settled}
        is_over = len(ended) >= self.rounds
        groups = {item: group for each in ended for item, group in each.groups.items()}
        return OpenDelphi(
            **asdict(self),
            number=min(len(ended) + 1, self.rounds),
            unsettled=tuple(i for i in self.items if i not in settled) if not is_over else (),
            groups=groups,
        )


def _stays(said: Said, lexicon: Lexicon) -> bool:
    """Whether the whole reply says "the same", politeness apart."""
    words = loosen(said.key).split()
    told = [each.text for each in lexicon.pieces(words) if not each.roles & _BESIDE]
    return not lexicon.same.isdisjoint({" ".join(words), " ".join(told)})


class OpenDelphi(Delphi, frozen=True, kw_only=True):
    """The same while it runs: in which round, and what the group has said. Never a part of the
    version."""

    number: int = 1
    unsettled: tuple[str, ...] = ()
    """Items that are still asked; none: it is over."""
    groups: Mapping[str, GroupRating] = field(default_factory=dict)

    def pool(self) -> tuple[str, ...]:
        """Those that are not settled."""
        return self.unsettled

    def group(self, item: str) -> GroupRating | None:
        """As it was at the end of the last round in which the item was asked."""
        return self.groups.get(item)
