"""One `locales/<tag>/words.yaml` → its words, validated.

Rule: in the file each entry is a text of phrases parted by commas or lines, so that it reads like
a list and parses in no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from bot.errors import FlowError, Problem
from bot.language.folding import exact, fold_all
from bot.language.lexicon import STANCES
from bot.language.words import Words
from bot.language.yaml import read_yaml
from bot.model import Command

ROLES = frozenset(
    {
        "yes",  # means yes on its own
        "no",
        "dont_know",
        "lead",  # opens an answer that goes on: "Yes, last week"
        "lead_alone",  # the same, but only with a comma after it
        "subject",  # what may follow a leading no: "no I went"
        "weak",  # "ok", "hmm": never an answer alone, never in the way of one
        "unclear",  # makes the whole reply unclear: "yes and no", "no problem"
        "filler",  # politeness
        "polite",  # the same, and around a command too: please, thanks, a greeting, an address
        "honorific",  # added to a word out of respect; a yes only where it opens the reply: ji
        "frame",  # "my answer is", "i am": may stand before an answer
        "article",
        "hedge",  # "maybe", "if", "but": an answer near it is asked about
        "negator",
        "other",
        "all",
        "none",
        "marker",  # "number", "option", "no."
        "pick",  # "one" in "the second one"
        "one",  # "an" in "an hour"; of a unit, that it stands for one of it by itself
        "joiner",
        "range",
        "about",  # "around", "roughly": the number still counts
        "compare",  # "over", "less than": the number does not
        "classifier",
        "ago",
        "out_of",  # "4 out of 5"
        "of_which",  # the same after the whole: "5 میں سے 4"
        "number_joiner",  # the "and" within a number: "twenty and five", "five and twenty"
        "grown_on",  # what is written as one with the next word: Arabic "and", "the", "in"
        "tenfold",  # a digit after it counts tenths of it: 两千五 is 2,500
    }
)
"""What a phrase may be to a sentence; each is a key of the file."""

UNITS = frozenset({"minutes", "hours", "days", "weeks", "months", "years", "things"})
_LISTS = frozenset(
    {
        "near_stop",
        "stop_on_sms",
        "with_stop",  # may stand beside STOP without changing it: "messages", "to me", "again"
        "help_on_sms",
        "unclear_days",
        "not_negators",
        "same",  # a whole reply to "you said 7": it stays so
        *STANCES,  # whole replies to somebody's statement, and no part of a sentence
    }
)
_VALUES = frozenset({"numbers", "ordinals", "multipliers", "fractions", "plus", "month", "day"})
DATE_LABELS = frozenset({"day", "month", "year"})
_NESTED = frozenset(
    {"commands", "loose_commands", "units", "languages", "date_labels", "spellings"}
)
_EXACT = frozenset({"exact_unclear", "exact_stop"})
_PLAIN = frozenset({"language", "decimal", *_EXACT, "negator_endings", "ordinal_endings"})
_NOTHING: frozenset[float] = frozenset()
_KEYS = ROLES | _LISTS | _VALUES | _NESTED | _PLAIN


def load_words(path: Path) -> Words:
    """Read one `words.yaml`.

    Raises:
        FlowError: with every problem found: file, line, what to do.
    """
    root = read_yaml(path)
    if not isinstance(root, MappingNode):
        message = "The file must hold keys, such as `yes:`, each with its phrases."
        raise FlowError([Problem(path.as_posix(), 1, 1, "words", message)])
    reader = _Reader(path.as_posix())
    words = reader.words(reader.sections(root))
    if reader.problems:
        raise FlowError(reader.problems)
    return words


Entry = tuple[int, str]
"""Line and text of one phrase, as written."""


class _Reader:
    """One pass over one file, gathering problems as it goes."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def sections(self, root: MappingNode) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, node in root.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name not in _KEYS:
                self._note(line, f'"{name}" is not a key of a words file. Take it out.')
            elif name in found:
                self._note(line, f'"{name}" stands twice. Join the two.')
            elif isinstance(node, ScalarNode) == (name in _NESTED):
                kind = "keys of its own" if name in _NESTED else "a text of phrases"
                self._note(line, f'"{name}" must hold {kind}.')
            else:
                found[name] = node
        return found

    def words(self, found: Mapping[str, Node]) -> Words:
        return Words(
            tag=self._plain(found, "language", required=True),
            decimal=self._plain(found, "decimal") or ".",
            roles={role: self._keys(found.get(role)) for role in sorted(ROLES)},
            units={unit: self._keys(node) for unit, node in self._table(found, "units", UNITS)},
            commands=self._commands(found, "commands"),
            loose_commands=self._commands(found, "loose_commands"),
            lists={name: self._keys(found.get(name)) for name in sorted(_LISTS)},
            values={name: self._valued(found.get(name)) for name in sorted(_VALUES)},
            languages=self._named(found, "languages"),
            spellings=self._named(found, "spellings"),
            exact_unclear=frozenset(
                text if text.isascii() else exact(text)
                for _, text in _entries(found.get("exact_unclear"))
            ),
            exact_stop=frozenset(exact(text) for _, text in _entries(found.get("exact_stop"))),
            negator_endings=tuple(sorted(self._keys(found.get("negator_endings")))),
            ordinal_endings=self._keys(found.get("ordinal_endings")),
            date_labels={
                label: self._keys(node)
                for label, node in self._table(found, "date_labels", DATE_LABELS)
            },
        )

    def _plain(self, found: Mapping[str, Node], name: str, *, required: bool = False) -> str:
        node = found.get(name)
        if node is None and required:
            self._note(1, f'"{name}" is missing. Add it.')
        return str(node.value).strip() if node is not None else ""

    def _keys(self, node: Node | None) -> frozenset[str]:
        keys = _quickly_folded(node)
        if not all(keys):  # the slow way knows the line of each phrase
            keys = [key for _, key in self._folded(tuple(_entries(node)))]
        return frozenset(keys)

    def _folded(self, entries: Sequence[Entry]) -> list[Entry]:
        """Line and key of each phrase that has letters to match."""
        keys = fold_all([text for _, text in entries])
        found = []
        for (line, text), key in zip(entries, keys, strict=True):
            if key:
                found.append((line, key))
            else:
                self._note(line, f'"{text}" has no letters to match. Take it out.')
        return found

    def _table(
        self, found: Mapping[str, Node], name: str, allowed: frozenset[str] | None
    ) -> Iterator[tuple[str, Node]]:
        node = found.get(name)
        for key, value in node.value if isinstance(node, MappingNode) else ():
            if allowed is not None and key.value not in allowed:
                known = ", ".join(sorted(allowed))
                self._note(
                    key.start_mark.line + 1, f'"{key.value}" is not one of {name}: {known}.'
                )
                continue
            yield str(key.value), value

    def _commands(self, found: Mapping[str, Node], name: str) -> Mapping[str, Command]:
        table: dict[str, Command] = {}
        for word, node in self._table(found, name, frozenset(Command)):
            command = Command(word)
            keys = _quickly_folded(node)
            if all(keys) and table.keys().isdisjoint(keys):
                table.update(dict.fromkeys(keys, command))
                continue
            for line, key in self._folded(tuple(_entries(node))):
                if table.setdefault(key, command) is not command:
                    self._note(line, f'"{key}" is already {table[key].value}. Keep one.')
        return MappingProxyType(table)

    def _named(self, found: Mapping[str, Node], section: str) -> Mapping[str, str]:
        """Each phrase of a section to the key that it stands under."""
        return MappingProxyType(
            {
                key: name
                for name, node in self._table(found, section, None)
                for key in self._keys(node)
            }
        )

    def _valued(self, node: Node | None) -> Mapping[str, frozenset[float]]:
        phrases: list[Entry] = []
        values: dict[int, float] = {}
        for line, text in _lines(node):
            left, colon, right = text.partition(":")
            try:
                value = float(left)
            except ValueError:
                colon = ""
                value = 0.0
            if not colon:
                self._note(line, f'"{text}" must be a number, a colon, and its words.')
                continue
            values[line] = value
            phrases += ((line, phrase) for phrase in _phrases(right))
        table: dict[str, frozenset[float]] = {}
        for line, key in self._folded(phrases):
            table[key] = table.get(key, _NOTHING) | {values[line]}
        return MappingProxyType(table)

    def _note(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.shown, line, 1, "words", message))


def _quickly_folded(node: Node | None) -> list[str]:
    """The keys of a block of phrases, without their lines; empty where one has no letters."""
    text = str(node.value).replace("\n", ",") if isinstance(node, ScalarNode) else ""
    return fold_all(_phrases(text))


def _lines(node: Node | None) -> Iterator[Entry]:
    """The lines of a block of text, with their place in the file."""
    if not isinstance(node, ScalarNode):
        return
    first = node.start_mark.line + (2 if node.style == "|" else 1)
    for offset, line in enumerate(str(node.value).split("\n")):
        if line.strip():
            yield first + offset, line.strip()


def _entries(node: Node | None) -> Iterator[Entry]:
    for line, text in _lines(node):
        for phrase in _phrases(text):
            yield line, phrase


def _phrases(text: str) -> list[str]:
    return [phrase for phrase in map(str.strip, text.split(",")) if phrase]
