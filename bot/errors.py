"""The few errors of Kotha, each a different reaction.

Rule: a message says what happened, where, and what to do, and holds no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in a file that an author wrote. `str()` is the line they read."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: str = "error"
    """`error` or `warning`."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"


class BotError(Exception):
    """Root of our own errors."""


class FlowError(BotError):
    """An author must edit the file: holds every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(BotError):
    """The operator must edit the environment."""


class Refused(BotError):
    """The officer asked for something that would harm; nothing was done."""


class WebhookRejected(BotError):
    """Answer `status` and say nothing more."""

    def __init__(self, status: int = 403) -> None:
        self.status = status
        super().__init__(f"webhook rejected with {status}")


class StaleConversation(BotError):
    """Someone else moved the conversation first: reload and replay."""


class SendFailed(BotError):
    """A send did not succeed; the subclass says what to do about it."""


class Retry(SendFailed):
    """It was certainly not sent: try again after `after`."""

    def __init__(self, after: timedelta) -> None:
        self.after = after
        super().__init__(f"retry in {after.total_seconds():.0f} s")


class Unreachable(SendFailed):
    """The address is dead or the person opted out at the provider: mark it and stop."""

    def __init__(self, code: str = "", *, opted_out: bool = False) -> None:
        self.code = code
        self.opted_out = opted_out
        super().__init__(f"unreachable {code}".strip())


class Undeliverable(SendFailed):
    """The provider refuses this message for good."""

    def __init__(self, code: str = "") -> None:
        self.code = code
        super().__init__(f"refused {code}".strip())


class Misconfigured(SendFailed):
    """Our credentials are wrong: halt this channel and tell the operator."""


class Unknown(SendFailed):
    """The provider may or may not have it: never blindly repeat."""
