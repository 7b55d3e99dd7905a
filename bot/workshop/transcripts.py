"""Transcripts: conversations that an officer can read and a test plays.

Rule: one file is one conversation; whatever differs from what is written is told by file and line.
The syntax stands in `flows/README.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import Limits
from bot.workshop.play import Phone, Setting, phone, values

_HEADER = re.compile(
    r"channel:\s*(?P<channel>\w+)\s+language:\s*(?P<language>[\w-]+)"
    r"(?:\s+others:\s*(?P<others>\d{1,3}))?\s*"
)
_TIME = re.compile(r"~\s*(\d{1,4})\s*(minute|hour|day|week)s?\s*")


class Line(Struct, frozen=True):
    """One line of a transcript, with what continues it."""

    number: int
    mark: str
    """`>` the resident, `<` the bot, `~` time, `=` what must hold at the end."""
    text: str


class Transcript(Struct, frozen=True):
    """A file, parsed."""

    path: Path
    comments: tuple[str, ...]
    channel: str
    language: str
    lines: tuple[Line, ...]
    others: int = 0
    """Made-up people who rate too."""


def parse(path: Path) -> Transcript:
    """Read a transcript.

    Raises:
        FlowError: no header, or a line without a mark.
    """
    raw = path.read_text(encoding="utf-8").splitlines()
    comments = tuple(line for line in raw if line.startswith("#"))
    header = next((_HEADER.fullmatch(line) for line in raw if _HEADER.fullmatch(line)), None)
    if header is None:
        raise FlowError(
            [
                _problem(
                    path,
                    1,
                    "T-001",
                    "It has no header. Begin with a line like `channel: sms   language: en`.",
                )
            ]
        )
    body = [
        (n, line)
        for n, line in enumerate(raw, 1)
        if line and not line.startswith("#") and not _HEADER.fullmatch(line)
    ]
    lines = tuple(_joined(path, body))
    others = int(header["others"] or 0)
    return Transcript(path, comments, header["channel"], header["language"], lines, others)


def _joined(path: Path, body: Sequence[tuple[int, str]]) -> Iterator[Line]:
    current: Line | None = None
    for number, line in body:
        if line[0] in "><~=" and (len(line) == 1 or line[1] == " "):
            if current is not None:
                yield current
            current = Line(number, line[0], line[2:])
        elif line.startswith("  ") and current is not None:
            current = Line(current.number, current.mark, f"{current.text}\n{line[2:]}")
        else:
            raise FlowError(
                [
                    _problem(
                        path,
                        number,
                        "T-002",
                        "A line must begin with `> `, `< `, "
                        "`~ ` or `= `, or go on with two spaces.",
                    )
                ]
            )
    if current is not None:
        yield current


def play(
    transcript: Transcript, document: Document, catalogue: Catalogue, limits: Limits
) -> tuple[Problem, ...]:
    """Play it; every difference between what is written and what happens."""
    setting = Setting(document, catalogue, transcript.channel, limits, transcript.others)
    player = _Player(transcript, phone(setting, transcript.language))
    return tuple(player.differences())


def rewritten(
    transcript: Transcript, document: Document, catalogue: Catalogue, limits: Limits
) -> str:
    """The file as it would read if what happens were what is written (`--update`)."""
    setting = Setting(document, catalogue, transcript.channel, limits, transcript.others)
    resident = phone(setting, transcript.language)
    resident.begin()
    out = [
        *transcript.comments,
        f"channel: {transcript.channel}   language: {transcript.language}"
        + (f"   others: {transcript.others}" if transcript.others else ""),
    ]
    ends = {line.text.partition(":")[0]: line for line in transcript.lines if line.mark == "="}
    for line in transcript.lines:
        if line.mark in {">", "~"}:
            out.append(f"{line.mark} {line.text}")
            out += [_written(said) for said in _act(resident, line)]
    out += [f"= {name}: {_end(resident, name)}" for name in ends]
    return "\n".join(out) + "\n"


def _written(text: str) -> str:
    return "< " + text.replace("\n", "\n  ")


class _Player(Struct):
    transcript: Transcript
    resident: Phone

    def differences(self) -> Iterator[Problem]:
        """In the order in which a reader meets them."""
        self.resident.begin()
        waiting: list[str] = []
        last = 1
        for line in self.transcript.lines:
            if line.mark in {">", "~"}:
                yield from self._unwritten(waiting, last)
                waiting = _act(self.resident, line)
            elif line.mark == "<":
                yield from self._said(line, waiting)
            else:
                yield from self._ended(line)
                continue
            last = line.number
        yield from self._unwritten(waiting, last)

    def _said(self, line: Line, waiting: list[str]) -> Iterator[Problem]:
        said = waiting.pop(0) if waiting else None
        if said is None:
            yield self._problem(line.number, "T-101", "The bot says nothing here.")
        elif said != line.text:
            yield self._problem(line.number, "T-102", f"The bot says instead:\n{_written(said)}")

    def _unwritten(self, waiting: list[str], last: int) -> Iterator[Problem]:
        for said in waiting:
            yield self._problem(last, "T-103", f"After this the bot also says:\n{_written(said)}")

    def _ended(self, line: Line) -> Iterator[Problem]:
        name, _, wanted = line.text.partition(":")
        found = _end(self.resident, name.strip())
        if found != wanted.strip():
            yield self._problem(line.number, "T-104", f"At the end {name} is {found}.")

    def _problem(self, line: int, code: str, message: str) -> Problem:
        return _problem(self.transcript.path, line, code, message)


def _act(resident: Phone, line: Line) -> list[str]:
    if line.mark == ">":
        rows = resident.type(line.text)
    else:
        time = _TIME.fullmatch(f"~ {line.text}")
        if time is None:
            return [f"(the time {line.text!r} is not understood; write it like `~ 3 days`)"]
        rows = resident.wait(timedelta(**{f"{time[2]}s": int(time[1])}))
    return [shown.row.body for shown in rows]


def _end(resident: Phone, name: str) -> str:
    if name == "status":
        return str(resident.conversation.status)
    if name == "language":
        return resident.conversation.language
    answers = values(resident.answers())
    if name in answers:
        found = answers[name]
        return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    return resident.outcomes().get(name, "none")


def play_all(
    folder: Path, document: Document, catalogue: Catalogue, limits: Mapping[str, Limits]
) -> tuple[Problem, ...]:
    """Every transcript beside a flow; what fails in any."""
    problems: list[Problem] = []
    for path in sorted((folder / "transcripts").glob("*.txt")):
        try:
            transcript = parse(path)
        except FlowError as error:
            problems += error.problems
            continue
        if transcript.channel not in limits:
            problems.append(_problem(path, 1, "T-003", f"No channel {transcript.channel!r}."))
            continue
        problems += play(transcript, document, catalogue, limits[transcript.channel])
    return tuple(problems)


def _problem(path: Path, line: int, code: str, message: str) -> Problem:
    return Problem(str(path), line, 1, code, message)
