"""Take in whatever has arrived: the one way in.

Rule: see `receiver` (batches and commits) and `joining` (who is this?).
"""

from bot.service.receive.receiver import Receiver, Terms

__all__ = ["Receiver", "Terms"]
