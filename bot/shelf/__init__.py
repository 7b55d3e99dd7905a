"""The consultations that are running, kept ready in memory.

Rule: what is here can always be read again from the store; nothing per person is kept. The shelf
itself (`bot.shelf.shelf`) is imported by name: it logs, and `kotha chat` needs only its contents.
"""

from bot.shelf.running import Running, draft, place

__all__ = ["Running", "draft", "place"]
