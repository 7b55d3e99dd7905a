"""`kotha doctor`: what is wrong is found, named and never quoted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import WRONG
from bot.settings import KEY_NAMES, load
from bot.settings.sources import env_name
from bot.settings.values import KEY_BYTES
from tests.commands import Ran, installation, kotha, started

NOWHERE = Path("there-is-no-such-file.toml")


def findings(
    *args: str, env: dict[str, str], run: Callable[..., Ran] = kotha
) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and state and detail by name."""
    ran = run("doctor", "--json", *args, env=env)
    found = json.loads(ran.out)["findings"]
    return ran.code, {one["name"]: (one["state"], one["detail"]) for one in found}


def test_a_fresh_installation_is_sound(tmp_path: Path) -> None:
    code, found = findings(env=installation(tmp_path))

    assert code == 0, found
    assert found["keys"][0] == "ok"
    assert found["database"] == ("ok", "can be written")
    assert found["flow eye-screening-access"][0] == "ok"
    assert found["languages"][0] == "ok"
    assert found["sms"] == ("off", "KOTHA_TWILIO_ACCOUNT_SID is not set")
    assert found["telegram"] == ("off", "KOTHA_TELEGRAM_TOKEN is not set")


def test_it_says_what_figures_hide(tmp_path: Path) -> None:
    _, found = findings(env={**installation(tmp_path), "KOTHA_LEAST_BASE": "20"})
    code, refused = findings(env={**installation(tmp_path), "KOTHA_LEAST_BASE": "9"})

    assert (
        "fewer than 20 people answered are hidden, counts of 1 to 7" in found["small numbers"][1]
    )
    assert (code, refused["KOTHA_LEAST_BASE"][0]) == (WRONG, "wrong")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        pytest.param({"KOTHA_PORT": "banana"}, "KOTHA_PORT", id="a_wrong_setting"),
        pytest.param({"KOTHA_DATA_KEY": ""}, "keys", id="a_missing_key"),
        pytest.param({"KOTHA_LOCALES_DIR": "/no/such/folder"}, "languages", id="no_catalogues"),
    ],
)
def test_what_is_wrong_is_told(given: dict[str, str], name: str, tmp_path: Path) -> None:
    code, found = findings(env={**installation(tmp_path), **given})

    assert code == WRONG
    assert found[name][0] == "wrong"


def test_a_database_without_a_folder_is_told(tmp_path: Path) -> None:
    env = {**installation(tmp_path), "KOTHA_DATABASE_URL": "sqlite+aiosqlite:////no/such/k.db"}

    # As a process: the driver's thread may outlive the loop in which it could open nothing.
    code, found = findings(env=env, run=started)

    assert code == WRONG
    assert found["database"][0] == "wrong"


def test_a_misspelt_variable_is_a_warning(tmp_path: Path) -> None:
    code, found = findings(env={**installation(tmp_path), "KOTHA_PROT": "1"})

    assert code == 0
    assert found["KOTHA_PROT"] == ("warning", "is no setting of Kotha. Did you mean KOTHA_PORT?")


def test_no_secret_is_printed(tmp_path: Path) -> None:
    env = {**installation(tmp_path), "KOTHA_TELEGRAM_TOKEN": "1:hunter2", "KOTHA_PORT": "x"}
    secrets = [env[env_name(name)] for name in KEY_NAMES]

    ran = kotha("doctor", env=env)

    assert not any(secret in ran.out + ran.err for secret in [*secrets, "hunter2"])


def test_made_keys_fit_into_an_environment_file() -> None:
    lines = kotha("doctor", "--make-keys").out.splitlines()

    settings = load(dict(line.split("=", 1) for line in lines), NOWHERE)

    assert len(settings.keys().index) == KEY_BYTES
    assert kotha("doctor", "--make-keys").out.splitlines() != lines


def test_going_live_needs_an_address_and_a_channel(tmp_path: Path) -> None:
    code, found = findings("--go-live", env=installation(tmp_path))

    assert code == WRONG
    assert found["public address"][0] == "wrong"
    assert found["a channel"][0] == "wrong"
    assert found["stop"][0] == "unproved"


def test_an_address_that_does_not_reach_us_is_told(tmp_path: Path) -> None:
    env = {**installation(tmp_path), "KOTHA_PUBLIC_URL": "http://127.0.0.1:9"}

    _, found = findings("--go-live", env=env)

    assert found["public address"][0] == "wrong"
    assert "does not reach us" in found["public address"][1]
