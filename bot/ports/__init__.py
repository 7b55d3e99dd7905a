"""What the services need of the world: Protocols, and the rows that cross them.

Rule: names only what is not here; nothing in this package does anything.
"""

from bot.ports.channels import Channel, Clock, WebhookRequest
from bot.ports.reads import (
    CaseView,
    DueItem,
    InboundKey,
    Launched,
    LaunchRequest,
    Pause,
    Person,
    RequestState,
    Settled,
    StaffMember,
    Standing,
)
from bot.ports.rows import (
    AnswerRow,
    AuditRow,
    CaseRow,
    DueRow,
    NewNote,
    OutboxRow,
    PersonRow,
    Recording,
    Rows,
    Transcript,
)
from bot.ports.stores import Outbox, Reader, Store, Transaction

__all__ = [
    "AnswerRow",
    "AuditRow",
    "CaseRow",
    "CaseView",
    "Channel",
    "Clock",
    "DueItem",
    "DueRow",
    "InboundKey",
    "LaunchRequest",
    "Launched",
    "NewNote",
    "Outbox",
    "OutboxRow",
    "Pause",
    "Person",
    "PersonRow",
    "Reader",
    "Recording",
    "RequestState",
    "Rows",
    "Settled",
    "StaffMember",
    "Standing",
    "Store",
    "Transaction",
    "Transcript",
    "WebhookRequest",
]
