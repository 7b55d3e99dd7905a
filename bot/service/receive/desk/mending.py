"""Mending a wording: found by the words that are wrong, written anew, judged, signed, live.

Rule: what is said after is what was shown before; whoever mends it stands for it by name.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from bot.errors import FlowError, Refused
from bot.language import segments
from bot.language.catalogue import OPTIONAL, Entry
from bot.language.finding import find
from bot.language.languages import SOURCE
from bot.model import Button
from bot.ports import Mended, Mender
from bot.service.receive.desk.counter import Counter
from bot.shelf.rewording import Note
from bot.shelf.shelf import WORDING

LIMIT_SHOWN = 6
LIMIT_LABEL_CHARS = 40
LIMIT_TEXT_CHARS = 1500
"""Of a wording: some ten parts of SMS, more than any has."""


async def ask(counter: Counter, _: str) -> None:
    """`Mend a wording`: which? They copy what is wrong."""
    if not _tag(counter):
        counter.tell("mend.source")
        return
    await counter.begin("mend")
    counter.tell("mend.ask", counter.button("cancel", "cancel"))


async def heard(counter: Counter, rest: str) -> None:
    """Words that are wrong, or how one that was chosen should be."""
    chosen, _, _ = rest.partition(" ")
    if not chosen:
        _show_found(counter)
        return
    entry = _named(counter, chosen)
    text = counter.typed.strip()
    if entry is None:
        await counter.begin("")
        counter.tell("refused")
    elif len(text) > LIMIT_TEXT_CHARS:
        counter.tell("too_long", n=str(LIMIT_TEXT_CHARS))
    elif text:
        await _judge(counter, entry, text)


async def choose(counter: Counter, mark: str) -> None:
    """One of those found: how it stands, and what it says in English."""
    entry = _named(counter, mark)
    if entry is None:
        counter.tell("refused")
        return
    await counter.begin(f"mend {_mark(entry)}")
    cancel = counter.button("cancel", "cancel")
    counter.tell("mend.now", cancel, text=entry.text, english=entry.source)


async def keep(counter: Counter, _: str) -> None:
    """The button below what was shown: it is kept in their name, and spoken from now on."""
    name, _, rest = counter.member.task.partition(" ")
    mark, _, text = rest.partition(" ")
    mender, entry = counter.doors.mender, _named(counter, mark)
    await counter.begin("")
    if name != "mend" or mender is None or entry is None or not text:
        counter.tell("refused")
        return
    try:
        is_live = await _keep(counter, mender, _mended(counter, entry, text))
    except (FlowError, Refused) as error:
        counter.tell("mend.refused", why=_reasons(error))
    except OSError:
        counter.tell("mend.closed")
    else:
        counter.note("wording.mended", entry.key, language=_tag(counter))
        counter.tell("mend.live" if is_live else "mend.kept")


def _show_found(counter: Counter) -> None:
    found = find(_own(counter), counter.typed, LIMIT_SHOWN)
    cancel = counter.button("cancel", "cancel")
    if not found:
        counter.tell("mend.none", cancel)
        return
    shown = (Button(f"desk.mendit.{_mark(entry)}", _label(entry)) for entry in found)
    counter.tell("mend.which", *shown, cancel)


async def _judge(counter: Counter, entry: Entry, text: str) -> None:
    """Refuse it with the reason, or show it as it will be."""
    mender = counter.doors.mender
    if mender is None:
        return
    try:
        await asyncio.to_thread(mender.judge, _mended(counter, entry, text))
    except (FlowError, Refused) as error:
        counter.tell("mend.refused", counter.button("cancel", "cancel"), why=_reasons(error))
        return
    except OSError:
        await counter.begin("")
        counter.tell("mend.closed")
        return
    await counter.begin(f"mend {_mark(entry)} {text}")
    buttons = (counter.button("mend.use", "mendok"), counter.button("cancel", "cancel"))
    counter.say(text)
    counter.tell("mend.ready", *buttons, n=counter.number(segments.count(text).segments))


async def _keep(counter: Counter, mender: Mender, wording: Mended) -> bool:
    """Write it, and have every process read the words again; false where they may not yet."""
    note = Note.read(await counter.transaction.kept(WORDING))
    spoken = [
        each.launched.document for each in counter.given.desk.running.values() if each.is_open
    ]
    is_ready = await asyncio.to_thread(
        mender.keep, wording, spoken, accepted=bool(note.accepted_by)
    )
    if is_ready:
        await counter.transaction.keep(WORDING, str(note.next(note.accepted_by)))
    return is_ready


def _mended(counter: Counter, entry: Entry, text: str) -> Mended:
    return Mended(_tag(counter), entry.key, entry.text, text, counter.member.name)


def _reasons(error: FlowError | Refused) -> str:
    if isinstance(error, Refused):
        return str(error)
    return "\n".join(dict.fromkeys(problem.message for problem in error.problems))


def _own(counter: Counter) -> Sequence[Entry]:
    """What is said in their language, but for the other ways to say an answer."""
    entries = counter.given.desk.catalogue.entries.get(_tag(counter), {})
    return [entry for key, entry in entries.items() if OPTIONAL not in key]


def _tag(counter: Counter) -> str:
    """The language whose words they read; empty: those are the author's own."""
    catalogue = counter.given.desk.catalogue
    language = catalogue.languages.get(counter.member.language)
    chain = (language.tag, *language.chain) if language else ()
    own = next((tag for tag in chain if catalogue.entries.get(tag)), SOURCE)
    return "" if own == SOURCE else own


def _named(counter: Counter, mark: str) -> Entry | None:
    return next((entry for entry in _own(counter) if _mark(entry) == mark), None)


def _mark(entry: Entry) -> str:
    """Names it on a button, which is too small for some keys."""
    return hashlib.sha256(f"{entry.key} {entry.text}".encode()).hexdigest()[:12]


def _label(entry: Entry) -> str:
    line = " ".join(entry.text.split())
    return line if len(line) <= LIMIT_LABEL_CHARS else f"{line[:LIMIT_LABEL_CHARS].rstrip()}…"
