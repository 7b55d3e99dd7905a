"""What a text message can show and take.

Rule: light, since `kotha chat` reads it.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.language.segments import SMS

LIMITS = replace(SMS, can_look_up=True)
"""Well under Twilio's 1,600 characters (error 21617)."""
