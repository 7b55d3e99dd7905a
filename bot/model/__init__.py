"""The nouns of Kotha: frozen values that every other module speaks in.

Rule: no behaviour beyond what a value says of itself, and no import from the rest of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct, field

from bot.model.states import TALKS as TALKS
from bot.model.states import CaseKind as CaseKind
from bot.model.states import Command as Command
from bot.model.states import DueKind as DueKind
from bot.model.states import Lifecycle as Lifecycle
from bot.model.states import MessageKind as MessageKind
from bot.model.states import OutboxStatus as OutboxStatus
from bot.model.states import Outcome as Outcome
from bot.model.states import Role as Role
from bot.model.states import Status as Status

# ── Answers ───────────────────────────────────────────────────────────────────────────────────


class Other(Struct, frozen=True):
    """An option outside the list, in the person's own words. Empty: picked, words to follow."""

    text: str = ""


class Media(Struct, frozen=True):
    """A voice note, photo or location that a person sent."""

    kind: str
    """`voice`, `photo` or `location`."""
    file_id: str
    """The provider's handle, or `lat,lon` of a location."""
    mime: str = ""
    size: int = 0
    seconds: int = 0


Value: TypeAlias = bool | int | float | str | Other | Media | tuple["str | Other", ...]
"""An answer: yes_no and consent bool; number and scale a number; choice an id or `Other`;
multi_choice and ranking a tuple of ids; date ISO text; postcode and free text as kept."""


class Answer(Struct, frozen=True):
    """The latest that a person said at one step."""

    outcome: Outcome
    value: Value | None = None


class Pending(Struct, frozen=True):
    """A side question that the bot has put before the step's own can be settled."""

    kind: str
    """`did_you_mean`, `other`, `picks`, `stop`, `language`, `offer`, `change`, `restart`."""
    values: tuple[str, ...] = ()
    """Candidates shown in order (`did_you_mean`, `language`, `change`), the language
    offered, or picks so far."""


# ── People and their conversations ────────────────────────────────────────────────────────────


class Address(Struct, frozen=True):
    """Where a person can be reached: E.164 for `sms`, the chat id for `telegram`."""

    channel: str
    value: str


class Participant(Struct, frozen=True):
    """One person; several addresses may lead to them and they still count once."""

    id: UUID
    bucket: int
    language: str
    """Empty: not chosen yet, so the picker comes first."""
    name: str = ""
    segment: str = ""
    area: str = ""
    link_worker: str = ""
    source: str = ""
    stopped: bool = False
    hours: str = ""
    """When they want to be written to, such as `17:00-20:00`; empty: whenever we are awake."""
    timezone: str = ""
    """IANA name of where they live; empty: where the consultation is."""


class Conversation(Struct, frozen=True):
    """One participant in one consultation: all that `advance` needs to go on."""

    id: UUID
    bucket: int
    participant: UUID
    consultation: str
    """Slug."""
    version: str
    """Hash of the flow that this person began with."""
    language: str
    status: Status = Status.INVITED
    step: str | None = None
    """The step whose question is outstanding, or the ending reached."""
    visited: tuple[str, ...] = ()
    """Steps asked before this one, oldest first; BACK pops it."""
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    misses: int = 0
    order: tuple[str, ...] = ()
    """Option ids of the outstanding question, as numbered on this person's screen."""
    pending: Pending | None = None
    revision: int = 0
    """Rises by one with every turn; the optimistic lock."""
    wording: str = ""
    """Hash of the words in which the outstanding question was put."""
    reminded: int = 0
    """Reminders sent since the last question."""
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    """When the person last wrote to us here."""
    changing: bool = False
    """Amending after the end: go back to the ending once the changed answer allows it."""
    offered: tuple[str, ...] = ()
    """Languages that were offered to this person here: each only once."""
    with_staff: bool = False
    """One of our staff is talking to them: what they write goes to the case, not to the flow."""


# ── What arrives ──────────────────────────────────────────────────────────────────────────────


class Text(Struct, frozen=True):
    """Typed words."""

    body: str


class Tap(Struct, frozen=True):
    """A button: `data` is what `render.tap_data` put on it."""

    data: str
    message_id: str = ""
    query_id: str = ""


class Edited(Struct, frozen=True):
    """The person edited an earlier message of theirs."""

    message_id: str
    body: str


class Sent(Struct, frozen=True):
    """A voice note, photo or location, with its caption."""

    media: Media
    caption: str = ""


class Joined(Struct, frozen=True):
    """Telegram `/start`, with the payload of the link if there was one."""

    token: str = ""


class SharedPhone(Struct, frozen=True):
    """The person's own phone number, shared by Telegram's contact button."""

    phone: str


class Reachable(Struct, frozen=True):
    """The person blocked (`is_reachable` false) or unblocked the bot."""

    is_reachable: bool


class OptOut(Struct, frozen=True):
    """The provider has itself handled an opt-out keyword, and answered it."""

    command: Command
    """STOP, START or HELP."""
    body: str = ""


class Unsupported(Struct, frozen=True):
    """Something a person can send that has no place in a conversation (sticker, poll…)."""

    what: str


Content: TypeAlias = (
    Text | Tap | Edited | Sent | Joined | SharedPhone | Reachable | OptOut | Unsupported
)


class InboundMessage(Struct, frozen=True):
    """One thing that reached us, as a provider told it. `(channel, account, provider_id)` is
    unique: a repeat has no effect."""

    channel: str
    account: str
    provider_id: str
    sender: str
    content: Content
    received_at: datetime
    message_id: str = ""
    """The provider's id of the message itself, where that is not `provider_id`."""
    language_hint: str = ""
    raw: str = ""
    """The payload as it came; kept sealed until retention."""
    replies_to: str = ""
    """The words of our own message that this one was written under."""

    @property
    def address(self) -> Address:
        """Where it came from."""
        return Address(self.channel, self.sender)


class Note(Struct, frozen=True):
    """A voice note of the words of a flow, spoken by a member of staff."""

    key: str
    """What it says: `<slug>.invitation`, `<slug>.<step>`, `<slug>.endings.<id>`."""
    language: str
    file_id: str
    """The provider's handle."""
    says: str
    """Hash of the words that were read out; other words by now: it is stale."""
    speaker: UUID | None = None
    recorded_at: datetime | None = None


class DeliveryReport(Struct, frozen=True):
    """What a provider says became of a message we sent."""

    channel: str
    outbox_id: UUID
    status: OutboxStatus
    provider_id: str = ""
    code: str = ""
    """The provider's reason, such as Twilio's 30005."""
    is_unreachable: bool = False
    """The reason means that the address is dead."""
    is_opted_out: bool = False
    """The reason means that the person opted out at the provider: as STOP."""


# ── What leaves ───────────────────────────────────────────────────────────────────────────────


class Button(Struct, frozen=True):
    """One tappable option: at most 64 bytes of `data`."""

    data: str
    label: str


MEDIA = "media"
"""Folder beside a flow, with the files that its steps send."""


VOICE = "voice:"
"""Begins `OutboundMessage.media` where it is a voice note, by the provider's handle of it."""


class OutboundMessage(Struct, frozen=True):
    """One provider message, claimed and ready to go."""

    id: UUID
    bucket: int
    channel: str
    to: str
    body: str
    kind: MessageKind
    buttons: tuple[Button, ...] = ()
    request_contact: bool = False
    """Show Telegram's share-my-number button."""
    edits: str = ""
    """Provider id of the message this one replaces; empty: a new message."""
    attempts: int = 0
    participant: UUID | None = None
    send_before: datetime | None = None
    leased_until: datetime | None = None
    """While this moment lasts, nobody else sends it; also tells when it was claimed."""
    media: str = ""
    """A file to send with it: while it is queued, below the folder of the flows; as it leaves, a
    path; or `VOICE` and the provider's handle of a voice note. Channels that take none leave it
    out."""


class Receipt(Struct, frozen=True):
    """What the provider answered to a send."""

    provider_id: str


class Limits(Struct, frozen=True):
    """What a channel can show and take."""

    has_buttons: bool
    is_billed_by_segment: bool
    limit_chars: int
    """Longest text of one provider message; longer is split."""
    media: frozenset[str]
    """Kinds it can receive."""
    can_look_up: bool = False
    """Whether the provider reports what became of a send, and can be asked."""


# ── What the engine is given and gives ────────────────────────────────────────────────────────


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


class Accepted(Struct, frozen=True):
    """The reply answers the question."""

    value: Value | None
    outcome: Outcome = Outcome.ANSWERED


class Unsure(Struct, frozen=True):
    """The reply may mean one of these options; ask which."""

    candidates: tuple[str, ...]


class Rejected(Struct, frozen=True):
    """The reply answers nothing; say why and ask again."""

    hint: Phrase


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
    """A command other than STOP and LANGUAGE."""

    command: Command


class Silence(Struct, frozen=True):
    """A reminder fell due; `final` turns the case over to a link worker."""

    is_final: bool = False
    is_personal: bool = False
    """A link worker asked for it: their name, and perhaps a line of theirs, stand first."""


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
    | Silence
    | Stop
    | Doubt
    | SwitchLanguage
    | OfferLanguage
    | Confide
    | HandBack
    | Close
)


class Say(Struct, frozen=True):
    """One message to the person: sentences, then (with `ask`) a step's question and options."""

    phrases: tuple[Phrase, ...] = ()
    ask: str | None = None
    order: tuple[str, ...] = ()
    """Option ids in the order to number or show them."""
    options_of: str = "step"
    """What `order` names: options of the `step`, `language` tags, `steps` to change, or
    `yes_no`."""
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
    language: str = ""
    """Said in this one instead of the reader's, as an offer to switch to it is."""


class Record(Struct, frozen=True):
    """Keep an answer. `is_about`: in the equality store, under its own key."""

    step: str
    answer: Answer
    is_about: bool = False


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


class Forget(Struct, frozen=True):
    """The person left: never contact these addresses again until they START; cancel what is
    queued."""


class Welcome(Struct, frozen=True):
    """The person came back: they may be contacted again."""


Effect: TypeAlias = Say | Record | Remind | Finish | Alert | Forget | Welcome


class Turn(Struct, frozen=True):
    """What one input did: the conversation as it now stands, and what must be done."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


# ── Counting ──────────────────────────────────────────────────────────────────────────────────


class Tally(Struct, frozen=True):
    """How many people's latest answer at `step` was `value`, within one value of one facet: a
    person stands in one row, whatever they picked. Facet `""` is everybody."""

    step: str
    outcome: Outcome
    value: str
    """Canonical JSON of the coded value, of several picks the whole list; empty where there is
    none."""
    n: int
    facet: str = ""
    """`language`, `channel`, `area`, `segment` or `source`."""
    facet_value: str = ""
