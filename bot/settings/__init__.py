"""Everything an operator can set: one frozen `Settings`, from the environment and `kotha.toml`.

Rule: what is wrong is told all at once, by name and remedy, and a value is never repeated: it may
be a secret. What each name means stands in `deploy/.env.example`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bot.settings.sources import PREFIX, places

if TYPE_CHECKING:
    from bot.settings.model import KEY_NAMES, SECRETS, Keys, Settings
    from bot.settings.reading import SettingProblem, load, make_keys, read, unknown

__all__ = [
    "KEY_NAMES",
    "PREFIX",
    "SECRETS",
    "Keys",
    "SettingProblem",
    "Settings",
    "load",
    "make_keys",
    "places",
    "read",
    "unknown",
]

_MODEL = ("KEY_NAMES", "SECRETS", "Keys", "Settings")


def __getattr__(name: str) -> Any:
    """Import the rest when it is first asked for: building the model takes longer than all else
    that `kotha chat` does at start, and it asks for `places` alone."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"bot.settings.{'model' if name in _MODEL else 'reading'}"), name)
