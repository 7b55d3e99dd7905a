"""What replies mean outside any consultation: one question, one reply, one meaning.

Rule: the same reading as the live service, with nothing of its own but the words for the result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.intents import Asked, ChosenLanguage, Meaning, hear, read
from bot.language.catalogue import Catalogue
from bot.language.folding import clean, loosen
from bot.language.guessing import scripts_in
from bot.language.languages_file import load_languages
from bot.language.lexicon import Lexicon
from bot.language.tags import known_tag
from bot.language.words_file import load_words
from bot.model import Accepted, Command, Outcome, Value
from bot.questions import QUESTION_TYPES
from bot.questions.base import Hearing, Question, Said
from bot.questions.keys import read as read_keys

_TYPES: Mapping[str, str] = {"yesno": "yes_no", "text": "free_text"}
"""Words of this command that differ from the flow file's."""

Kind: TypeAlias = Literal[
    "yesno", "choice", "number", "text", "idle",
    "yes_no", "consent", "multi_choice", "ranking", "scale", "date", "postcode", "free_text",
]  # fmt: skip

_COMMANDS: Mapping[Command, str] = {
    command: command.value
    for command in (
        Command.STOP, Command.HELP, Command.START, Command.SKIP, Command.LANGUAGE,
    )
}  # fmt: skip
"""Commands with a word of their own; every other one is `unclear`."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Strict):
    """One option on the person's screen."""

    id: Annotated[str, Field(min_length=1)]
    label: str


class Asking(_Strict):
    """The question that is outstanding."""

    type: Kind
    options: tuple[Option, ...] = ()
    multi: bool = False

    @model_validator(mode="after")
    def _has_options(self) -> Asking:
        needs = self.type in {"choice", "multi_choice", "ranking"}
        if needs and not self.options:
            raise ValueError("a choice needs options")
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError("two options have the same id")
        return self


class Line(_Strict):
    """One line of input."""

    question: Asking
    ui: str
    """Language of the session."""
    channel: Literal["sms", "telegram"] = "sms"
    reply: str


class Understood(Struct, frozen=True):
    """One line of output."""

    meaning: str
    value: Value | Sequence[str] | None
    lang: str

    def as_json(self) -> dict[str, object]:
        """The object to print."""
        return {"as": self.meaning, "value": self.value, "lang": self.lang}


class NotALine(ValueError):
    """The line is not what this command reads; the text says what is wrong."""


def listening(locales: Path) -> Catalogue:
    """The words of every language, without the translations, which no reading needs.

    Raises:
        FlowError: a file is wrong, with its place.
    """
    languages = load_languages(locales / "languages.yaml")
    paths = ((tag, locales / tag / "words.yaml") for tag in languages)
    words = {tag: load_words(path) for tag, path in paths if path.exists()}
    return Catalogue(languages, {tag: {} for tag in languages}, words, {})


def parse(raw: str) -> Line:
    """One line of JSON.

    Raises:
        NotALine: it is not such a line; says which part, and never repeats the reply.
    """
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotALine("it is not JSON") from None
    if isinstance(row, dict) and isinstance(row.get("reply"), str):
        row["reply"] = clean(row["reply"])  # half an emoji is noise, not a malformed line
    try:
        return Line.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise NotALine(f"{place or 'the line'}: {first['msg']}") from None


def understand(line: Line, catalogue: Catalogue) -> Understood:
    """What the reply means as an answer to the question.

    Raises:
        NotALine: the language of the session is none of the installation's.
    """
    ui = known_tag(line.ui, catalogue.languages)
    if not ui:
        known = ", ".join(catalogue.languages)
        raise NotALine(f'ui: "{line.ui}" is not a language here. Known: {known}')
    lexicon = catalogue.lexicon(ui)
    said = hear(line.reply)
    meaning = read(said, _asked(line, lexicon))
    word, value = _word(meaning, line.question)
    tag = meaning.tag if isinstance(meaning, ChosenLanguage) else _tag(said, ui, catalogue)
    return Understood(word, value, tag)


def _asked(line: Line, lexicon: Lexicon) -> Asked:
    asking = line.question
    hearing = Hearing(
        lexicon=lexicon,
        labels={option.id: (option.label,) for option in asking.options},
        order=tuple(option.id for option in asking.options),
    )
    return Asked(_question(asking), hearing, channel=line.channel)


def _question(asking: Asking) -> Question | None:
    if asking.type == "idle":
        return None
    name = _TYPES.get(asking.type, asking.type)
    if name == "choice" and asking.multi:
        name = "multi_choice"
    choices = {"choices": tuple(option.id for option in asking.options)}
    has_choices = name in {"choice", "multi_choice", "ranking"}
    return read_keys(QUESTION_TYPES[name], choices if has_choices else {})


def _word(meaning: Meaning, asking: Asking) -> tuple[str, Value | None]:
    match meaning:
        case Command():
            return _COMMANDS.get(meaning, "unclear"), None
        case ChosenLanguage(tag):
            return "language", tag
        case Accepted(_, Outcome.DONT_KNOW):
            return "dont_know", None
        case Accepted(bool() as value):
            return ("yes" if value else "no"), None
        case Accepted(tuple() as value):
            return "options", value
        case Accepted(int() | float() as value):
            return "number", value
        case Accepted(value):
            return ("option" if asking.type == "choice" else "text"), value
        case _:
            return "unclear", None


def _tag(said: Said, ui: str, catalogue: Catalogue) -> str:
    """The language whose words the reply is made of, or whose script it is in; else the session's.

    Not a detector: it only says what the reading rested on.
    """
    lexicon = catalogue.lexicon(ui)
    key = loosen(said.key)
    if tag := _origin(key, lexicon, catalogue):
        return tag
    tags = [piece.tag for piece in lexicon.pieces(key.split()) if piece.tag]
    if tags and not scripts_in(said.text):
        return tags[0]
    return _by_script(said.text, ui, catalogue)


def _origin(key: str, lexicon: Lexicon, catalogue: Catalogue) -> str:
    """The language that has the whole reply among its words, the session's own before others."""
    if key in lexicon.senses:
        return lexicon.senses[key].tag
    held = (tag for tag in (lexicon.tag, *catalogue.words) if key in _phrases(catalogue, tag))
    return next(held, "")


@lru_cache(maxsize=256)
def _phrases(catalogue: Catalogue, tag: str) -> frozenset[str]:
    words = catalogue.words[tag]
    lists = (words.commands, words.loose_commands, words.languages, *words.lists.values())
    return frozenset(words.senses).union(*lists)


def _by_script(text: str, ui: str, catalogue: Catalogue) -> str:
    seen = scripts_in(text)
    if not seen or catalogue.language(ui).script in seen:
        return ui
    known = (each.tag for each in catalogue.languages.values() if each.script in seen)
    return next(known, ui)
