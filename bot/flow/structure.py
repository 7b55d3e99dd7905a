"""A consultation as loaded: the structure that is versioned, the plan, and the words.

Rule: values only; frozen; what is hashed is in `Flow`, what may change while a consultation is
open is in `Plan` or in the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from bot.flow.holidays import Region
from bot.questions.base import Question
from bot.questions.statements import step_of

Scalar: TypeAlias = str
"""A value in a condition, as canonical text: an option id, `true`/`false`, or a number."""


class Frozen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every structural value."""


class Clause(Frozen, frozen=True, kw_only=True, tag_field="kind"):
    """Base of what a condition is made of; stored with its `kind`."""


class Is(Clause, frozen=True, kw_only=True, tag="is"):
    """The answer is one of these."""

    step: str
    values: tuple[Scalar, ...]


class IsNot(Clause, frozen=True, kw_only=True, tag="is_not"):
    """The step was answered, and with none of these."""

    step: str
    values: tuple[Scalar, ...]


class Includes(Clause, frozen=True, kw_only=True, tag="includes"):
    """One of these is among the picks."""

    step: str
    values: tuple[Scalar, ...]


class AtLeast(Clause, frozen=True, kw_only=True, tag="at_least"):
    """The number is `bound` or more."""

    step: str
    bound: float


class AtMost(Clause, frozen=True, kw_only=True, tag="at_most"):
    """The number is `bound` or less."""

    step: str
    bound: float


class Answered(Clause, frozen=True, kw_only=True, tag="answered"):
    """The step has (or has not) been answered."""

    step: str
    is_answered: bool = True


class AllOf(Clause, frozen=True, kw_only=True, tag="all"):
    """Every one of them holds."""

    of: tuple[Condition, ...]


class AnyOf(Clause, frozen=True, kw_only=True, tag="any"):
    """At least one of them holds."""

    of: tuple[Condition, ...]


class Not(Clause, frozen=True, kw_only=True, tag="not"):
    """It does not hold."""

    of: Condition


Condition: TypeAlias = Is | IsNot | Includes | AtLeast | AtMost | Answered | AllOf | AnyOf | Not


class Step(Frozen, frozen=True, kw_only=True):
    """One step: a question (or `info`), when it is asked, and where its choices lead."""

    id: str
    """`<block>__<step>` for a step of a block."""
    prefix: str
    """Catalogue key of the step: `<slug>.<id>`, or `block.<name>.<step>`."""
    overrides: tuple[str, ...] = ()
    """Parts of a block's words that this flow gives itself; their key is `<slug>.<id>.<part>`."""
    slug: str
    question: Question
    ask_if: Condition | None = None
    go_to: Mapping[str, str] = field(default_factory=dict)
    """Canonical value to a later step or an ending."""
    optional: bool = False
    sensitive: bool = False
    theme: str = ""
    tries: int = 3
    when_stuck: Literal["skip", "end", "link_worker"] = "link_worker"
    parts: tuple[str, ...] = ()
    """Which of text, hint, retry, more, low, high this step has words for."""
    media: str = ""
    about: bool = False
    """Of the block `about-you`: its answers live in the equality store."""
    section: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it is one of the questions of which there should be few: consent,
        `about-you` and what only says something are not."""
        return not (self.about or self.question.is_silent or self.question.type == "consent")

    def key(self, part: str) -> str:
        """The catalogue key of one of its words: `text`, `hint`, `choices.<id>`, …"""
        if part in self.overrides:
            return f"{self.slug}.{self.id}.{part}"
        return f"{self.prefix}.{part}"


class Flow(Frozen, frozen=True, kw_only=True):
    """The structure that a conversation is pinned to. Its canonical JSON is what is hashed."""

    slug: str
    language: str
    steps: tuple[Step, ...]
    endings: tuple[str, ...]
    """`done`, `declined`, `closed`, and any other."""
    consent_text: str = ""
    """Source words of the consent step: changing them is a new version."""

    def step(self, step_id: str) -> Step | None:
        """The step with this id, or `None`. The id of a vote gives a step of its own, whose text
        is the statement: whoever shows votes need not know that several stand in one step."""
        of, statement = step_of(step_id)
        found = next((step for step in self.steps if step.id == of), None)
        if found is None or not statement:
            return found
        prefix = found.key(f"{found.question.puts or 'statements'}.{statement}")
        return replace(found, id=step_id, prefix=prefix, overrides=(), parts=("text",))


class Reminders(Frozen, frozen=True, kw_only=True):
    """When silence is answered."""

    after: tuple[timedelta, ...] = ()
    """Waits since our last question."""
    before_closing: timedelta | None = None
    """The last one is so long before the consultation closes; nothing follows it."""
    then_ask_link_worker: timedelta | None = None


USUAL = Reminders(after=(timedelta(days=3), timedelta(days=7)))
"""Where a flow says nothing of reminders."""


class Feedback(Frozen, frozen=True, kw_only=True):
    """When people will hear."""

    heard: datetime
    decided: datetime
    next: tuple[timedelta, ...] = ()


class Decision(Frozen, frozen=True, kw_only=True):
    """Who decides, by when, and what can change."""

    maker: str
    date: date
    can_change: str = ""
    not_negotiable: str = ""


class Keep(Frozen, frozen=True, kw_only=True):
    """Retention: identity counts from feedback, answers from closing."""

    identity: timedelta
    answers: timedelta


class Contact(Frozen, frozen=True, kw_only=True):
    """Whom WHO names."""

    name: str
    role: str = ""
    phone: str = ""


class QuietHours(Frozen, frozen=True, kw_only=True):
    """Local times between which nothing unprompted is sent; may span midnight."""

    start: time = time(20)
    end: time = time(9)
    sunday_start: time = time(18)
    sunday_end: time = time(11)


class Plan(Frozen, frozen=True, kw_only=True):
    """What may change while the consultation is open, and what a launch needs."""

    languages: tuple[str, ...]
    purpose: str = ""
    promise: str = ""
    opens: datetime | None = None
    """Aware, in `timezone`."""
    closes: datetime | None = None
    timezone: str = "Europe/London"
    quiet_hours: QuietHours = QuietHours()
    quiet_days: tuple[date, ...] = ()
    """Nothing unprompted is sent on these days of the person's calendar."""
    bank_holidays: Region = "england-and-wales"
    """Whose bank holidays are quiet days too."""
    keep: Keep | None = None
    decision: Decision | None = None
    feedback: Feedback | None = None
    reminders: Reminders = Reminders()
    contact: Contact | None = None
    has_urgent_words: bool = False
    keywords: Mapping[str, str] = field(default_factory=dict)
    """Folded joining word to its source (venue)."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Venue to its joining word as it is printed."""
    moved: Mapping[str, str] = field(default_factory=dict)
    results: Literal["after_close", "daily_snapshot"] = "after_close"
    long: bool = False


class Document(Frozen, frozen=True, kw_only=True):
    """A whole flow file, loaded and valid."""

    flow: Flow
    plan: Plan
    texts: Mapping[str, str]
    """Words in the source language, by catalogue key; `<slug>.title`, `<slug>.run_by`,
    `<slug>.invitation`, `<slug>.endings.<id>`, `<slug>.reminders`, `<slug>.urgent.words`,
    `<slug>.urgent.reply`, `<slug>.<step>.text`, `.choices.<id>`, `.also.<id>`…"""
    version: str
    """SHA-256 of the canonical JSON of `flow`."""
