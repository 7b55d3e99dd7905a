"""How every channel checks whom it speaks to.

Rule: read once: the list of authorities takes longer to load than to send a hundred messages.
"""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """Certificates checked against the usual authorities, host names too."""
    return httpx.create_ssl_context()
