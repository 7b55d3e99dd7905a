"""A filled form → a decision or an update, or every reason why not, each with its line.

Rule: a decision answers every theme with a reason, in every language, or it is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow import times, yaml
from bot.flow.authored import Authored
from bot.flow.mending import mended
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.yaml import Trail
from bot.model import Decision, News, Ruling, Texts, Theme
from bot.workshop.deciding.keys import DecisionKeys, NewsKeys, Slots, ThemeKeys
from bot.workshop.deciding.scope import Scope

LIMIT_TITLE_CHARS = 60
LIMIT_TEXT_CHARS = 400
LIMIT_NEWS_CHARS = 600
LIMIT_THEMES = 40

Form = TypeVar("Form", bound=Authored)
Found = TypeVar("Found")


class Draft(Struct, frozen=True):
    """A decision as the form has it; who records it, and when, is not written there."""

    themes: tuple[Theme, ...]
    decided_by: str
    decided_on: date
    headline: Texts
    nothing_changed: Texts

    def signed(self, by: str, at: datetime) -> Decision:
        """As somebody puts it on record; its number is given there."""
        return Decision(
            number=0,
            themes=self.themes,
            decided_by=self.decided_by,
            decided_on=self.decided_on,
            recorded_by=by,
            recorded_at=at,
            headline=self.headline,
            nothing_changed=self.nothing_changed,
        )


class Update(Struct, frozen=True):
    """What happened next, as the form has it."""

    number: int
    text: Texts

    def signed(self, by: str, at: datetime) -> News:
        """As somebody puts it on record."""
        return News(self.number, self.text, by, at)


class Read(Struct, Generic[Found], frozen=True):
    """What a form says, and what its author should look at."""

    found: Found
    warnings: tuple[Problem, ...]


def read_decision(body: bytes, file: str, scope: Scope) -> Read[Draft]:
    """Read a filled form.

    Raises:
        FlowError: every problem of it; nothing may be used.
    """
    page, form = _opened(body, file, DecisionKeys)
    judge = _Judge(page, scope)
    draft = judge.decision(form)
    return Read(_or_refuse(draft, page), _warnings(page))


def read_news(body: bytes, file: str, scope: Scope) -> Read[Update]:
    """Read a filled form.

    Raises:
        FlowError: every problem of it; nothing may be used.
    """
    page, form = _opened(body, file, NewsKeys)
    judge = _Judge(page, scope)
    text = judge.texts(form.text, ("text",), LIMIT_NEWS_CHARS)
    if not text:
        page.error_on_key("D-202", ("text",), "Nothing is said. Write what happened next.")
    number = int(form.update) if form.update.isascii() and form.update.isdigit() else 0
    if not number:
        page.error("D-214", ("update",), "Write the number of the update, as the form had it.")
    return Read(_or_refuse(Update(number, text), page), _warnings(page))


def _opened(body: bytes, file: str, model: type[Form]) -> tuple[Page, Form]:
    """The file as far as it can be judged.

    Raises:
        FlowError: it cannot be read to its end.
    """
    sheet, problems = yaml.read(body, file)
    if sheet is None:
        raise FlowError(sorted(problems))
    page = Page(sheet, list(problems))
    plain = sheet.root.plain()
    form = page.convert(model, plain, ()) or mended(model, plain)
    if form is None:
        raise FlowError(sorted(page.problems))
    return page, form


def _or_refuse(found: Found | None, page: Page) -> Found:
    errors = [each for each in page.problems if each.severity == "error"]
    if errors or found is None:
        raise FlowError(sorted(errors))
    return found


def _warnings(page: Page) -> tuple[Problem, ...]:
    return tuple(sorted(each for each in page.problems if each.severity != "error"))


class _Judge:
    """Judges one form."""

    def __init__(self, page: Page, scope: Scope) -> None:
        self.page = page
        self.scope = scope

    def decision(self, form: DecisionKeys) -> Draft | None:
        on = self._day(form.decided_on)
        if not form.decided_by.strip():
            message = "Say who decided: a body or a person."
            self.page.error_on_key("D-211", ("decided_by",), message)
        themes = [self._theme(each, ("themes", n)) for n, each in enumerate(form.themes)]
        self._judge_themes(form.themes)
        nothing = self.texts(form.nothing_changed, ("nothing_changed",), LIMIT_TEXT_CHARS)
        self._judge_nothing(form.themes, nothing)
        headline = self.texts(form.headline, ("headline",), LIMIT_TEXT_CHARS)
        whole = tuple(theme for theme in themes if theme is not None)
        if on is None:
            return None
        return Draft(whole, " ".join(form.decided_by.split()), on, headline, nothing)

    def _day(self, text: str) -> date | None:
        if text:
            return self.page.attempt(times.day, text, "D-210", ("decided_on",))
        message = "Say on which day it was decided, such as 2027-04-28."
        self.page.error_on_key("D-210", ("decided_on",), message)
        return None

    # ── Themes ────────────────────────────────────────────────────────────────────────────────

    def _theme(self, form: ThemeKeys, path: Trail) -> Theme | None:
        name = form.theme.strip()
        if not name:
            self.page.error("D-205", (*path, "theme"), "Give the theme a short id.")
        title = self.texts(form.title, (*path, "title"), LIMIT_TITLE_CHARS)
        if not title:
            message = f'"{name}" has no title. Write one.'
            self.page.error_on_key("D-203", (*path, "title"), message)
        ruling = self._ruling(form, path)
        because = self.texts(form.because, (*path, "because"), LIMIT_TEXT_CHARS)
        if not because:
            message = f'"{name}" has no reason. Say why: without one it cannot be recorded.'
            self.page.error_on_key("D-202", (*path, "because"), message)
        extras = {
            part: self.texts(getattr(form, part), (*path, part), LIMIT_TEXT_CHARS)
            for part in ("cost", "quality", "criterion")
        }
        answers = [
            self._option(each, (*path, "answers", n)) for n, each in enumerate(form.answers)
        ]
        found = tuple(dict.fromkeys(each for each in answers if each is not None))
        if ruling is None:
            return None
        return Theme(name, title, ruling, because, answers=found, **extras)

    def _ruling(self, form: ThemeKeys, path: Trail) -> Ruling | None:
        said = form.verdict.strip().casefold()
        known = [each.value for each in Ruling]
        if said in known:
            return Ruling(said)
        if said:
            remedy = did_you_mean(said, known, "Write accepted, partly or not.")
            message = f'"{form.verdict}" is no verdict. {remedy}'
        else:
            message = f'"{form.theme}" has no verdict. Write accepted, partly or not.'
        self.page.error_on_key("D-201", (*path, "verdict"), message)
        return None

    def _judge_themes(self, forms: Sequence[ThemeKeys]) -> None:
        known, counts = self.scope.themes, Counter(each.theme.strip() for each in forms)
        for n, form in enumerate(forms):
            name = form.theme.strip()
            if known and name and name not in known:
                remedy = did_you_mean(name, known, f"Known here: {', '.join(known)}.")
                self.page.error("D-205", ("themes", n, "theme"), f'No theme "{name}". {remedy}')
            if name and counts[name] > 1 and [e.theme.strip() for e in forms].index(name) < n:
                message = f'"{name}" is answered twice. Keep one answer.'
                self.page.error("D-206", ("themes", n, "theme"), message)
        left = [name for name in known if name not in counts]
        if left:
            message = f"Not answered: {', '.join(left)}. Say what became of each, and why."
            self.page.error_on_key("D-207", ("themes",), message)
        if not forms and not known:
            self.page.error(
                "D-207", ("themes",), "No theme is answered. Add what people asked for."
            )
        if len(forms) > LIMIT_THEMES:
            message = f"More than {LIMIT_THEMES} themes: nobody can read that. Join some."
            self.page.error("D-215", ("themes",), message)
        self._judge_options(forms)

    def _judge_nothing(self, forms: Sequence[ThemeKeys], nothing: Texts) -> None:
        said = {each.verdict.strip().casefold() for each in forms}
        if said == {Ruling.NOT.value} and not nothing:
            message = (
                "No theme is accepted, even in part: nothing changes. That is a decision too; "
                'say why under "nothing_changed".'
            )
            self.page.error_on_key("D-209", ("nothing_changed",), message)
        if nothing and said & {Ruling.ACCEPTED.value, Ruling.PARTLY.value}:
            message = "Something is accepted, so it is not true that nothing changes. Clear one."
            self.page.error("D-209", ("nothing_changed",), message)

    # ── Options ───────────────────────────────────────────────────────────────────────────────

    def _option(self, text: str, path: Trail) -> tuple[str, str] | None:
        step, _, option = text.strip().partition(".")
        if (step, option) in self.scope.options:
            return step, option
        known = [".".join(each) for each in self.scope.options]
        remedy = did_you_mean(text.strip(), known, "The form lists what there is.")
        message = f'Nobody could choose "{text}", or it may not be told. {remedy}'
        self.page.error("D-208", path, message)
        return None

    def _judge_options(self, forms: Sequence[ThemeKeys]) -> None:
        taken: dict[str, str] = {}
        for n, form in enumerate(forms):
            for place, text in enumerate(form.answers):
                other = taken.setdefault(text.strip(), form.theme)
                if other != form.theme:
                    message = f'"{text}" is answered by "{other}" already. Keep one.'
                    self.page.error("D-213", ("themes", n, "answers", place), message)
        silent = [".".join(each) for each in self.scope.options if ".".join(each) not in taken]
        if taken and silent:
            message = (
                f"Whoever chose {', '.join(silent)} will not read what became of it. "
                'Put each under "answers" of a theme, if one answers it.'
            )
            self.page.warn("D-216", ("themes",), message)

    # ── Words ─────────────────────────────────────────────────────────────────────────────────

    def texts(self, slots: Slots, path: Trail, limit_chars: int) -> Texts:
        """One text in all its languages; empty where it is said in none."""
        known = self.scope.languages
        for tag in slots:
            if tag not in known:
                remedy = did_you_mean(tag, known, f"Offered here: {', '.join(known)}.")
                message = f'"{tag}" is no language of this consultation. {remedy}'
                self.page.error_on_key("D-204", (*path, tag), message)
        said: Mapping[str, str] = {
            tag: words for tag in known if (words := " ".join(slots.get(tag, "").split()))
        }
        for tag, words in said.items():
            if len(words) > limit_chars:
                message = f"{len(words)} characters; at most {limit_chars} are read on a phone."
                self.page.error("D-212", (*path, tag), f"{message} Shorten it.")
        missing = self.scope.missing(said) if said else ()
        if missing:
            names = ", ".join(map(self.scope.named, missing))
            message = f'"{path[-1]}" is not said in {names}. Add it.'
            self.page.error_on_key("D-203", path, message)
        return said
