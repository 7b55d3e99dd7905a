"""What an operator installs: it calls commands that exist, as a user without rights."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.cli import COMMANDS
from bot.settings import PREFIX, Settings
from bot.settings.sources import env_name

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists(unit: Path) -> None:
    (command,) = re.findall(r"^ExecStart=\S+/kotha (\w+)", unit.read_text("utf-8"), re.MULTILINE)

    assert command in COMMANDS


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "line",
    [
        "User=kotha",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=",
        "UMask=0077",
        "EnvironmentFile=/etc/kotha/env",
    ],
)
def test_a_unit_has_no_rights_it_does_not_need(unit: Path, line: str) -> None:
    assert line in unit.read_text("utf-8").splitlines()


def test_stopping_is_given_longer_than_the_program_takes() -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", text("kotha.service"), re.MULTILINE)

    assert int(seconds) > 10


def test_the_container_is_not_root_and_takes_only_what_is_locked() -> None:
    lines = text("Containerfile").splitlines()

    assert lines.index("USER kotha") < lines.index('ENTRYPOINT ["kotha"]')
    assert "--require-hashes" in text("Containerfile")


def test_the_container_is_read_only_and_open_to_this_machine_alone() -> None:
    service = YAML(typ="safe").load(text("compose.yaml"))["services"]["kotha"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


@pytest.mark.parametrize("name", ["Containerfile", "compose.yaml"])
def test_only_settings_that_exist_are_set(name: str) -> None:
    named = set(re.findall(rf"\b({PREFIX}[A-Z_]+)=?", text(name)))

    assert named <= {env_name(field) for field in Settings.model_fields}
