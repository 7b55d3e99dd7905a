"""Somebody to show words to before anybody is asked: nobody in particular.

Rule: nothing is known of them but their language and where they have got to.
"""

from __future__ import annotations

from uuid import UUID

from bot.model import Conversation

NOBODY = UUID(int=0)
"""Stands for a person, or a conversation, that there is not."""


def reader_of(language: str, slug: str = "", step: str | None = None) -> Conversation:
    """Whoever reads a consultation in a language, being asked a step or none."""
    return Conversation(NOBODY, 0, NOBODY, slug, "", language, step=step)
