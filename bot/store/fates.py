"""What an erasure does to each table, and why it leaves what it leaves.

Rule: every table stands here; a test fails on one that does not, or whose rows are still there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ERASED: Mapping[str, str] = MappingProxyType(
    {
        "about": "deleted: equality answers",
        "address": "deleted once the last word has left; stays where somebody else has it, too",
        "address_participant": "deleted: what led to them",
        "answer": "deleted; of a published consultation the latest coded answers stay, without "
        "words, without history and without the message that gave them",
        "case": "deleted; of requests and reviews there stays that they were dealt with, and when",
        "coding": "deleted; of a published consultation the codes stay, which are totals",
        "contact": "deleted: when they were written to",
        "conversation": "deleted; of a published consultation how far it got stays",
        "due": "deleted: what waited for them",
        "echo": "deleted; of a published consultation their yes or no to our summary stays, "
        "without words",
        "farewell": "deleted once the last word has left",
        "guest": "deleted",
        "inbound": "emptied: words and person go; the provider's id stays, so that no repeat of "
        "an old message is taken for a new one",
        "link_code": "deleted",
        "media": "deleted: what they spoke or photographed",
        "nudge": "deleted: a link worker's line to them",
        "outbox": "deleted; of a published consultation that something was sent, and what it "
        "cost, stays, without words, number and provider's id; what staff were sent is emptied",
        "participant": "deleted; with a published consultation language, area, segment and way "
        "in stay, without name, link worker, hours and link",
        "proposal": "deleted: what they sent in; what was put to others of it stays, "
        "and names nobody",
        "quote": "deleted",
        "request": "emptied once it has left: lists of people; one that waits is held against the "
        "mark when it leaves",
        "staff": "what somebody is in the middle of is emptied where it is about them",
        "thread": "deleted: what was said with staff",
        "traffic": "deleted: how much came from their number",
        "translation": "deleted",
    }
)
"""Tables that hold something of a person."""

KEPT: Mapping[str, str] = MappingProxyType(
    {
        "audit": "ids that lead to nobody, and what staff did; never personal data",
        "do_not_contact": "a blind index and why: so that no list brings them back",
        "erasure": "a blind index and when, and by what dates was purged: so that an old backup "
        "forgets it all again",
        "campaign": "keyed marks of whole lists",
    }
)
"""Tables that hold a mark of a person, and why it stays."""

NOBODY: Mapping[str, str] = MappingProxyType(
    {
        "codebook": "codes of answers",
        "consultation": "a consultation",
        "decision": "what was decided",
        "flow_version": "questions",
        "installation": "notes of the installation",
        "news": "what happened next",
        "note": "words of flows, read out by staff",
        "pause": "what is held back",
        "profile": "shares of groups",
        "promise": "what is owed, and when",
        "rating_round": "what a group had rated when a round ended",
        "sender_rate": "how fast we may send",
        "slip": "promises that moved",
        "snapshot": "figures, small ones hidden",
        "statement": "what was put to others, and names nobody",
    }
)
"""Tables of nobody."""
