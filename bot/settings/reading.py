"""Reading the settings: where they come from, and what to do about one that is wrong.

Rule: the environment wins over `kotha.toml`; a secret may come from a file; a problem holds the
setting's name and a remedy, never its value.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec import Struct
from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from bot.errors import SettingsError
from bot.settings.model import KEY_NAMES, SECRETS, Settings
from bot.settings.sources import FILE, PREFIX, env_name, read_toml
from bot.settings.values import KEY_BYTES


class SettingProblem(Struct, frozen=True):
    """One setting that is wrong. `str()` is the line the operator reads; it holds no value."""

    name: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}. {self.remedy}"


REMEDIES: Mapping[str, str] = {
    "database_url": "Give sqlite+aiosqlite:///FILE, or postgresql+asyncpg://USER@HOST/DATABASE.",
    "port": "Give a port from 0 (any free one) to 65535.",
    "metrics_port": "Give a port from 1 to 65535, or leave it out.",
    "public_url": "Give the address residents' providers reach, like https://kotha.example.gov.uk.",
    "prices": 'Give pence per segment as JSON, like {"sms": {"GB": 4.0}}.',
    "rates": 'Give units per second as JSON, like {"sms": {"GB": 1}}.',
    "approve_above": "Give the number of people above which a second person must approve.",
    "hold_minutes": "Give minutes, 0 (no hold) to 1440.",
    "hold_all": "Give true or false.",
    "weekly_cap": "Give the most unprompted messages for one person in a week, 1 to 50.",
    "least_base": "Figures may hide more than usual, never less: give 10 or more people.",
    "least_cell": "Figures may hide more than usual, never less: give 8 or more people.",
    "round_to": "Figures may tell less than usual, never more: give 5 or more.",
    "staff_hours": "Give days and hours, like Mon-Fri 09:00-17:00.",
    "telegram_webhook_secret": "`kotha doctor --make-keys` makes one.",
    "telegram_mode": "Give `webhook`, or `polling` where there is no public address.",
    "telegram_api_url": "Leave it out, or give https://… or an address of this machine.",
    "twilio_api_url": "Leave it out, or give https://… or an address of this machine.",
    "twilio_account_sid": "Copy the Account SID, which begins with AC, from Twilio's console.",
    "twilio_from": "Give the number residents text, like +44 and ten digits, without spaces.",
    "twilio_messaging_service_sid": "Copy the service's SID, which begins with MG.",
} | dict.fromkeys(KEY_NAMES, "`kotha doctor --make-keys` makes one.")
"""What to do about a setting that is wrong."""
_CHECK = "Compare it with deploy/.env.example."


def _has_sms(settings: Settings) -> bool:
    return bool(settings.twilio_account_sid or settings.twilio_auth_token)


def _has_no_service(settings: Settings) -> bool:
    return _has_sms(settings) and not settings.twilio_messaging_service_sid


def _has_telegram_webhook(settings: Settings) -> bool:
    return bool(settings.telegram_token) and settings.telegram_mode == "webhook"


NEEDS: tuple[tuple[Callable[[Settings], bool], tuple[str, ...], str], ...] = (
    (_has_sms, ("twilio_account_sid", "twilio_auth_token"), "SMS needs Twilio's account."),
    (_has_sms, ("public_url",), "Twilio must reach us, and signs the address it uses."),
    (_has_no_service, ("twilio_from",), "Or set KOTHA_TWILIO_MESSAGING_SERVICE_SID."),
    (
        _has_telegram_webhook,
        ("public_url", "telegram_webhook_secret"),
        "KOTHA_TELEGRAM_MODE is webhook; `polling` needs neither address nor secret.",
    ),
)
"""When a setting is needed by others: the case, what it needs, and what to say."""


class _Environment(EnvSettingsSource):
    """The environment as a mapping that is handed in, rather than the process's own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = {name.lower(): value for name, value in environ.items() if value}
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._environ


def read(
    environ: Mapping[str, str] | None = None, file: Path = FILE
) -> tuple[Settings | None, tuple[SettingProblem, ...]]:
    """The settings, or everything that is wrong with them.

    Args:
        environ: the process's environment where left out.
        file: the TOML file, which need not exist.
    """
    found, problems = _gather(dict(os.environ if environ is None else environ), file)
    try:
        settings = Settings(**found)
    except ValidationError as error:
        problems += [_problem(detail["loc"], detail["msg"]) for detail in error.errors()]
        return None, tuple(problems)
    problems += _not_belonging(settings)
    return (None if problems else settings), tuple(problems)


def load(environ: Mapping[str, str] | None = None, file: Path = FILE) -> Settings:
    """The settings.

    Raises:
        SettingsError: one line for each setting that is wrong.
    """
    settings, problems = read(environ, file)
    if settings is None:
        raise SettingsError("\n".join(str(problem) for problem in problems))
    return settings


def unknown(environ: Mapping[str, str] | None = None) -> tuple[SettingProblem, ...]:
    """Variables that look like ours and are not: misspelt, or another program's. Warnings."""
    known = {env_name(name) for name in Settings.model_fields}
    known |= {f"{env_name(name)}_FILE" for name in SECRETS}
    ours = [name for name in (environ or os.environ) if name.startswith(PREFIX)]
    return tuple(_unknown(name, known) for name in sorted(ours) if name not in known)


def make_keys() -> Mapping[str, str]:
    """Fresh keys, by the name of the variable they belong in."""
    keys = {
        env_name(name): base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        for name in KEY_NAMES
    }
    return {**keys, env_name("telegram_webhook_secret"): secrets.token_urlsafe(KEY_BYTES)}


def _gather(environ: dict[str, str], file: Path) -> tuple[dict[str, Any], list[SettingProblem]]:
    """Values by field from all sources, the environment over the file; and what was unreadable."""
    from_toml = read_toml(file)
    problems = []
    if from_toml is None:
        problems.append(SettingProblem(str(file), "cannot be read as TOML", _CHECK))
    problems += _take_files(environ)
    return {**(from_toml or {}), **_Environment(environ)()}, problems


def _take_files(environ: dict[str, str]) -> list[SettingProblem]:
    """Replace each `…_FILE` by what its file holds."""
    problems = []
    for name in map(env_name, SECRETS):
        path = environ.pop(f"{name}_FILE", "")
        if path and environ.get(name):
            problems.append(
                SettingProblem(f"{name}_FILE", f"{name} is set as well", "Keep one of the two.")
            )
        elif path:
            try:
                environ[name] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                remedy = "Check the path, and that this user may read it."
                problems.append(SettingProblem(f"{name}_FILE", "cannot be read", remedy))
    return problems


def _problem(place: tuple[int | str, ...], message: str) -> SettingProblem:
    said = message.removeprefix("Value error, ")
    field = str(place[0])
    if field not in Settings.model_fields:
        return _unknown(field, set(Settings.model_fields))
    return SettingProblem(
        env_name(field), said[:1].lower() + said[1:], REMEDIES.get(field, _CHECK)
    )


def _not_belonging(settings: Settings) -> list[SettingProblem]:
    """Settings that others need, and keys that are not each their own."""
    problems = [
        SettingProblem(env_name(field), "is not set", remedy)
        for applies, fields, remedy in NEEDS
        for field in fields
        if applies(settings) and not getattr(settings, field)
    ]
    problems += _numbers_apart(settings)
    keys = [getattr(settings, name) for name in KEY_NAMES if getattr(settings, name)]
    if len({key.get_secret_value() for key in keys}) != len(keys):
        remedy = "`kotha doctor --make-keys` makes four."
        problems.append(SettingProblem(env_name(KEY_NAMES[0]), "two keys are the same", remedy))
    return problems


def _numbers_apart(settings: Settings) -> Iterator[SettingProblem]:
    """Limits of small numbers that undo each other."""
    base, cell, to = settings.least_base, settings.least_cell, settings.round_to
    if base < cell:
        said = f"is {base}, and KOTHA_LEAST_CELL is {cell}: a base is a count, too"
        yield SettingProblem(env_name("least_base"), said, f"Give {cell} or more.")
    if settings.small_numbers().rounded(cell) == 0:
        said = f"is {cell}, which KOTHA_ROUND_TO={to} would show as nobody"
        yield SettingProblem(env_name("least_cell"), said, f"Give {to - to // 2} or more.")


def _unknown(name: str, known: set[str]) -> SettingProblem:
    near = get_close_matches(name, sorted(known), n=1)
    remedy = f"Did you mean {near[0]}?" if near else _CHECK
    return SettingProblem(name, "is no setting of Kotha", remedy)
