"""What is sent to whom, as one keyed hash.

Rule: pure; without the key, a list of few could be found by trying numbers.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from bot.flow.structure import Document
from bot.service.launch.people import Entry


def digest_of(document: Document, entries: Sequence[Entry], key: bytes, again: str = "") -> str:
    """Of the words, of the people, and of why they are sent `again`."""
    parts = [document.flow.slug, document.version, *filter(None, [again])]
    parts += [f"{name}={text}" for name, text in sorted(document.texts.items())]
    parts += sorted(map(entry_text, entries))
    found = hmac.new(key, digestmod=hashlib.sha256)
    for n, part in enumerate(parts):
        found.update(("\0" if n else "").encode() + part.encode())
    return found.hexdigest()


def entry_text(entry: Entry) -> str:
    """A row of the list, as far as it decides what is sent to whom."""
    addresses = ",".join(f"{a.channel}:{a.value}" for a in entry.addresses)
    return f"{addresses}|{entry.language}|{entry.name}|{entry.link_worker}|{entry.source}"
