"""Forms on which an officer writes what was decided and why, and what happened next.

Rule: a form is written empty and read whole; what is wrong with it is told at once, each with its
line. Nothing is stored here.
"""

from bot.workshop.deciding.form import decision_form, news_form
from bot.workshop.deciding.reading import Read, read_decision, read_news
from bot.workshop.deciding.scope import Scope

__all__ = ["Read", "Scope", "decision_form", "news_form", "read_decision", "read_news"]
