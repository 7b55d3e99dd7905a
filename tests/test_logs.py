"""The log: what passes to the operator, and that nothing of a person does."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

BOT = Path(logs.__file__).parent
NUMBER = "+447700900123"
ID = UUID("0190a1b2-1234-7123-8123-123456789012")


@pytest.fixture
def out() -> Iterator[StringIO]:
    """Where the log goes; afterwards all is as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    logs.configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(out: StringIO) -> None:
    logs.get_logger().info("send.refused", channel="sms", outbox=ID, code="30005")

    (line,) = lines(out)
    assert line["event"] == "send.refused"
    assert line["outbox"] == str(ID)
    assert line["code"] == "30005"
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


def test_a_key_that_is_not_listed_does_not_pass(out: StringIO) -> None:
    logs.get_logger().info("send.refused", channel="sms", text="my answer", sender=NUMBER)

    assert set(lines(out)[0]) <= logs.KEYS
    assert "my answer" not in out.getvalue()


def test_an_event_that_is_not_listed_loses_its_words(out: StringIO) -> None:
    logs.get_logger().info(f"could not reach {NUMBER}")

    assert lines(out)[0]["event"] == logs.UNLISTED


def test_an_exception_leaves_its_class_and_lines_but_not_its_message(out: StringIO) -> None:
    try:
        raise ValueError(f"bad reply from {NUMBER}: I cannot see")
    except ValueError:
        logs.get_logger().exception("loop.failed", loop="deliver")

    (line,) = lines(out)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["at"][0]
    assert "cannot see" not in out.getvalue()
    assert "7700" not in out.getvalue()


def test_a_library_may_complain_but_not_quote(out: StringIO) -> None:
    logging.getLogger("httpx").warning("POST https://api.example/bot123:secret/%s", NUMBER)
    logging.getLogger("httpx").info("request sent")

    (line,) = lines(out)
    assert line["event"] == "library.warned"
    assert line["library"] == "httpx"
    assert line["kind"] == "warning"
    assert "secret" not in out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "07700 900 123",
        "(020) 7946-0123",
        "to:447700900123:sms",
        "123456789:AAF-made_up_bot_token_0123456789abcde",
        "AC0123456789abcdef0123456789abcdef",
    ],
)
@pytest.mark.parametrize("key", sorted(logs.KEYS - {"event", "timestamp", "level", "at"}))
def test_numbers_and_tokens_are_scrubbed_from_every_key(
    out: StringIO, key: str, text: str
) -> None:
    logs.get_logger().info("send.refused", **{key: text})

    assert text not in out.getvalue()


@given(st.from_regex(r"\+44 ?7700 ?900 ?[0-9]{3}", fullmatch=True), st.text(max_size=40))
def test_no_number_survives_in_any_surroundings(number: str, around: str) -> None:
    scrubbed = str(logs.scrub(f"{around} {number} {around}"))

    assert number not in scrubbed


@pytest.mark.parametrize(
    "value", [ID, str(ID), 7, True, None, "sms", "eye-screening-access", "f" * 64]
)
def test_our_own_ids_and_names_pass_whole(value: object) -> None:
    assert str(logs.scrub(value)) == str(value)


def test_a_long_text_is_cut() -> None:
    assert len(str(logs.scrub("word " * 100))) <= 120


def test_standard_error_is_where_the_log_goes(
    out: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    logs.get_logger().info("app.stopped")

    assert not out.getvalue()
    assert json.loads(capsys.readouterr().err)["event"] == "app.stopped"


# ── What the code says ────────────────────────────────────────────────────────────────────────

_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def _said_in_code() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger in `bot/`: `log.info(…)`, `self._log.warning(…)`."""
    for path in sorted(BOT.rglob("*.py")):
        if path.name == "logs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_logger(node.func):
                yield f"{path.relative_to(BOT.parent)}:{node.lineno}", node


def _is_logger(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr not in _LEVELS:
        return False
    return ast.unparse(called.value).lower().rpartition(".")[2].strip("_") in {"log", "logger"}


def _event(call: ast.Call) -> str | None:
    """The event said, where it is a constant."""
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else None


def test_the_code_says_only_listed_events() -> None:
    strangers = [at for at, call in _said_in_code() if _event(call) not in logs.EVENTS]

    assert strangers == []


def test_the_code_gives_only_listed_keys() -> None:
    known = logs.KEYS | {"exc_info"}
    strangers = [
        (at, keyword.arg)
        for at, call in _said_in_code()
        for keyword in call.keywords
        if keyword.arg not in known
    ]

    assert strangers == []


def test_every_listed_event_is_said_somewhere() -> None:
    said = {_event(call) for _, call in _said_in_code()}

    assert set(logs.EVENTS) - said == {"library.warned"}, "this module says that one itself"


def test_only_the_log_module_knows_the_logging_library() -> None:
    importers = {
        path.name
        for path in BOT.rglob("*.py")
        if "import structlog" in path.read_text(encoding="utf-8")
    }

    assert importers == {"logs.py"}
