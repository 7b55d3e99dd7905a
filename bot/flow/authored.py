"""The flow file as an author writes it: every key, what it takes and what it means.

Rule: keys and kinds of value only. What depends on another line of the file is judged later;
the descriptions here are what an editor shows while one types.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.flow.holidays import Region

LIMIT_QUIET_DAYS = 60
Words: TypeAlias = Annotated[str, Field(min_length=1)]
WhenStuck: TypeAlias = Literal["skip", "end", "link_worker"]


class Authored(BaseModel):
    """Base of every part of the file: an unknown key is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_by_name=False, defer_build=True
    )


class Shorthand(Authored):
    """A part that may also be written as one text: the value of its key `short`."""

    short: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _lengthen(cls, value: object) -> object:
        return {cls.short: value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string"}, whole], "description": cls.__doc__ or ""}


class ChoiceFile(Shorthand):
    """A choice: its label, or its label with more."""

    short = "label"

    label: Words = Field(description="What the resident reads.")
    also: list[Words] = Field(
        default=[], description="Other ways in which people say it; each is understood."
    )
    go_to: str | None = Field(default=None, description="A later step, or an ending.")
    code: str | None = Field(default=None, description="A code for this answer in reports.")
    cost: Words | None = Field(
        default=None, description="What it would cost, shown beside the label: £90,000 a year."
    )


class StepFile(Authored):
    """The keys that any step may have, and every key that holds words."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$", description="Its name: small letters, digits and _."
    )
    type: str = Field(description="What kind of question.")
    text: Words = Field(description="The words of the question.")
    hint: Words | None = Field(default=None, description="A line of help below the question.")
    more: Words | None = Field(default=None, description="What MORE says at this step.")
    media: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
        description="The name of a file in media/ to send with it, where a channel takes files.",
    )
    ask_if: object = Field(default=None, description="Ask only if this holds.")
    optional: bool = Field(default=False, description="Whether SKIP is allowed.")
    retry: Words | None = Field(
        default=None, description="What to say when a reply is not understood; may hold {hint}."
    )
    tries: int | None = Field(default=None, ge=1, le=10, description="Replies before giving up.")
    when_stuck: WhenStuck | None = Field(default=None, description="What follows then.")
    sensitive: bool = Field(default=False, description="Never repeated to anyone in a text.")
    theme: str = Field(default="", description="A code for reports across consultations.")
    go_to: dict[str, str] = Field(
        default={}, description="From a choice to a later step or an ending."
    )
    choices: dict[str, ChoiceFile] = Field(default={}, description="Id of each choice: its label.")
    other: Words | None = Field(default=None, description='Adds "other, please say".')
    none_of_these: Words | None = Field(default=None, description="Adds an exclusive choice.")
    statements: dict[str, Words] = Field(
        default={}, description="Id of each statement: what somebody says, in one sentence."
    )
    items: dict[str, Words] = Field(
        default={}, description="Id of each item: what is to be rated, in a few words."
    )
    each: str | None = Field(default=None, description="How long a round lasts, such as 14 days.")
    own: Words | None = Field(
        default=None, description="Asks for a statement of their own; a person looks at it first."
    )
    low: Words | None = Field(default=None, description="What the lowest number means.")
    high: Words | None = Field(default=None, description="What the highest number means.")
    bands: dict[str, Words] = Field(
        default={}, description="Lowest number of each band: its label, rising."
    )
    areas: str | None = Field(default=None, description="A CSV beside the flow: postcode, ward.")


class OverrideFile(Shorthand):
    """Words of a block's step that this flow says in its own way."""

    short = "text"

    text: Words | None = None
    hint: Words | None = None
    more: Words | None = None
    retry: Words | None = None
    low: Words | None = None
    high: Words | None = None
    other: Words | None = None
    none_of_these: Words | None = None
    choices: dict[str, Words] = Field(default={})


class UseFile(Authored):
    """A block of steps from flows/_blocks/."""

    use: str = Field(description="Name of the block, such as consent or about-you.")
    with_: dict[str, OverrideFile] = Field(
        default={}, alias="with", description="Step of the block: the words to say instead."
    )


class QuietHoursFile(Shorthand):
    """Hours in which nothing is sent unasked, such as 20:00 to 09:00."""

    short = "every_day"

    every_day: str | None = None
    sunday: str | None = None


class ContactFile(Authored):
    """Whom WHO names."""

    name: Words
    role: str = ""
    phone: str = ""


class KeepFile(Authored):
    """How long what is kept."""

    identity: str = Field(description="Such as 90 days after feedback.")
    answers: str = Field(description="Such as 12 months: counted from closing.")


class DecisionFile(Authored):
    """Who decides, by when, and what can change."""

    maker: Words
    date: str = Field(description="Such as 2027-04-28.")
    can_change: str = ""
    not_negotiable: str = ""


class FeedbackFile(Authored):
    """When people will hear."""

    heard: str = Field(description="What we heard: a date and time.")
    decided: str = Field(description="What was decided, and why: a date and time.")
    next: list[str] = Field(default=[], description="Waits until news of what happened next.")


class DefaultsFile(Authored):
    """What holds for every step that does not say otherwise."""

    tries: int = Field(default=3, ge=1, le=10)
    when_stuck: WhenStuck | None = None
    retry: Words | None = Field(default=None, description="May hold {hint}.")


class RemindersFile(Authored):
    """What follows silence."""

    after: list[str] = Field(default=[], description="Waits since our last question.")
    before_closing: str | None = Field(
        default=None, description="The last one so long before closing, such as 2 days."
    )
    text: Words | None = Field(default=None, description="May hold {left} and {closes}.")
    then_ask_link_worker: str | None = Field(default=None, description="A further wait.")


class UrgentFile(Authored):
    """Words that need an answer at once, and that answer."""

    words: list[Words] = Field(min_length=1)
    reply: Words


class FlowFile(Authored):
    """A consultation: flows/<consultation>/flow.yaml."""

    consultation: str = Field(
        pattern=r"^[a-z0-9-]{1,40}$", description="Its short name; the folder has the same."
    )
    title: Words = Field(description="What it is about, in a few words.")
    run_by: Words = Field(description="Who asks.")
    language: str = Field(description="Of the words in this file, such as en.")
    languages: list[str] = Field(min_length=1, description="Offered to residents.")
    purpose: Literal["needs", "health", "service_quality", "accountability"] | None = Field(
        default=None, description="Why you ask. Needed before a launch."
    )
    promise: Literal["inform", "consult", "involve", "collaborate", "devolve"] | None = Field(
        default=None, description="How much say people have. Needed before a launch."
    )
    opens: str | None = Field(default=None, description="Local, such as 2027-03-02 09:00.")
    closes: str | None = Field(default=None, description="Local, such as 2027-03-31 18:00.")
    timezone: str = Field(default="Europe/London")
    quiet_hours: QuietHoursFile | None = None
    quiet_days: list[str] = Field(
        default=[],
        max_length=LIMIT_QUIET_DAYS,
        description="Days, such as 2027-03-20, on which nothing unasked is sent.",
    )
    bank_holidays: Region | None = Field(
        default=None, description="Whose bank holidays are quiet days too."
    )
    invitation: Words | None = Field(default=None, description="The first text.")
    contact: ContactFile | None = None
    privacy: Words | None = Field(default=None, description="What PRIVACY says.")
    more: Words | None = Field(default=None, description="What MORE says.")
    long: bool = Field(default=False, description="Allow more than 10 questions.")
    moved: dict[str, str] = Field(default={}, description="Renamed steps: old to new.")
    results: Literal["after_close", "daily_snapshot"] = "after_close"
    keep: KeepFile | None = None
    decision: DecisionFile | None = None
    feedback: FeedbackFile | None = None
    defaults: DefaultsFile = DefaultsFile()
    reminders: RemindersFile | None = Field(
        default=None, description="Left out: after 3 and 7 days without an answer."
    )
    urgent: UrgentFile | None = None
    keywords: dict[str, Words] = Field(
        default={}, description="Where it is shown (a venue): the word that people send."
    )
    sections: dict[str, Words] = Field(
        default={}, description="First step of a run of steps: the title of that run."
    )
    endings: dict[str, Words] = Field(default={}, description="What the last text says.")
    steps: list[object] = Field(min_length=1, description="In the order in which they are asked.")


class BlockFile(Authored):
    """Steps that several flows use: flows/_blocks/<block>.yaml."""

    block: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    language: Literal["en"] = "en"
    steps: list[object] = Field(min_length=1)
