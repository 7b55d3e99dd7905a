"""Telegram by its Bot API: webhook or polling in, Bot API out.

Rule: python-telegram-bot is transport and object model only; the conversation is ours.
"""

import os

# Read by the library at each duration it makes: without it, a `RetryAfter` warns of the
# future, and warnings are errors in our tests. Nobody else's choice is overridden.
os.environ.setdefault("PTB_TIMEDELTA", "1")
