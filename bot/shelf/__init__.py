"""The consultations that are running, kept ready in memory.

Rule: what is here can always be read again from the store; nothing per person is kept.
"""

from bot.shelf.running import Running, place
from bot.shelf.shelf import WORDING, Reread, Shelf

__all__ = ["WORDING", "Reread", "Running", "Shelf", "place"]
