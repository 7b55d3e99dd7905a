"""What the engine is given, and what it gives.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field

from bot.model.answers import Answer, Value
from bot.model.people import Conversation
from bot.model.states import CaseKind, Command, MessageKind, Outcome, Stands, Status, Wish


class Phrase(Struct, frozen=True):
    """One of the bot's or flow's own sentences: a catalogue key, and what fills its blanks."""

    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Literal values. `{step}` pipes, `{left}`, `{closes}`, `{title}`, `{run_by}` and
    `{choices}` are filled by `render` itself."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Values that are option labels of the asked step, by option id, said in the reader's
    language."""
    default: str = ""
    """Key to use where the flow has no words of its own under `key`."""
    hint: Phrase | None = None
    """Fills `{hint}`."""
    steps: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Values that are what the person has answered, by name: the step's id."""


class Accepted(Struct, frozen=True):
    """The reply answers the question."""

    value: Value | None
    outcome: Outcome = Outcome.ANSWERED
    note: Phrase | None = None
    """What to say of how it was taken; `{answer}` in it is the answer itself."""


class Unsure(Struct, frozen=True):
    """The reply may mean one of these options; ask which."""

    candidates: tuple[str, ...]


class Rejected(Struct, frozen=True):
    """The reply answers nothing; say why and ask again."""

    hint: Phrase
    aside: str = ""
    """The `Pending.kind` that is left, so that the next reply is read as one to the hint."""


Verdict: TypeAlias = Accepted | Unsure | Rejected


class Start(Struct, frozen=True):
    """Begin: say who we are and ask the first question."""


class Reply(Struct, frozen=True):
    """An answer to the outstanding question, or by `step` to an earlier one (an old button, an
    edited message)."""

    verdict: Verdict
    step: str | None = None
    is_tap: bool = False
    is_urgent: bool = False
    """The words hold one of the flow's urgent words."""


class Pick(Struct, frozen=True):
    """A tap on one option of a question that takes many."""

    step: str
    option: str


class Ask(Struct, frozen=True):
    """A command other than STOP and LANGUAGE. `has_left`: they want no texts, so nothing can be
    asked back. `is_again`: they ask for what they asked for within the day, from a phone that is
    theirs alone."""

    command: Command
    has_left: bool = False
    is_again: bool = False


class Confirm(Struct, frozen=True):
    """The reply to "are you sure?", put to whoever wants a copy or an erasure: yes, no, or
    (`None`) neither. `is_late`: so long after that it proves nothing."""

    is_sure: bool | None
    is_late: bool = False


class Silence(Struct, frozen=True):
    """A reminder fell due; `final` turns the case over to a link worker."""

    is_final: bool = False
    is_personal: bool = False
    """A link worker asked for it: their name, and perhaps a line of theirs, stand first."""


class NextRound(Struct, frozen=True):
    """A round of ratings has ended: put what is not settled again. `is_shared`: somebody else
    reads there too."""

    is_shared: bool = False


class Stop(Struct, frozen=True):
    """The person opted out, or their address is dead. `is_quiet`: say nothing (the provider has
    answered, or cannot)."""

    is_quiet: bool = False


class Doubt(Struct, frozen=True):
    """The reply looked like STOP but is not: ask whether it was meant."""


class SwitchLanguage(Struct, frozen=True):
    """The person chose a language; empty: show them the picker of those `offered`."""

    tag: str = ""
    offered: tuple[str, ...] = ()


class OfferLanguage(Struct, frozen=True):
    """They write in another language than the one chosen: ask, and change nothing."""

    tag: str


class Confide(Struct, frozen=True):
    """Words for our staff: the flow hears none of them. `is_urgent`: among the flow's urgent
    words."""

    is_urgent: bool = False


class HandBack(Struct, frozen=True):
    """Our staff have answered: the flow goes on where it stood. `is_busy`: the person is in
    another consultation by now, so it waits."""

    is_busy: bool = False


class Review(Struct, frozen=True):
    """They challenge what came of the consultation."""

    stands: Stands
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The reference, by whom and by when it is answered."""


class Evidence(Struct, frozen=True):
    """What their review should look at, kept by whoever heard it."""

    values: Mapping[str, str]
    """As in `Review`."""
    is_reopening: bool = False
    """It had been answered, and is open again."""
    is_last: bool = True
    """Nothing more is waited for: something else is asked of them."""


class Echo(Struct, frozen=True):
    """Whether we heard them right, in their own answer to our summary."""

    agrees: bool
    has_words: bool = False
    """They say what we got wrong."""


class Close(Struct, frozen=True):
    """The consultation closed. `is_reply`: the person has just written, so tell them."""

    is_reply: bool = False
    is_return: bool = False
    """They sent START: they may be written to again, though nothing is asked any more."""


Input: TypeAlias = (
    Start
    | Reply
    | Pick
    | Ask
    | Confirm
    | Silence
    | NextRound
    | Stop
    | Doubt
    | SwitchLanguage
    | OfferLanguage
    | Confide
    | HandBack
    | Review
    | Evidence
    | Echo
    | Close
)


class Say(Struct, frozen=True):
    """One message to the person: sentences, then (with `ask`) a step's question and options."""

    phrases: tuple[Phrase, ...] = ()
    ask: str | None = None
    order: tuple[str, ...] = ()
    """Option ids in the order to number or show them."""
    options_of: str = "step"
    """What `order` names: options of the `step`, `language` tags, `steps` to change, `yes_no`, or
    `echo` (`agree` and `disagree` with our summary)."""
    picked: tuple[str, ...] = ()
    """Picks so far of a multiple choice answered by taps."""
    progress: tuple[int, int] | None = None
    """This question's number, and about how many there will be."""
    left: int = 0
    """Questions left, for `{left}`."""
    kind: MessageKind = MessageKind.REPLY
    replaces: bool = False
    """Redraw the message that was tapped instead of sending another."""
    media: str = ""
    """Name of a file in the flow's `MEDIA`."""
    statement: str = ""
    """Of a step that puts several things: the one that is asked about."""
    nth: tuple[int, int] = (0, 0)
    """Which of how many it is."""
    is_shared: bool = False
    """Somebody else reads it too: nothing of what this person has answered may be in it."""
    language: str = ""
    """Said in this one instead of the reader's, as an offer to switch to it is."""


class Record(Struct, frozen=True):
    """Keep an answer. `is_about`: in the equality store, under its own key."""

    step: str
    answer: Answer
    is_about: bool = False


class Propose(Struct, frozen=True):
    """Keep somebody's own statement for a person of ours to look at: nobody else reads it yet."""

    step: str
    text: str


class Remind(Struct, frozen=True):
    """Wake this conversation for its next reminder, `sent` having gone out since the question
    was put; `None`: let it sleep. The plan knows how long to wait."""

    sent: int | None


class Finish(Struct, frozen=True):
    """The conversation reached an end."""

    status: Status


class Alert(Struct, frozen=True):
    """Someone on our side must look: opens a case."""

    kind: CaseKind
    step: str | None = None
    wish: Wish | None = None
    """Of a request: what is wanted."""
    is_confirmed: bool = False
    """They said so again, from the same phone, when asked."""


class Forget(Struct, frozen=True):
    """The person left: never contact these addresses again until they START; cancel what is
    queued."""


class Welcome(Struct, frozen=True):
    """The person came back: they may be contacted again."""


class ForgetAbout(Struct, frozen=True):
    """Erase what the person said about themselves, in every consultation."""


Effect: TypeAlias = (
    Say | Record | Propose | Remind | Finish | Alert | Forget | Welcome | ForgetAbout
)


class Turn(Struct, frozen=True):
    """What one input did: the conversation as it now stands, and what must be done."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
