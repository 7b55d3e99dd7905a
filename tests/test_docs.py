"""What the documents say is true: what they show is run, and what there is they tell.

Rule: an `sh` block in README.md is run, line by line, in a copy of the flows and locales with
a fresh database; a `chat` block is what `kotha chat` answers; a `csv` block is a file. Elsewhere
every mention of a command must name one that exists, with options it has.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli import COMMANDS, WRONG, app
from bot.logs import EVENTS
from bot.settings import Settings
from bot.settings.sources import env_name
from tests.commands import ROOT, environment, installation, kotha

README = ROOT / "README.md"
DOCUMENTS = sorted(
    path for path in ROOT.rglob("README.md") if not {".venv", "node_modules"} & set(path.parts)
)
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MENTION = re.compile(r"(?<![\w/.-])(?<!-u )kotha( (?!\|)[^`|\n;()]*)")

ENDLESS = ("kotha demo", "kotha serve", "make demo")
"""Run until someone stops them, so they are started, heard, and stopped."""
PROVIDER = {
    "KOTHA_PUBLIC_URL": "http://127.0.0.1:9",
    "KOTHA_TWILIO_API_URL": "http://127.0.0.1:9",
    "KOTHA_TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "KOTHA_TWILIO_AUTH_TOKEN": "made-up",
    "KOTHA_TWILIO_FROM": "+447700900000",
}
"""An account with Twilio, which nobody answers for: the commands of README.md send nothing."""
NOT_ZERO = {"kotha doctor --go-live": WRONG}
"""A fresh installation is not ready to go live, and says so."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what follows it, its text."""

    kind: str
    about: str
    text: str


def blocks(path: Path) -> list[Block]:
    return [Block(k, a.strip(), t) for k, a, t in BLOCK.findall(path.read_text("utf-8"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ── What README.md shows, is run ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as README.md's reader has it, its consultations still to come."""
    folder = tmp_path_factory.mktemp("playground")
    for name in ("flows", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    for flow in folder.glob("flows/*/flow.yaml"):
        words = re.sub(r"\b20\d\d(?=-\d\d-\d\d)", _next_year(), flow.read_text("utf-8"))
        flow.write_text(words, encoding="utf-8")
    return folder


def _next_year() -> str:
    return str(datetime.now(UTC).year + 1)  # noqa: TID251 - the commands run by the real clock


def _run(line: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def _start_and_stop(line: str, folder: Path, env: dict[str, str]) -> tuple[str, str]:
    """The first line that *line* prints, and everything it complained of."""
    process = subprocess.Popen(
        shlex.split(line),
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=20)
    return first, complaints


def test_every_command_of_the_readme_works(playground: Path) -> None:
    paths = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    env = {**environment(installation(playground)), "PATH": paths}
    env |= {"KOTHA_FLOWS_DIR": "flows", "KOTHA_LOCALES_DIR": "locales", **PROVIDER}

    for block in blocks(README):
        if block.kind == "csv":
            (playground / block.about).write_text(block.text, encoding="utf-8")
        for line in block.text.splitlines() if block.kind == "sh" else ():
            _try(line, playground, env)


_SHELL = frozenset("|<>$&;*")
"""What only a shell can do."""


def _try(line: str, folder: Path, env: dict[str, str]) -> None:
    if line.startswith(". "):
        return  # the reader's shell; `env` has its effect
    if line.startswith("make "):
        done = _run(f"make --dry-run {line.removeprefix('make ')}", ROOT, env)
    elif line.startswith(ENDLESS):
        first, complaints = _start_and_stop(f"{line} --json", folder, env)
        assert first, f"{line}: {complaints}"
        assert "Traceback" not in complaints, f"{line}: {complaints}"
        return
    elif line.startswith("kotha ") and _SHELL.isdisjoint(line):
        ran = kotha(*shlex.split(line)[1:], env=env, cwd=folder)
        assert ran.code == NOT_ZERO.get(line, 0), f"{line}\n{ran.out}{ran.err}"
        return
    else:
        done = _run(line, folder, env)
    assert done.returncode == NOT_ZERO.get(line, 0), f"{line}\n{done.stdout}{done.stderr}"
    if line.startswith("cp "):
        _edit(folder / line.rsplit(maxsplit=1)[-1] / "flow.yaml")


def _edit(flow: Path) -> None:
    """Give a copied consultation its own name, as the page tells its reader to do next."""
    words = re.sub(r"(?m)^consultation: .*", f"consultation: {flow.parent.name}", flow.read_text())
    flow.write_text(words, encoding="utf-8")


def test_the_conversation_shown_is_the_one_that_happens() -> None:
    shown = [block for block in blocks(README) if block.kind == "chat"]
    assert shown

    for block in shown:
        flow, language = block.about.split()
        assert list(_conversation(flow, language, block.text)) == block.text.splitlines()


def _conversation(flow: str, language: str, text: str) -> Iterator[str]:
    """What is said and answered, as a `chat` block shows it."""
    replies = [line.removeprefix("< ") for line in text.splitlines() if line.startswith("< ")]
    ran = kotha("chat", flow, "--lang", language, "--json", text="\n".join(replies) + "\n")
    *said, _end = [json.loads(line) for line in ran.out.splitlines()]
    for index, message in enumerate(said):
        yield from (f"> {line}".rstrip() for line in message["say"].splitlines())
        yield from (f"< {reply}" for reply in replies[index : index + 1])


# ── What documents mention, exists ────────────────────────────────────────────────────────────


def mentions(path: Path) -> Iterator[str]:
    """Commands in the code spans and blocks of a document."""
    text = path.read_text("utf-8")
    spans = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)) + [b.text for b in blocks(path)]
    for span in spans:
        yield from (found.strip() for found in MENTION.findall(span))


def _resolve(words: list[str]) -> tuple[Any, list[str]]:
    """The command that *words* name, and the words it did not use."""
    command: Any = get_command(app)
    rest = list(words)
    while rest and getattr(command, "get_command", None):
        found = command.get_command(None, rest[0])
        if found is None:
            break
        command, rest = found, rest[1:]
    return command, rest


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_mentioned_exists_with_its_options(path: Path) -> None:
    for mention in mentions(path):
        words = mention.replace("[", " ").replace("]", " ").split()
        if not words or not words[0].isalnum():
            continue
        command, rest = _resolve(words)
        options = {option for parameter in command.params for option in parameter.opts}
        named = {word.partition("=")[0] for word in rest if word.startswith("--")}

        assert words[0] in COMMANDS, f"kotha {mention}: there is no such command"
        assert named <= options | {"--help"}, f"kotha {mention}: has no {named - options}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


# ── What exists, documents tell ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told(name: str) -> None:
    assert f"| `kotha {name}" in (ROOT / "bot" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_told(name: str) -> None:
    assert f"| `{env_name(name)}` |" in (ROOT / "deploy" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("event", "meaning"), EVENTS.items())
def test_every_log_event_is_told_in_its_own_words(event: str, meaning: str) -> None:
    told = f"| `{event}` | {meaning} |"

    assert told in (ROOT / "deploy" / "README.md").read_text("utf-8")


def test_every_dependency_is_told() -> None:
    told = (ROOT / "bot" / "README.md").read_text("utf-8").lower()
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.findall(r'^  "([a-z0-9._-]+)(?:\[[a-z]+\])?>=', project, re.MULTILINE)

    assert [name for name in named if name not in told] == []


PROMISES = 10


def test_every_promise_stands_beside_tests_that_exist() -> None:
    rows = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, PROMISES + 1))
    for number, proof in rows:
        files = [ROOT / link for link in re.findall(r"\]\((tests/[^)]+)\)", proof)]
        code = "".join(file.read_text("utf-8") for file in files)
        tests = re.findall(r"`(\w+)`", proof)
        assert tests, f"promise {number} has no test"
        assert [test for test in tests if f"def {test}(" not in code] == []
