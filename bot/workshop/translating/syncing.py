"""`kotha l10n sync`: bring each language's catalogues up to the sources, key by key.

Rule: nothing that a translator wrote is lost. New keys wait empty; where the source changed, the
translation stays, marked, with the old source beside it; what is not said any more is kept below,
and comes back if the key does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import polib
from msgspec import Struct, field

from bot.language.catalogue import Catalogue, Language
from bot.language.languages import SOURCE
from bot.language.po import read_po
from bot.workshop.translating import templates
from bot.workshop.translating.reviewing import drafts
from bot.workshop.translating.sources import BOT, Source, Sources

FUZZY = "fuzzy"


class Merged(Struct):
    """What a merge did to one file; keys."""

    text: str = ""
    added: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    """Not said any more: kept as obsolete."""
    revived: list[str] = field(default_factory=list)


def files_of(tag: str, sources: Sources, catalogue: Catalogue, locales: Path) -> Iterator[Path]:
    """The catalogues that this language has, or must have because a consultation speaks it and no
    other language stands in for it."""
    language = catalogue.language(tag)
    if tag == SOURCE or language.form_of or language.is_pseudo:
        return
    folder = locales / tag
    has_own = any(folder.glob("*.po")) or not language.chain
    for file in sources.files:
        document = sources.document(file)
        is_spoken = document is None or tag in document.plan.languages
        path = folder / f"{file}.po"
        if tag != sources.language(file) and (path.exists() or (is_spoken and has_own)):
            yield path


def synced(
    tags: Collection[str], sources: Sources, catalogue: Catalogue, locales: Path
) -> Mapping[Path, Merged]:
    """Every catalogue of these languages as it should stand. A language with nothing at all yet
    is begun only where it is named and it, or a consultation, wants it."""
    done: dict[Path, Merged] = {}
    for tag in tags:
        for path in files_of(tag, sources, catalogue, locales):
            done[path] = merge(path, catalogue.language(tag), sources.of(path.stem))
    return done


def reviews(
    tags: Collection[str], catalogue: Catalogue, locales: Path
) -> Mapping[Path, tuple[str, int]]:
    """`review.csv` of these languages with a row for every translation, new ones as drafts; and
    how many are new."""
    done = {}
    for tag in tags:
        language = catalogue.language(tag)
        if tag != SOURCE and not language.is_pseudo and catalogue.entries[tag]:
            known = catalogue.reviews.get(tag, {})
            text, count = drafts(catalogue.entries[tag].values(), known)
            if count:
                done[locales / tag / "review.csv"] = text, count
    return done


def merge(path: Path, language: Language, sources: Mapping[str, Source]) -> Merged:
    """One catalogue, brought up to its sources.

    Raises:
        FlowError: the file is broken.
    """
    file = _open(path, language)
    held = {entry.msgctxt: entry for entry in file if not entry.obsolete}
    rested = {entry.msgctxt: entry for entry in file if entry.obsolete and entry.msgctxt}
    done = Merged()
    for key, source in sources.items():
        entry = held.get(key)
        if entry is None:
            entry = _begun(rested.get(key), source, file, done)
        _freshen(entry, source, done)
    for key, entry in held.items():
        if key not in sources:
            entry.obsolete = True
            done.dropped.append(key)
    _order(file, tuple(sources), {*done.added, *done.revived})
    done.text = str(file)
    return done


def _open(path: Path, language: Language) -> polib.POFile:
    if not path.exists():
        whose = "The bot's own phrases" if path.stem == BOT else f"flows/{path.stem}"
        title = f"{whose} in {language.english_name}. DRAFT until review.csv says otherwise."
        return templates.catalogue(title, language.tag)
    read_po(path)  # refuses what polib lets pass
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=0)


def _begun(
    rested: polib.POEntry | None, source: Source, file: polib.POFile, done: Merged
) -> polib.POEntry:
    """A key that the catalogue did not have: come back, or new."""
    if rested is not None:
        rested.obsolete = False
        done.revived.append(source.key)
        return rested
    entry = templates.entry(source)
    entry.occurrences = []
    file.append(entry)
    done.added.append(source.key)
    return entry


def _freshen(entry: polib.POEntry, source: Source, done: Merged) -> None:
    """Take the source's words; a translation of others is marked, with the others beside it."""
    if source.note and not entry.comment:
        entry.comment = source.note
    if entry.msgid == source.words:
        return
    if not entry.msgstr:
        entry.msgid = source.words
    elif entry.previous_msgid == source.words:
        entry.msgid, entry.previous_msgid = source.words, None
        entry.flags = [flag for flag in entry.flags if flag != FUZZY]
    else:
        entry.previous_msgid = entry.previous_msgid or entry.msgid
        entry.msgid = source.words
        entry.flags = [*dict.fromkeys((*entry.flags, FUZZY))]
        done.stale.append(source.key)


def _order(file: polib.POFile, keys: tuple[str, ...], moved: Collection[str]) -> None:
    """A key that was added or came back stands after the one it follows in the source; the
    others stay where they are."""
    live = [entry for entry in file if not entry.obsolete and entry.msgctxt not in moved]
    rest = [entry for entry in file if entry.obsolete]
    fresh = {entry.msgctxt: entry for entry in file if entry.msgctxt in moved}
    places = {entry.msgctxt: place for place, entry in enumerate(live)}
    ordered = sorted(fresh, key=keys.index)
    for key in ordered:
        before = [places[each] for each in keys[: keys.index(key)] if each in places]
        at = max(before, default=-1) + 1
        live.insert(at, fresh[key])
        places = {entry.msgctxt: place for place, entry in enumerate(live)}
    file[:] = [*live, *rest]
