"""What people will read, as a command shows it: language by language, channel by channel.

Rule: the very text that is sent, and what it costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.service.feedback import Preview


def preview_data(each: Preview) -> dict[str, object]:
    """One language on one channel, for `--json`."""
    return {
        "language": each.language,
        "written_in": each.written_in,
        "channel": each.channel,
        "text": "\n".join(each.bodies),
        "messages": len(each.bodies),
        "segments": each.units,
    }


def preview_text(shown: Sequence[Preview]) -> str:
    """All of them, for a person."""
    return "\n\n".join(map(_block, shown))


def _block(each: Preview) -> str:
    language = each.language
    if each.written_in != language:
        language = f"{language}, in the words of {each.written_in}"
    what = "segments" if each.channel == "sms" else "messages"
    indented = "\n".join(f"  {line}" for body in each.bodies for line in body.split("\n"))
    return f"{language} by {each.channel}, {each.units} {what}:\n{indented}"
