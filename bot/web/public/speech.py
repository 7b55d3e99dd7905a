"""What a page says in one language: phrases with their blanks filled, numbers and dates.

Rule: all words of a page come from one language, the first of the reader's that has them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.flow.structure import Step
from bot.language import formats
from bot.language.catalogue import Language
from bot.questions.base import NONE
from bot.questions.scale import Scale
from bot.questions.statements import step_of
from bot.render import option_label
from bot.render.bidi import isolated
from bot.render.blanks import Blank, template
from bot.render.scene import Voice
from bot.results.counting import ELSEWHERE
from bot.shelf import Running

PAGE, REPORT = "bot.page.", "bot.report."
"""Beginnings of the keys of everything that a page says, and a report beside it."""
_CAVEAT = ("bot.caveat.group", "bot.caveat.few")
_STANCES = ("bot.agree", "bot.disagree", "bot.pass")
_ALSO = (
    "bot.heard.base",
    "bot.heard.base_few",
    "bot.dont_know",
    "bot.yes",
    "bot.no",
    *_STANCES,
    *_CAVEAT,
)
_ELSEWHERE: Mapping[str, str] = {"postcode": "elsewhere", "date": "other_dates"}
"""What all that few named is called, by the type of question."""
_NOT_SHOWN = frozenset({"info", "consent"})


class Speech(Struct, frozen=True):
    """One language of one consultation."""

    running: Running
    language: Language
    voice: Voice

    def says(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """One of the page's own phrases; `key` without its beginning where it has ours.

        Values that are numbers, percentages or ISO dates are written as the language does.
        """
        full = key if key.startswith("bot.") else f"{PAGE}{key}"
        return self.fill(self.voice.words(full), values or {})

    def own(self, part: str) -> str:
        """One of the consultation's own words, such as its `title`."""
        return self.voice.words(f"{self.running.slug}.{part}")

    def question(self, step: Step) -> str:
        """What is asked, in one line; an answer that it repeats is left out."""
        return self.fill(self.voice.words(step.key("text")).split("\n")[0], {})

    def whole(self, step: Step) -> Step:
        """The step that puts this statement or item to people; any other step is itself."""
        return self.running.compiled.flow.step(step_of(step.id)[0]) or step

    def option(self, step: Step, option: str) -> str:
        """What an option is called, an end of a scale with what it means."""
        kind = step.question.type
        if option == ELSEWHERE and kind in _ELSEWHERE:
            return self.says(_ELSEWHERE[kind])
        if kind == "date":
            return self._span(option)
        if option == NONE and not self.running.wording.has(step.key(f"choices.{option}")):
            return self.says("none")
        label = option_label(self.voice, self.running.wording, step, option)
        end = self._end(step, option)
        return f"{label} ({end})" if end else label

    def _span(self, name: str) -> str:
        """A month (`2027-03`), or a year, as figures name it."""
        if "-" not in name:
            return formats.literal(name, self.language)
        return formats.month(date.fromisoformat(f"{name}-01"), self.language)

    def number(self, value: float) -> str:
        """A number in its digits."""
        return formats.number(value, self.language)

    def percent(self, value: int) -> str:
        """A whole percentage in its digits and with its sign."""
        return formats.percent(value, self.language)

    def day(self, at: datetime) -> str:
        """A date where the consultation is."""
        return formats.literal(self.iso(at), self.language)

    def iso(self, at: datetime) -> str:
        """The same to fill a blank with."""
        zone = ZoneInfo(self.running.launched.document.plan.timezone)
        return at.astimezone(zone).date().isoformat()

    def fill(self, text: str, values: Mapping[str, str]) -> str:
        """`text` with its blanks filled, by their fallback or by dots if need be."""
        return "".join(
            part if isinstance(part, str) else self._blank(part, values) for part in template(text)
        )

    def _blank(self, blank: Blank, values: Mapping[str, str]) -> str:
        if blank.name not in values:
            return "…" if blank.fallback is None else blank.fallback
        value = formats.literal(values[blank.name], self.language)
        return isolated(value) if self.language.direction == "rtl" else value

    def _end(self, step: Step, option: str) -> str:
        """What an end of a scale means; empty for all else."""
        if not isinstance(step.question, Scale):
            return ""
        options, whole = step.question.options(), self.whole(step)
        part = {options[0]: "low", options[-1]: "high"}.get(option, "")
        return self.voice.words(whole.key(part)) if part in whole.parts else ""


@lru_cache(maxsize=64)  # to look through all words takes a good part of drawing a page
def speech(running: Running, tag: str) -> Speech:
    """How a page speaks to readers of `tag`: in their language, or in the first of their chain
    that has every word of it."""
    wanted = {key for key in _needed(running) if running.wording.has(key)}
    found, words = running.wording.find(tag, wanted)
    language = running.catalogue.language(found)
    return Speech(running, language, Voice(language, words, is_lenient=True))


def offered(running: Running) -> tuple[Language, ...]:
    """The languages that a page can be read in: those offered to residents that the installation
    still has, but for one whose readers read another's words."""
    known = running.catalogue.languages
    languages = (known[tag] for tag in running.languages if tag in known)
    return tuple(each for each in languages if not set(each.chain) & set(running.languages))


def _needed(running: Running) -> Iterator[str]:
    yield from (key for key in running.wording.texts("en") if key.startswith((PAGE, REPORT)))
    yield from _ALSO
    yield from (f"{running.slug}.{part}" for part in ("title", "run_by"))
    for step in running.compiled.flow.steps:
        if is_shown(step):
            yield from _words_of(step)
            yield from _put(running, step)


def _put(running: Running, step: Step) -> Iterator[str]:
    """What one step puts to people one after another: statements, residents' own among them."""
    if step.question.puts:
        own = running.wording.texts(running.compiled.flow.language)
        yield from (key for key in own if key.startswith(step.key("")) and key.endswith(".text"))


def is_shown(step: Step) -> bool:
    """Whether a step is a question that figures are made of."""
    return step.question.type not in _NOT_SHOWN


def _words_of(step: Step) -> Collection[str]:
    ends = [step.key(part) for part in ("low", "high") if part in step.parts]
    choices = [step.key(f"choices.{option}") for option in step.question.options()]
    return [step.key("text"), *ends, *choices]
