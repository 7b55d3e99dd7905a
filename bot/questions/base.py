"""What every question type is: its structural keys, and how it reads a reply.

Rule: a type never sees the flow, the store or the clock; all it may know comes in `Hearing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct, field

from bot.model import Accepted, Limits, Media, Other, Value, Verdict
from bot.questions.keys import Keyed

if TYPE_CHECKING:
    from bot.language.words import Lexicon


class Said(Struct, frozen=True):
    """What the person sent, prepared once by `bot.intents.hear`."""

    text: str
    """At most 4,096 characters, then NFC, stripped; harmless but otherwise verbatim."""
    key: str
    """`text` folded for matching."""
    media: Media | None = None


class Hearing(Struct, frozen=True):
    """All that reading a reply may depend on."""

    lexicon: Lexicon
    """Words of the session's language, its romanised form, and English."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Option id to its label and aliases: the session's language first, then the source's."""
    order: tuple[str, ...] = ()
    """Option ids as numbered on the person's screen."""
    today: date = date.min
    answers: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    """Earlier answers, for bounds such as `{answer: household}`."""
    aside: str = ""
    """The `Pending.kind` of the side question that is outstanding."""
    own: Value | None = None
    """What they answered to this very thing before, where a reply may say that it stays so."""


class Question(Keyed, frozen=True, kw_only=True):
    """The structural keys of one type. Words are not here: they live in catalogues by key.

    A subclass is one file in `bot/questions/` and one line in `QUESTION_TYPES`. Its fields are
    the keys of the flow file (structure only), judged as `keys` says, and part of the version
    hash, so a default must never change its meaning.
    """

    type: ClassVar[str]
    media: ClassVar[frozenset[str]] = frozenset()
    """Kinds of media that answer it."""
    is_silent: ClassVar[bool] = False
    """Says something and waits for nothing (`info`)."""
    is_said_back: ClassVar[bool] = True
    """Whether a receipt, or another text, can tell the person what they answered."""
    texts: ClassVar[tuple[str, ...]] = ()
    """Keys of the flow file, beyond text, hint, retry and more, that are words (`low`, …)."""
    puts: ClassVar[str] = ""
    """Key of the flow file under which stand the several things that are put one after another in
    the one step, each an answer of its own (`statements.vote_of`); empty: it asks one thing."""
    amended: ClassVar[str] = "bot.changed"
    """What is said once an answer to it was changed after the end."""

    def options(self) -> tuple[str, ...]:
        """Ids of the options in file order, `OTHER` and `NONE` included; empty for open types."""
        return ()

    @property
    def is_shuffled(self) -> bool:
        """Whether the order is drawn per person."""
        return False

    def pool(self) -> tuple[str, ...]:
        """Everything that may be put to somebody, of a question that `puts` several things."""
        return ()

    def queue(self, lot: str, dealt_with: Sequence[str]) -> tuple[str, ...]:
        """What somebody is asked, one after another.

        Args:
            lot: whatever is one person's; it may decide between what is alike.
            dealt_with: what they answered or passed over before, in their order.
        """
        return self.pool()

    @property
    def messages(self) -> int:
        """How many messages it takes at most to ask it."""
        return 1

    @property
    def takes_many(self) -> bool:
        """Whether taps gather picks before a DONE (multiple choice, ranking)."""
        return False

    def picked(self, picks: tuple[str, ...], option: str) -> tuple[str, ...]:
        """What a tap on one more option makes of the picks so far: it joins them, or leaves."""
        if option in picks:
            return tuple(each for each in picks if each != option)
        return (*picks, option)

    def typed(self, picks: Sequence[str], order: Sequence[str]) -> str:
        """The reply that says the same as these picks, the options numbered in this order."""
        return " ".join(str(order.index(pick) + 1) for pick in picks if pick in order)

    def takes(self, kind: str) -> bool:
        """Whether media of that kind answers it."""
        return kind in self.media

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """What the reply means as an answer; never raises on what a person may say."""
        # A struct cannot be abstract; the contract test calls `read` of every type of the table.
        raise NotImplementedError(self.type)

    def tapped(self, option: str) -> Verdict:
        """What a tap on one of `options()` means."""
        return Accepted(Other() if option == OTHER else option)

    def on(self, limits: Limits) -> Question | None:
        """This question on a channel: itself, another (location on SMS is a postcode), or
        `None` to skip the step there."""
        return self


OTHER = "other"
"""Id of the "other, please say" option that `other:` adds."""
NONE = "none"
"""Id of the exclusive option that `none_of_these:` adds."""
