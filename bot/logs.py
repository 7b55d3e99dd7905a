"""What the program tells its operator: one JSON object a line, on standard error.

Rule: nothing about a person passes. Only the keys of `KEYS` and the events of `EVENTS` get
through; every text value is scrubbed of what looks like a number or a token; an exception
leaves as its class and its lines of code, never as its message.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO, TypeAlias, cast
from uuid import UUID

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

Failure: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]

EVENTS: Mapping[str, str] = {
    "app.started": "The program is up: `role`, `version`, `port`.",
    "app.stopped": "The program has put everything away and ends: `role`.",
    "batch.failed": "A batch did not commit and is taken message by message: `messages`.",
    "channel.misconfigured": "A provider refuses our credentials, so nothing leaves: `channel`.",
    "library.warned": "A library complained: `library`, `kind`, `at`. Its words are withheld.",
    "loop.failed": "A round of a worker loop failed; it goes on: `loop`, `error`.",
    "media.failed": "A file someone sent could not be fetched yet: `channel`, `error`.",
    "media.gone": "A file someone sent is gone or too large, and is given up: `channel`.",
    "message.failed": "A message could not be taken and is tried again: `channel`, `error`.",
    "message.ignored": "Something arrived that a bot must not answer: `channel`, `reason`.",
    "message.quarantined": "A message failed five times and was set aside: `channel`, `error`.",
    "number.flagged": "A number floods us, or answers us by itself: `channel`, `reason`.",
    "polling.failed": "Asking Telegram for news failed; it is asked again: `error`.",
    "send.refused": "A provider refuses a message for good: `channel`, `code`.",
    "send.unknown": "A provider may or may not have a message: `channel`, `error`.",
    "store.failed": "The database could not be written; providers are told so: `error`.",
    "wording.refused": "New words are wrong, and the old stay: `count` faults, the first `code`.",
    "wording.taken": "New words are spoken from now on, in so many consultations: `count`.",
    "webhook.failed": "A request could not be stored, and the provider was told so: `channel`.",
}
"""Every event, and what it means to the operator. `deploy/README.md` prints it."""

# fmt: off
KEYS: frozenset[str] = frozenset({
    "event", "level", "timestamp", "at", "error", "library", "kind",
    "role", "version", "port", "loop", "channel", "code", "reason", "status",
    "consultation", "conversation", "step", "outbox", "count", "messages", "seconds",
})
# fmt: on
"""The only keys that leave: ids, counts, names of our own things."""

UNLISTED = "event.unlisted"
"""Said in place of an event that `EVENTS` does not know: its text might hold anything."""

_EXACT = frozenset({"event", "timestamp", "level", "at"})
"""Set by this module itself, so not scrubbed: a timestamp is digits, and no secret."""
_NUMBER = re.compile(r"\+?\d[\d\s().-]{5,}\d")
_TOKEN = re.compile(r"[A-Za-z0-9_:-]{24,}")
_VERSION = re.compile(r"[0-9a-f]{64}")
_LONGEST_CHARS = 120


def scrub(value: object) -> object:
    """*value* without anything that looks like a phone number, a token or a long text.

    Numbers, booleans and UUIDs are ours and pass; so does a flow's hash. Everything else is
    text, and is cut.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    text = str(value)
    if _is_uuid(text) or _VERSION.fullmatch(text):
        return text
    return _TOKEN.sub("[token]", _NUMBER.sub("[number]", text[:_LONGEST_CHARS]))


def get_logger() -> FilteringBoundLogger:
    """The logger: `log.info("send.failed", outbox=row.id)`. Safe to call at import."""
    return cast("FilteringBoundLogger", structlog.get_logger())


def configure(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send our events, and the complaints of libraries, to *stream* (standard error)."""
    out = stream or sys.stderr
    structlog.configure(
        processors=_processors(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Libraries()]
    root.setLevel(logging.WARNING)


def _processors() -> list[Processor]:
    return [
        _note_failure,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _allow,
        structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
    ]


def _note_failure(logger: Any, method: str, event: EventDict) -> EventDict:
    """Put an exception's class and lines in place of its message, which may quote a person."""
    failure = _failure(event.pop("exc_info", None))
    if failure is not None:
        event["error"] = failure[0].__name__
        event["at"] = _lines(failure[2])
    return event


def _allow(logger: Any, method: str, event: EventDict) -> EventDict:
    """Drop what is not listed; scrub what is."""
    if event.get("event") not in EVENTS:
        event["event"] = UNLISTED
    return {
        key: value if key in _EXACT else scrub(value)
        for key, value in event.items()
        if key in KEYS
    }


def _failure(info: object) -> Failure | None:
    """The exception meant by `exc_info=…` in any of the forms Python allows."""
    if isinstance(info, BaseException):
        return type(info), info, info.__traceback__
    if isinstance(info, tuple) and info and info[0] is not None:
        return cast("Failure", info)
    current = sys.exc_info() if info is True else (None, None, None)
    return current if current[0] is not None else None


def _lines(trace: TracebackType | None) -> list[str]:
    """The innermost five places of a traceback, as `file.py:line name`."""
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in extract_tb(trace)[-5:]]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


class _Libraries(logging.Handler):
    """Turns a library's warning into an event that says which library and where, not what: a
    library may quote an address with a token in it, or a person's words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the origin of *record*."""
        failure = _failure(record.exc_info)
        get_logger().warning(
            "library.warned",
            library=record.name,
            kind=record.levelname.lower(),
            error=failure[0].__name__ if failure else None,
            at=_lines(failure[2]) if failure else [f"{record.filename}:{record.lineno}"],
        )
