"""What text a provider can be given.

Rule: asked before the network, where it would look like a fault of the line.
"""

from __future__ import annotations


def is_sendable(body: str) -> bool:
    """Whether *body* can be written as UTF-8: a lone surrogate cannot."""
    try:
        body.encode()
    except UnicodeEncodeError:
        return False
    return True
