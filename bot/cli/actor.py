"""Who gives a command, for the audit: the account of this machine's operating system.

Rule: a name for the record, never a permission.
"""

from __future__ import annotations

import getpass

UNKNOWN = "command line"


def actor() -> str:
    """The name of whoever runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return UNKNOWN
