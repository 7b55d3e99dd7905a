"""The house stands: rooms in their rows, a home for each library, no machine's path in a file.

Rule: a list of exceptions carries the reason of each, and fails when an exception is gone.
"""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
TESTS = ROOT / "tests"

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bot",
    "deploy",
    "flows",
    "locales",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
}

HOMES: Mapping[str, tuple[str, ...]] = {
    "telegram": ("bot/channels/telegram",),
    "twilio": ("bot/channels/sms",),
    "transitions": ("bot/flow/compiled.py", "bot/flow/lifecycle.py"),
    "babel": ("bot/language/formats.py",),
    "sqlalchemy": ("bot/store",),
    "aiosqlite": ("bot/store",),
    "asyncpg": ("bot/store",),
    "alembic": ("bot/store",),
    "starlette": ("bot/web", "bot/cli/serve.py"),
    "uvicorn": ("bot/web/serving.py",),
    "jinja2": ("bot/web",),
    "polib": ("bot/language/po.py", "bot/workshop"),
    "rapidfuzz": ("bot/language", "bot/questions", "bot/intents", "bot/flow", "bot/workshop"),
    "structlog": ("bot/logs.py",),
    "pydantic_settings": ("bot/settings",),
    "prometheus_client": ("bot/web",),
    "cryptography": ("bot/store",),
    "openpyxl": ("bot/workshop/translating/grids.py",),
    "xlsxwriter": ("bot/workshop",),
    "segno": ("bot/workshop/poster.py",),
    "weasyprint": ("bot/web/report.py",),
    "pyreadstat": ("bot/workshop/exporting.py",),
    "polars": ("bot/workshop/exporting.py",),
    "sklearn": ("bot/results/clusters.py",),
    "threadpoolctl": ("bot/results/clusters.py",),
}
"""Where each library may be imported, so that replacing one touches one place."""

LIMIT_CODE_LINES = 300
LONG: Mapping[str, str] = {}

BROAD: Mapping[str, str] = {
    "bot/web/webhooks.py": "the edge where a provider must get an answer",
    "bot/worker.py": "the edge where a loop must go on",
    "bot/service/receive/receiver.py": "a batch that fails is taken message by message",
}
"""The only places that may catch any exception, and why."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or would be, in git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())


@cache
def read(path: Path) -> str:
    """The text of a file, read once for all who ask."""
    return path.read_text("utf-8", errors="replace")


@cache
def parsed(path: Path) -> ast.Module:
    """The code of a file, parsed once for all who ask."""
    return ast.parse(path.read_text("utf-8"))


def modules(folder: Path = BOT) -> Iterator[tuple[str, Path]]:
    """Python files by their path in the repository."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path


@cache
def imports(path: Path) -> set[str]:
    """Top-level packages that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


# ── Rows and rooms ────────────────────────────────────────────────────────────────────────────


def test_imports_point_down_and_the_core_does_no_io() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library: str) -> None:
    strangers = [
        name
        for name, path in modules()
        if library in imports(path) and not name.startswith(HOMES[library])
    ]

    assert strangers == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for _, path in modules() if "migrations" not in path.parts}

    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_package_takes_its_pages_and_migrations_along(tmp_path: Path) -> None:
    ours = {path.relative_to(ROOT).as_posix() for path in tracked() if BOT in path.parents}
    for name in [*ours, "pyproject.toml", "README.md", "LICENSE"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    uv = Path(sys.executable).with_name("uv")
    command: list[str | Path] = [
        uv,
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
    ]

    built = subprocess.run([*command, sys.executable, tmp_path], capture_output=True, check=False)

    assert built.returncode == 0, built.stderr.decode()
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert ours - set(zipfile.ZipFile(wheel).namelist()) == {"bot/README.md"}


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def test_only_what_belongs_stands_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


def test_every_folder_speaks_to_its_reader() -> None:
    folders = ("", "bot", "flows", "locales", "deploy", "tests")

    assert [folder for folder in folders if not (ROOT / folder / "README.md").exists()] == []


def _code_lines(path: Path) -> int:
    """Lines that hold code: no blank, comment or docstring."""
    text = path.read_text("utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {
        line
        for token in tokens
        if token.type not in _NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def test_modules_stay_small_and_exceptions_are_current() -> None:
    long = {
        name
        for name, path in modules()
        if "migrations" not in path.parts  # written once, and never read as a room
        if _code_lines(path) > LIMIT_CODE_LINES
    }

    assert long == set(LONG)


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "manager", "misc", "common", "data", "process"}

    assert [name for name, path in modules() if path.stem in drawers] == []


# In pieces, so that this file does not hold what it looks for.
MACHINE = ["/" + "work/", "." + "library", "/" + "root/", "/" + "opt/wheels", "/" + "opt/pypi"]
REGISTRIES = ["pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "docker" + ".io"]


@pytest.mark.parametrize("word", [*MACHINE, *REGISTRIES])
def test_no_file_names_a_machine_or_a_registry(word: str) -> None:
    texts = (path for path in tracked() if path.suffix not in {".png", ".ogg", ".jpg"})

    assert [path for path in texts if word in read(path)] == []


def test_every_phone_number_is_one_kept_for_fiction() -> None:
    mobile = re.compile(r"\+447\d{9}\b")
    numbers = {
        (path.relative_to(ROOT).as_posix(), number)
        for path in tracked()
        if path.suffix in {".py", ".md", ".txt", ".yaml", ".po", ".csv", ".json", ".example"}
        for number in mobile.findall(read(path))
    }

    assert [found for found in numbers if not found[1].startswith("+447700900")] == []


def test_the_locks_hold_a_hash_for_everything_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^\S+==\S+.*$", text, re.MULTILINE)

        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


def test_what_is_run_is_what_is_tested() -> None:
    locks = ("requirements.lock", "requirements-dev.lock")
    pin = re.compile(r"^(\S+==\S+)", re.MULTILINE)
    runtime, development = (set(pin.findall((ROOT / name).read_text("utf-8"))) for name in locks)

    assert runtime <= development


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert "## [Unreleased]" in changelog or f"## [{version}]" in changelog


# ── Code ──────────────────────────────────────────────────────────────────────────────────────


def _is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it takes any exception, and keeps it."""
    takes_all = handler.type is None or "Exception" in ast.unparse(handler.type).split(".")
    last = handler.body[-1]
    return takes_all and not (isinstance(last, ast.Raise) and last.exc is None)


def _broad(path: Path) -> bool:
    nodes = ast.walk(parsed(path))
    return any(isinstance(node, ast.ExceptHandler) and _is_broad(node) for node in nodes)


def test_only_the_edges_catch_everything() -> None:
    assert {name for name, path in modules() if _broad(path)} <= set(BROAD)


def test_no_test_mocks_patches_or_sleeps() -> None:
    shortcut = re.compile(
        r"\b(?:Magic)?Mock\(|\bmonkey" + r"patch\b|\bmocker\b|time\.sl" + r"eep\("
    )
    offenders = [name for name, path in modules(TESTS) if shortcut.search(path.read_text("utf-8"))]

    assert offenders == []


ASIDE = {"tests/web/conftest.py": "no browser on this machine; CI has one, and fails on a skip"}
"""Where a test may be left out, and why."""


def test_no_test_is_set_aside() -> None:
    aside = re.compile(
        r"pytest\.(?:mark\.)?(?:sk" + r"ip|skip" + r"if|xf" + r"ail|import" + r"orskip)\b"
    )
    offenders = {name for name, path in modules(TESTS) if aside.search(path.read_text("utf-8"))}

    assert offenders == set(ASIDE)


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    bare = re.compile(r"#\s*(?:no" + r"qa: [A-Z0-9, ]+|type: ig" + r"nore\[[a-z-, ]+\])\s*$")
    offenders = [
        f"{name}:{number}"
        for folder in (BOT, TESTS)
        for name, path in modules(folder)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ]

    assert offenders == []


# ── Mirrors ───────────────────────────────────────────────────────────────────────────────────

COVERED: Mapping[str, str] = {
    "bot/__main__.py": "tests/test_cli.py",
    "bot/channels/sms/limits.py": "tests/channels/test_contract.py",
    "bot/channels/telegram/limits.py": "tests/channels/test_contract.py",
    "bot/cli/actor.py": "tests/test_docs.py",
    "bot/cli/cancel.py": "tests/cli/test_approve.py",
    "bot/cli/archive.py": "tests/cli/test_decide.py",
    "bot/cli/close.py": "tests/test_docs.py",
    "bot/cli/demo.py": "tests/web/test_phone.py",
    "bot/cli/launched.py": "tests/cli/test_launch.py",
    "bot/cli/golive.py": "tests/cli/test_guests.py",
    "bot/cli/places.py": "tests/test_cli.py",
    "bot/cli/previewed.py": "tests/cli/test_decide.py",
    "bot/cli/promised.py": "tests/cli/test_decide.py",
    "bot/cli/publish.py": "tests/cli/test_decide.py",
    "bot/cli/rehearsal.py": "tests/cli/test_guests.py",
    "bot/cli/resume.py": "tests/cli/test_pause.py",
    "bot/cli/user.py": "tests/test_docs.py",
    "bot/errors.py": "tests/flow/test_broken_flows.py",
    "bot/flow/areas.py": "tests/flow/test_broken_flows.py",
    "bot/flow/ask_if.py": "tests/flow/test_broken_flows.py",
    "bot/flow/assembly.py": "tests/flow/test_load.py",
    "bot/flow/authored.py": "tests/flow/test_schema.py",
    "bot/flow/blocks.py": "tests/flow/test_broken_flows.py",
    "bot/flow/complaints.py": "tests/flow/test_broken_flows.py",
    "bot/flow/drafts.py": "tests/flow/test_load.py",
    "bot/flow/folder.py": "tests/flow/test_load.py",
    "bot/flow/labels.py": "tests/flow/test_broken_flows.py",
    "bot/flow/links.py": "tests/flow/test_broken_flows.py",
    "bot/flow/mending.py": "tests/flow/test_properties.py",
    "bot/flow/near.py": "tests/flow/test_broken_flows.py",
    "bot/flow/page.py": "tests/flow/test_broken_flows.py",
    "bot/flow/paths.py": "tests/flow/test_properties.py",
    "bot/flow/pipes.py": "tests/flow/test_broken_flows.py",
    "bot/flow/plans.py": "tests/flow/test_load.py",
    "bot/flow/routes.py": "tests/flow/test_broken_flows.py",
    "bot/flow/scope.py": "tests/flow/test_broken_flows.py",
    "bot/flow/structure.py": "tests/flow/test_conditions.py",
    "bot/flow/texts.py": "tests/flow/test_load.py",
    "bot/language/counting.py": "tests/language/test_numerals.py",
    "bot/language/languages_file.py": "tests/language/test_languages.py",
    "bot/language/lexicon.py": "tests/test_intents.py",
    "bot/language/merging.py": "tests/language/test_words.py",
    "bot/model/answers.py": "tests/engine/test_engine.py",
    "bot/model/arrivals.py": "tests/engine/test_engine.py",
    "bot/results/asked.py": "tests/results/test_ground.py",
    "bot/model/ballots.py": "tests/service/test_moderate.py",
    "bot/model/decisions.py": "tests/flow/test_promises.py",
    "bot/model/departures.py": "tests/engine/test_engine.py",
    "bot/model/people.py": "tests/engine/test_engine.py",
    "bot/language/words_file.py": "tests/language/test_words.py",
    "bot/language/yaml.py": "tests/language/test_files.py",
    "bot/model/states.py": "tests/engine/test_engine.py",
    "bot/model/turns.py": "tests/engine/test_engine.py",
    "bot/ports/balloting.py": "tests/service/test_moderate.py",
    "bot/ports/coding.py": "tests/store/test_coding.py",
    "bot/ports/channels.py": "tests/channels/test_contract.py",
    "bot/ports/promises.py": "tests/store/test_promising.py",
    "bot/ports/reads.py": "tests/store/test_loading.py",
    "bot/store/holding.py": "tests/service/rights/test_copying.py",
    "bot/store/purging.py": "tests/service/rights/test_purging.py",
    "bot/service/rights/meant.py": "tests/service/rights/test_erasing.py",
    "bot/service/rights/signing.py": "tests/cli/test_privacy.py",
    "bot/workshop/leading.py": "tests/workshop/test_cited.py",
    "bot/workshop/putting.py": "tests/workshop/test_cited.py",
    "bot/cli/dpia.py": "tests/cli/test_privacy.py",
    "bot/cli/purge.py": "tests/cli/test_person.py",
    "bot/ports/rights.py": "tests/store/test_erasing.py",
    "bot/ports/rows.py": "tests/store/test_writing.py",
    "bot/ports/stores.py": "tests/store/test_store.py",
    "bot/questions/base.py": "tests/questions/test_contract.py",
    "bot/questions/bounds.py": "tests/flow/test_load.py",
    "bot/questions/codes.py": "tests/questions/test_contract.py",
    "bot/questions/consent.py": "tests/questions/test_yes_no.py",
    "bot/questions/free_text.py": "tests/questions/test_media.py",
    "bot/questions/fuzzy.py": "tests/questions/test_choice.py",
    "bot/questions/info.py": "tests/questions/test_contract.py",
    "bot/questions/keys.py": "tests/questions/test_contract.py",
    "bot/questions/location.py": "tests/questions/test_media.py",
    "bot/questions/menu.py": "tests/questions/test_choice.py",
    "bot/questions/multi_choice.py": "tests/questions/test_picks.py",
    "bot/questions/options.py": "tests/questions/test_choice.py",
    "bot/questions/photo.py": "tests/questions/test_media.py",
    "bot/questions/polarity.py": "tests/questions/test_yes_no.py",
    "bot/questions/ranking.py": "tests/questions/test_picks.py",
    "bot/questions/scale.py": "tests/questions/test_number.py",
    "bot/questions/voice.py": "tests/questions/test_media.py",
    "bot/shelf/echo.py": "tests/service/test_echo.py",
    "bot/results/coding/remarks.py": "tests/results/coding/test_sheets.py",
    "bot/results/shape.py": "tests/results/test_counting.py",
    "bot/results/summary.py": "tests/store/test_snapshots.py",
    "bot/results/measures.py": "tests/results/test_counting.py",
    "bot/results/raw.py": "tests/results/test_counting.py",
    "bot/results/showing.py": "tests/results/test_counting.py",
    "bot/results/stories.py": "tests/results/test_attacks.py",
    "bot/results/belonging.py": "tests/results/test_attacks.py",
    "bot/results/noticing.py": "tests/results/test_attacks.py",
    "bot/results/tables.py": "tests/results/test_suppression.py",
    "bot/service/close.py": "tests/service/feedback/test_heard.py",
    "bot/service/launch/waves.py": "tests/service/test_figures.py",
    "bot/service/launch/people.py": "tests/service/test_people.py",
    "bot/service/launch/testing.py": "tests/service/test_trial.py",
    "bot/service/launch/trial.py": "tests/service/test_trial.py",
    "bot/service/receive/desk/counter.py": "tests/service/receive/desk/test_cases.py",
    "bot/exchange/notices.py": "tests/service/receive/test_strangers.py",
    "bot/service/feedback/later.py": "tests/service/feedback/test_keeping.py",
    "bot/service/feedback/people.py": "tests/service/feedback/test_decided.py",
    "bot/service/feedback/publishing.py": "tests/service/feedback/test_keeping.py",
    "bot/service/feedback/saying.py": "tests/service/feedback/test_heard.py",
    "bot/service/receive/notices.py": "tests/service/receive/test_strangers.py",
    "bot/workshop/deciding/form.py": "tests/workshop/deciding/test_reading.py",
    "bot/workshop/deciding/keys.py": "tests/workshop/deciding/test_reading.py",
    "bot/workshop/deciding/scope.py": "tests/workshop/deciding/test_reading.py",
    "bot/workshop/coding.py": "tests/service/test_coding.py",
    "bot/workshop/poster.py": "tests/web/test_poster.py",
    "bot/shelf/community.py": "tests/service/test_profile.py",
    "bot/shelf/figures.py": "tests/service/test_figures.py",
    "bot/store/splits.py": "tests/store/test_profiling.py",
    "bot/store/answering.py": "tests/store/test_promising.py",
    "bot/store/telling.py": "tests/store/test_counting.py",
    "bot/store/columns.py": "tests/store/test_tables.py",
    "bot/store/fates.py": "tests/store/test_erasing.py",
    "bot/store/leavers.py": "tests/store/test_erasing.py",
    "bot/store/leaving.py": "tests/store/test_erasing.py",
    "bot/store/parting.py": "tests/store/test_erasing.py",
    "bot/cli/held.py": "tests/cli/test_person.py",
    "bot/store/helping.py": "tests/store/test_tables.py",
    "bot/store/reaching.py": "tests/store/test_tables.py",
    "bot/web/headers.py": "tests/web/test_pages.py",
    "bot/web/health.py": "tests/web/test_pages.py",
    "bot/web/metrics.py": "tests/web/test_pages.py",
    "bot/web/phone_view.py": "tests/web/test_phone.py",
    "bot/web/server.py": "tests/web/test_webhooks.py",
    "bot/web/serving.py": "tests/cli/test_serve.py",
    "bot/web/stage.py": "tests/web/test_phone.py",
    "bot/web/view.py": "tests/web/test_webhooks.py",
}
"""A module that is tested through another's face, and where."""


def _mirrors(name: str) -> list[Path]:
    """Where the test of a module may stand: under its own name, or under its room's."""
    path = Path(name).relative_to("bot")
    room = path.parent
    return [
        TESTS / room / f"test_{path.stem}.py",
        TESTS / room / f"test_{room.name}.py",
        TESTS / room.parent / f"test_{room.name}.py",
    ]


def _has_mirror(name: str) -> bool:
    return any(path.exists() for path in _mirrors(name))


def test_every_module_has_its_mirror() -> None:
    unmirrored = [
        name
        for name, path in modules()
        if path.stem != "__init__" and "migrations" not in path.parts
        if not _has_mirror(name) and name not in COVERED
    ]

    assert unmirrored == []


def test_what_covers_a_module_exists_and_is_needed() -> None:
    gone = [path for pair in COVERED.items() for path in pair if not (ROOT / path).exists()]
    mirrored = [name for name in COVERED if _mirrors(name)[0].exists()]

    assert (gone, mirrored) == ([], [])
