"""The settings: what they default to, what they refuse, and what they never repeat."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.results.tables import SmallNumbers
from bot.settings import (
    KEY_NAMES,
    PREFIX,
    SECRETS,
    Settings,
    load,
    make_keys,
    places,
    read,
    unknown,
)
from bot.settings.sources import env_name
from bot.settings.values import KEY_BYTES

NO_FILE = Path("there-is-no-such-file.toml")
ENV_EXAMPLE = Path(__file__).parents[1] / "deploy" / ".env.example"
TWILIO = {
    "KOTHA_TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
    "KOTHA_TWILIO_AUTH_TOKEN": "made-up-token",
    "KOTHA_TWILIO_FROM": "+447700900001",
    "KOTHA_PUBLIC_URL": "https://kotha.example/",
}


def said(environ: dict[str, str], file: Path = NO_FILE) -> str:
    """What the operator reads about *environ*."""
    return "\n".join(str(problem) for problem in read(environ, file)[1])


def test_an_empty_environment_is_a_working_one() -> None:
    settings = load({}, NO_FILE)

    assert settings.database_url == "sqlite+aiosqlite:///kotha.db"
    assert settings.port == 8000
    assert all(settings.channels().values()), "a channel without credentials is off"


def test_settings_cannot_be_changed() -> None:
    settings = load({}, NO_FILE)

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]  # mypy knows it, too


@pytest.mark.parametrize(
    ("environ", "names", "says"),
    [
        pytest.param({"KOTHA_PORT": "banana"}, "KOTHA_PORT", "Give a port", id="port"),
        pytest.param({"KOTHA_DATABASE_URL": "mysql://x"}, "KOTHA_DATABASE_URL", "SQLite", id="db"),
        pytest.param({"KOTHA_DATA_KEY": "c2hvcnQ="}, "KOTHA_DATA_KEY", "32 bytes", id="short_key"),
        pytest.param({"KOTHA_DATA_KEY": "€"}, "KOTHA_DATA_KEY", "base64", id="not_base64"),
        pytest.param({"KOTHA_PRICES": "{"}, "KOTHA_PRICES", "not JSON", id="prices_json"),
        pytest.param({"KOTHA_PRICES": "[]"}, "KOTHA_PRICES", "table", id="prices_shape"),
        pytest.param(
            {"KOTHA_PRICES": '{"sms": {"GB": -1}}'}, "KOTHA_PRICES", "greater", id="prices_below_0"
        ),
        pytest.param({"KOTHA_RATES": '{"sms": {"GB": 0}}'}, "KOTHA_RATES", "greater", id="rate_0"),
        pytest.param(
            {"KOTHA_TELEGRAM_API_URL": "http://elsewhere.example"},
            "KOTHA_TELEGRAM_API_URL",
            "not encrypted",
            id="api_without_tls",
        ),
        pytest.param(
            {"KOTHA_TWILIO_API_URL": "http://10.0.0.1:80"},
            "KOTHA_TWILIO_API_URL",
            "not encrypted",
            id="api_on_the_local_network",
        ),
        pytest.param(
            {"KOTHA_PUBLIC_URL": "https://a:b@kotha.example"},
            "KOTHA_PUBLIC_URL",
            "may hold only",
            id="address_with_a_password",
        ),
        pytest.param(
            {"KOTHA_PUBLIC_URL": "kotha"}, "KOTHA_PUBLIC_URL", "web address", id="no_url"
        ),
        pytest.param(
            {"KOTHA_TELEGRAM_MODE": "pigeon"}, "KOTHA_TELEGRAM_MODE", "polling", id="mode"
        ),
        pytest.param(
            {"KOTHA_TELEGRAM_WEBHOOK_SECRET": "short"},
            "KOTHA_TELEGRAM_WEBHOOK_SECRET",
            "16 to 256",
            id="weak_webhook_secret",
        ),
        pytest.param(
            {"KOTHA_TELEGRAM_TOKEN": "1:x", "KOTHA_TELEGRAM_MODE": "webhook"},
            "KOTHA_PUBLIC_URL",
            "webhook",
            id="webhook_without_address",
        ),
        pytest.param(
            {**TWILIO, "KOTHA_PUBLIC_URL": ""}, "KOTHA_PUBLIC_URL", "Twilio", id="sms_no_address"
        ),
        pytest.param(
            {**TWILIO, "KOTHA_TWILIO_FROM": ""},
            "KOTHA_TWILIO_FROM",
            "MESSAGING_SERVICE",
            id="sms_without_a_sender",
        ),
        pytest.param(
            {**TWILIO, "KOTHA_TWILIO_FROM": "MyCouncil"},
            "KOTHA_TWILIO_FROM",
            "+44",
            id="a_sender_nobody_can_answer",
        ),
        pytest.param(
            {"KOTHA_DATA_KEY_FILE": "/no/such/file"},
            "KOTHA_DATA_KEY_FILE",
            "cannot be read",
            id="secret_file_missing",
        ),
        pytest.param(
            {"KOTHA_TWILIO_AUTH_TOKEN_FILE": "/x", "KOTHA_TWILIO_AUTH_TOKEN": "y"},
            "KOTHA_TWILIO_AUTH_TOKEN_FILE",
            "Keep one",
            id="secret_given_twice",
        ),
    ],
)
def test_what_is_wrong_is_named_with_a_remedy(
    environ: dict[str, str], names: str, says: str
) -> None:
    lines = said(environ)

    assert names in lines
    assert says in lines


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        pytest.param(
            {"KOTHA_LEAST_BASE": "9"},
            "KOTHA_LEAST_BASE: is 9, but the least allowed is 10",
            id="base",
        ),
        pytest.param(
            {"KOTHA_LEAST_CELL": "7"},
            "KOTHA_LEAST_CELL: is 7, but the least allowed is 8",
            id="cell",
        ),
        pytest.param(
            {"KOTHA_ROUND_TO": "1"}, "KOTHA_ROUND_TO: is 1, but the least allowed is 5", id="to"
        ),
        pytest.param(
            {"KOTHA_LEAST_CELL": "12"},
            "KOTHA_LEAST_BASE: is 10, and KOTHA_LEAST_CELL is 12: a base is a count, too. Give 12",
            id="a_base_is_a_count",
        ),
        pytest.param(
            {"KOTHA_ROUND_TO": "20"},
            "KOTHA_LEAST_CELL: is 8, which KOTHA_ROUND_TO=20 would show as nobody. Give 10",
            id="somebody_is_not_nobody",
        ),
    ],
)
def test_figures_may_hide_more_than_usual_and_never_less(
    environ: dict[str, str], says: str
) -> None:
    assert says in said(environ)


def test_small_numbers_are_as_strict_as_the_operator_says() -> None:
    environ = {"KOTHA_LEAST_BASE": "30", "KOTHA_LEAST_CELL": "15", "KOTHA_ROUND_TO": "10"}

    assert load({}, NO_FILE).small_numbers() == SmallNumbers(base=10, star=7, to=5)
    assert load(environ, NO_FILE).small_numbers() == SmallNumbers(base=30, star=14, to=10)


def test_everything_wrong_is_told_at_once() -> None:
    lines = said({"KOTHA_PORT": "x", "KOTHA_DATA_KEY": "x", "KOTHA_TELEGRAM_MODE": "x"})

    assert len(lines.splitlines()) == 3


@given(st.sampled_from([*SECRETS, "twilio_from", "public_url", "prices"]), st.integers(1, 3))
def test_a_value_is_never_repeated(name: str, times: int) -> None:
    value = "Xhunter2secretX" * times

    lines = said({env_name(name): value})

    assert "hunter2" not in lines


def test_a_setting_shows_no_secret() -> None:
    keys = make_keys()
    settings = load({**keys, "KOTHA_DATABASE_URL": "postgresql+asyncpg://u:hunter2@h/d"}, NO_FILE)

    shown = repr(settings) + str(settings)

    assert "hunter2" not in shown
    assert not any(value in shown for value in keys.values())


@pytest.mark.parametrize("url", ["http://127.0.0.1:4010", "http://localhost:1", "http://[::1]:2"])
def test_a_provider_on_this_machine_needs_no_tls(url: str) -> None:
    assert load({"KOTHA_TWILIO_API_URL": url}, NO_FILE).twilio_api_url == url


def test_an_address_ends_without_a_slash() -> None:
    assert load(TWILIO, NO_FILE).public_url == "https://kotha.example"


def test_keys_are_missing_until_made_and_then_fit() -> None:
    made = make_keys()

    with pytest.raises(SettingsError, match="--make-keys"):
        load({}, NO_FILE).keys()

    keys = load(dict(made), NO_FILE).keys()
    lengths = {len(key) for key in (keys.secret, keys.data, keys.index, keys.about)}
    assert lengths == {KEY_BYTES}
    assert base64.b64encode(keys.index).decode() == made["KOTHA_INDEX_KEY"]


def test_one_key_may_not_serve_twice() -> None:
    key = make_keys()["KOTHA_DATA_KEY"]

    assert "the same" in said({"KOTHA_DATA_KEY": key, "KOTHA_ABOUT_KEY": key})


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    values = {**make_keys(), "KOTHA_DATABASE_URL": "sqlite+aiosqlite:///other.db"}
    file = tmp_path / "secret"
    file.write_text(values.get(env_name(name), "1:made-up") + "\n", encoding="utf-8")

    found, problems = read({f"{env_name(name)}_FILE": str(file), **_beside(name)}, NO_FILE)

    assert not problems
    assert found is not None
    assert getattr(found, name) is not None


def _beside(name: str) -> dict[str, str]:
    """What a secret needs beside it."""
    if name != "twilio_auth_token":
        return {}
    return {key: value for key, value in TWILIO.items() if "TOKEN" not in key}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kotha.toml"
    file.write_text('port = 9001\nhost = "::1"\n[prices.sms]\nGB = 3.5\n', encoding="utf-8")

    settings = load({"KOTHA_PORT": "9002"}, file)

    assert (settings.port, settings.host) == (9002, "::1")
    assert settings.price("sms", "GB") == 3.5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("prot = 1", "Did you mean port?", id="misspelt"),
        pytest.param("port = ", "cannot be read as TOML", id="not_toml"),
    ],
)
def test_a_wrong_file_is_told(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "kotha.toml"
    file.write_text(text, encoding="utf-8")

    assert says in said({}, file)


def test_a_misspelt_variable_is_pointed_out_but_harmless() -> None:
    environ = {"KOTHA_PROT": "1", "HOME": "/", "KOTHA_DATA_KEY_FILE": "/x"}

    (problem,) = unknown(environ)

    assert "Did you mean KOTHA_PORT?" in str(problem)
    assert load({"KOTHA_PROT": "1"}, NO_FILE).port == 8000


@pytest.mark.parametrize(
    ("channel", "country", "pence"),
    [
        pytest.param("sms", "GB", 4.0, id="known"),
        pytest.param("sms", "ZZ", 8.0, id="any_other_country"),
        pytest.param("sms", "", 8.0, id="no_country"),
        pytest.param("telegram", "GB", 0.0, id="free"),
        pytest.param("pigeon", "GB", 0.0, id="no_such_channel"),
    ],
)
def test_a_price_is_found_for_every_country(channel: str, country: str, pence: float) -> None:
    assert load({}, NO_FILE).price(channel, country) == pence


def test_one_price_changes_without_repeating_the_others() -> None:
    settings = load({"KOTHA_PRICES": '{"sms": {"GB": 2.4}}'}, NO_FILE)

    assert settings.price("sms", "GB") == 2.4
    assert settings.price("sms", "IE") == load({}, NO_FILE).price("sms", "IE")


def test_the_example_names_every_setting_and_nothing_else() -> None:
    named = {
        line.lstrip("# ").split("=")[0].removesuffix("_FILE")
        for line in ENV_EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line.lstrip("# ").startswith(PREFIX)
    }

    assert named == {env_name(name) for name in Settings.model_fields}


def test_the_example_is_itself_a_valid_environment_but_for_the_keys() -> None:
    lines = ENV_EXAMPLE.read_text(encoding="utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines if line.startswith(PREFIX))

    settings = load(environ, NO_FILE)

    assert all(getattr(settings, name) is None for name in KEY_NAMES)
    assert not unknown(environ)


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        pytest.param({}, "", id="neither"),
        pytest.param({"KOTHA_FLOWS_DIR": "a"}, "flows_dir = 'b'", id="the_environment_wins"),
        pytest.param({"KOTHA_LOCALES_DIR": ""}, "locales_dir = 'b'", id="empty_is_not_set"),
    ],
)
def test_the_quick_look_at_the_folders_finds_what_loading_finds(
    environ: dict[str, str], text: str, tmp_path: Path
) -> None:
    file = tmp_path / "kotha.toml"
    file.write_text(text, encoding="utf-8")
    settings = load(environ, file)

    assert places(environ, file) == (settings.flows_dir, settings.locales_dir)
