"""Residents who do not exist: they read their simulated phone and answer as people text.

Rule: they know only what is on their screen. Seeded, so that a rehearsal can be played again.
"""

from bot.service.synthetic.crowd import Crowd, Say
from bot.service.synthetic.people import Resident, residents
from bot.service.synthetic.screens import Screens

__all__ = ["Crowd", "Resident", "Say", "Screens", "residents"]
