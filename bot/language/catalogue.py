"""Everything under `locales/`, read once: languages, translations, words understood, reviews.

Rule: opened at start, immutable afterwards; a broken file refuses the whole, with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.language.languages import SOURCE, Language
from bot.language.po import Entry, read_po
from bot.language.reviews import Review, read_reviews
from bot.language.snapshots import Marks, Snapshot, keep, marks, place_of, recall
from bot.language.wording import Wording
from bot.language.words import Lexicon, Words, merge
from bot.model import Command

__all__ = ["Catalogue", "Entry", "Language", "Readiness", "Review", "Wording"]

OURS = ("bot.", "block.")
"""Beginnings of keys whose source is English whatever the flow's language."""
OPTIONAL = ".also."
"""In keys that a language may do without: it has its own spellings, or none."""

_T = TypeVar("_T")


class Readiness(Struct, frozen=True):
    """What a language still lacks before a consultation may speak it, by key."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unreviewed: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every key has fresh words, reviewed or not."""
        return not (self.missing or self.stale)


class Catalogue:
    """All languages of the installation."""

    def __init__(
        self,
        languages: Mapping[str, Language],
        entries: Mapping[str, Mapping[str, Entry]],
        words: Mapping[str, Words],
        reviews: Mapping[str, Mapping[str, Review]],
    ) -> None:
        """Each by tag; `load` is the way in."""
        self.languages = languages
        self.entries = entries
        self.words = words
        self.reviews = reviews
        self._lexicons: dict[str, Lexicon] = {}

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read `locales/`, or what was read before while no file has changed since.

        Raises:
            FlowError: with the problems of every file that is wrong.
        """
        return _loaded(folder, marks(folder))

    @cached_property
    def commands(self) -> Mapping[str, Command]:
        """Words of opting out in every language, folded: honoured in any session."""
        return MappingProxyType(
            {
                word: command
                for each in self.words.values()
                for word, command in each.commands.items()
                if command is Command.STOP
            }
        )

    def language(self, tag: str) -> Language:
        """The language with this tag.

        Raises:
            KeyError: the installation does not know it.
        """
        return self.languages[tag]

    def with_entries(self, tag: str, entries: Mapping[str, Entry]) -> Catalogue:
        """The same with other translations of one language, to be judged before they are kept."""
        changed = {**self.entries, tag: MappingProxyType(dict(entries))}
        return Catalogue(self.languages, changed, self.words, self.reviews)

    def lexicon(self, tag: str) -> Lexicon:
        """The words understood in a session of this language: its own and its chain's, their
        Latin-letter forms, and English."""
        lexicon = self._lexicons.get(tag)
        if lexicon is None:
            lexicon = merge(
                [self.words[each] for each in self._heard(tag)], tuple(self.words.values())
            )
            self._lexicons[tag] = lexicon
        return lexicon

    def wording(self, document_texts: Mapping[str, str], source: str, slug: str) -> Wording:
        """The words of one consultation: what is fresh and not empty, in each language.

        `document_texts` are the flow's own, in `source`; its blocks' stand among them, in
        English. Keys of other flows are left out.
        """
        layers = {tag: dict(words) for tag, words in self._ours.items()}
        wanted = (f"{slug}.", *OURS)
        for key, text in document_texts.items():
            for tag, entries in self.entries.items():
                entry = entries.get(key)
                if entry is not None and key.startswith(wanted) and _is_fresh(entry, text):
                    layers[tag][key] = entry.text
                else:
                    layers[tag].pop(key, None)
            if text:
                layers.setdefault(_source_of(key, source), {})[key] = text
        chains = {tag: self._candidates(tag, source) for tag in self.languages}
        return Wording(layers, chains, (source, SOURCE))

    @cached_property
    def _ours(self) -> Mapping[str, Mapping[str, str]]:
        """The bot's own words and those of the blocks, fresh ones, by language: most of what any
        consultation says."""
        sources = self._sources({})
        layers = {
            tag: {
                key: entry.text
                for key, text in sources.items()
                if (entry := entries.get(key)) and _is_fresh(entry, text)
            }
            for tag, entries in self.entries.items()
        }
        layers[SOURCE].update((key, text) for key, text in sources.items() if text)
        return layers

    @cached_property
    def own_words(self) -> Wording:
        """The bot's own phrases, outside any consultation."""
        return self.wording({}, SOURCE, "bot")

    def readiness(self, tag: str, document_texts: Mapping[str, str], source: str) -> Readiness:
        """What `tag` lacks for a flow with these words, along its chain (without the last
        resorts, the flow's own language and English)."""
        found: dict[str, list[str]] = {"missing": [], "stale": [], "unreviewed": []}
        tags = (tag, *self.languages[tag].chain)
        for key, text in self._sources(document_texts).items():
            if text and OPTIONAL not in key and _source_of(key, source) not in tags:
                state = self._state(key, text, tags)
                found.get(state, []).append(key)
        return Readiness(**{state: tuple(keys) for state, keys in found.items()})

    def _state(self, key: str, text: str, tags: tuple[str, ...]) -> str:
        """`missing`, `stale`, `unreviewed` or `ready`."""
        held = [(tag, entry) for tag in tags if (entry := self.entries[tag].get(key))]
        for tag, entry in held:
            if _is_fresh(entry, text):
                review = self.reviews.get(tag, {}).get(key)
                return "ready" if review and review.approves(entry) else "unreviewed"
        return "stale" if any(entry.text for _, entry in held) else "missing"

    def _sources(self, document_texts: Mapping[str, str]) -> dict[str, str]:
        """Source words by key: the bot's own, and what a flow brings."""
        ours = {
            key: entry.source
            for key, entry in self.entries[SOURCE].items()
            if key.startswith(OURS)
        }
        return {**ours, **document_texts}

    def _candidates(self, tag: str, source: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((tag, *self.languages[tag].chain, source, SOURCE)))

    def _heard(self, tag: str) -> tuple[str, ...]:
        language = self.languages.get(tag, self.languages[SOURCE])
        own = (language.tag, *language.chain)
        typed = (each.tag for each in self.languages.values() if each.form_of in own)
        heard = dict.fromkeys((*own, *typed, SOURCE))
        return tuple(each for each in heard if each in self.words)


@lru_cache(maxsize=2)
def _loaded(folder: Path, read_at: Marks) -> Catalogue:
    """A catalogue never changes, and half a second is long for a command that asks twice."""
    place = place_of(folder)
    known = recall(place, read_at)
    if known is None:
        known = _read(folder)
        keep(place, read_at, known)
    return Catalogue(known.languages, known.entries, known.words, known.reviews)


def _read(folder: Path) -> Snapshot:
    from bot.language.languages_file import load_languages  # with the library that reads YAML
    from bot.language.words_file import load_words

    languages = load_languages(folder / "languages.yaml")
    problems = list(_strangers(folder, languages))
    entries, words, reviews = {}, {}, {}
    for tag in languages:
        entries[tag] = _entries(sorted((folder / tag).glob("*.po")), problems)
        if (path := folder / tag / "words.yaml").exists():
            words[tag] = _try(load_words, path, problems)
        if (path := folder / tag / "review.csv").exists():
            reviews[tag] = _try(read_reviews, path, problems) or {}
    if problems:
        raise FlowError(sorted(problems))
    heard = {tag: each for tag, each in words.items() if each is not None}
    return Snapshot(languages, entries, heard, reviews)


def _is_fresh(entry: Entry, source: str | None) -> bool:
    return bool(entry.text) and not entry.is_fuzzy and entry.source == source


def _source_of(key: str, source: str) -> str:
    return SOURCE if key.startswith(OURS) else source


def _entries(paths: list[Path], problems: list[Problem]) -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for entry in (each for path in paths for each in _try(read_po, path, problems) or ()):
        other = entries.setdefault(entry.key, entry)
        if other is not entry:
            message = f"{entry.key} also stands in {other.file}:{other.line}. Delete one."
            problems.append(Problem(entry.file, entry.line, 1, "W-107", message))
    return MappingProxyType(entries)


def _try(read: Callable[[Path], _T], path: Path, problems: list[Problem]) -> _T | None:
    """Read one file; what is wrong with it joins the problems of the others."""
    try:
        return read(path)
    except FlowError as error:
        problems += error.problems
        return None


def _strangers(folder: Path, languages: Mapping[str, Language]) -> Iterator[Problem]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in {*languages, "templates"}:
            message = f'"{path.name}" is not in languages.yaml. Add it there, or delete this.'
            yield Problem(path.as_posix(), 1, 1, "W-108", message)
