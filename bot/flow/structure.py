"""A consultation as loaded: the structure that is versioned, the plan, and the words.

Rule: values only; frozen; what is hashed is in `Flow`, what may change while a consultation is
open is in `Plan` or in the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from bot.flow.holidays import Region
from bot.questions.base import Question

Scalar: TypeAlias = str
"""A value in a condition, as canonical text: an option id, `true`/`false`, or a number."""


class Frozen(BaseModel):
    """Base of every structural value."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Is(Frozen):
    """The answer is one of these."""

    kind: Literal["is"] = "is"
    step: str
    values: tuple[Scalar, ...]


class IsNot(Frozen):
    """The step was answered, and with none of these."""

    kind: Literal["is_not"] = "is_not"
    step: str
    values: tuple[Scalar, ...]


class Includes(Frozen):
    """One of these is among the picks."""

    kind: Literal["includes"] = "includes"
    step: str
    values: tuple[Scalar, ...]


class Compare(Frozen):
    """The number is at least, or at most, `bound`."""

    kind: Literal["at_least", "at_most"]
    step: str
    bound: float


class Answered(Frozen):
    """The step has (or has not) been answered."""

    kind: Literal["answered"] = "answered"
    step: str
    is_answered: bool = True


class AllOf(Frozen):
    """Every one of them holds."""

    kind: Literal["all"] = "all"
    of: tuple[Condition, ...]


class AnyOf(Frozen):
    """At least one of them holds."""

    kind: Literal["any"] = "any"
    of: tuple[Condition, ...]


class Not(Frozen):
    """It does not hold."""

    kind: Literal["not"] = "not"
    of: Condition


Condition: TypeAlias = Annotated[
    Is | IsNot | Includes | Compare | Answered | AllOf | AnyOf | Not, Field(discriminator="kind")
]


class Step(Frozen):
    """One step: a question (or `info`), when it is asked, and where its choices lead."""

    id: str
    """`<block>__<step>` for a step of a block."""
    prefix: str
    """Catalogue key of the step: `<slug>.<id>`, or `block.<name>.<step>`."""
    overrides: tuple[str, ...] = ()
    """Parts of a block's words that this flow gives itself; their key is `<slug>.<id>.<part>`."""
    slug: str
    question: SerializeAsAny[Question]
    ask_if: Condition | None = None
    go_to: Mapping[str, str] = Field(default_factory=dict)
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


class Flow(Frozen):
    """The structure that a conversation is pinned to. Its canonical JSON is what is hashed."""

    slug: str
    language: str
    steps: tuple[Step, ...]
    endings: tuple[str, ...]
    """`done`, `declined`, `closed`, and any other."""
    consent_text: str = ""
    """Source words of the consent step: changing them is a new version."""

    def step(self, step_id: str) -> Step | None:
        """The step with this id, or `None`."""
        return next((step for step in self.steps if step.id == step_id), None)


class Reminders(Frozen):
    """When silence is answered."""

    after: tuple[timedelta, ...] = ()
    then_ask_link_worker: timedelta | None = None


class Feedback(Frozen):
    """When people will hear."""

    heard: datetime
    decided: datetime
    next: tuple[timedelta, ...] = ()


class Decision(Frozen):
    """Who decides, by when, and what can change."""

    maker: str
    date: date
    can_change: str = ""
    not_negotiable: str = ""


class Keep(Frozen):
    """Retention: identity counts from feedback, answers from closing."""

    identity: timedelta
    answers: timedelta


class Contact(Frozen):
    """Whom WHO names."""

    name: str
    role: str = ""
    phone: str = ""


class QuietHours(Frozen):
    """Local times between which nothing unprompted is sent; may span midnight."""

    start: time = time(20)
    end: time = time(9)
    sunday_start: time = time(18)
    sunday_end: time = time(11)


class Plan(Frozen):
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
    keywords: Mapping[str, str] = Field(default_factory=dict)
    """Folded joining word to its source (venue)."""
    moved: Mapping[str, str] = Field(default_factory=dict)
    results: Literal["after_close", "daily_snapshot"] = "after_close"
    long: bool = False


class Document(Frozen):
    """A whole flow file, loaded and valid."""

    flow: Flow
    plan: Plan
    texts: Mapping[str, str]
    """Words in the source language, by catalogue key; `<slug>.title`, `<slug>.run_by`,
    `<slug>.invitation`, `<slug>.endings.<id>`, `<slug>.reminders`, `<slug>.urgent.words`,
    `<slug>.urgent.reply`, `<slug>.<step>.text`, `.choices.<id>`, `.also.<id>`…"""
    version: str
    """SHA-256 of the canonical JSON of `flow`."""
