"""One member of staff at the desk, and what whoever serves them may look up.

Rule: a person is looked up by whoever may see them, and by nobody else: `may_see` decides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.exchange import Desk, Exchange
from bot.exchange.marks import read_mark
from bot.language import formats
from bot.model import Button, Role, Text
from bot.ports import AuditRow, Case, Mender, Person, StaffMember, Transaction
from bot.service.receive import notices

ROLES = frozenset({Role.LINK_WORKER, Role.OFFICER})
"""Who has a desk on Telegram."""


class Doors(Struct, frozen=True):
    """The ways from the desk into the batch that is being dealt with."""

    person: Callable[[int, UUID], Awaitable[Person | None]]
    """Somebody by id, as this batch has left them so far."""
    keep: Callable[[Person], None]
    """Notes how somebody now stands."""
    desk: Callable[[str], Desk]
    """What an exchange on a channel may look up."""
    mender: Mender | None = None
    """Mends words, where they can be mended."""
    is_resident: bool = False
    """Whoever writes is also somebody that the bot asks."""


class Counter(Struct, frozen=True):
    """A message of a member of staff to the desk."""

    given: Exchange
    transaction: Transaction
    member: StaffMember
    doors: Doors

    @property
    def is_officer(self) -> bool:
        """Whether they may see everybody's cases."""
        return self.member.role is Role.OFFICER

    @property
    def is_resident(self) -> bool:
        """Whether the bot asks them questions, too."""
        return self.doors.is_resident

    @property
    def typed(self) -> str:
        """What they wrote; empty where it was a button."""
        content = self.given.message.content
        return content.body if isinstance(content, Text) else ""

    @property
    def own_deed(self) -> Exchange:
        """The same message, as something that they do."""
        return replace(self.given, by=str(self.member.id))

    def words(self, key: str, **values: str) -> str:
        """One of the desk's own phrases in their language."""
        catalogue = self.given.desk.catalogue
        return notices.phrase(catalogue, self.member.language, f"bot.desk.{key}", **values)

    def number(self, n: int) -> str:
        """A number as their language writes it."""
        language = self.given.desk.catalogue.languages.get(self.member.language)
        return formats.number(n, language) if language else str(n)

    def button(self, key: str, data: str) -> Button:
        """A button, labelled by one of the desk's phrases."""
        return Button(f"desk.{data}", self.words(key))

    def yes_no(self, data: str) -> tuple[Button, Button]:
        """Two buttons; what they carry ends in `yes` or `no`."""
        catalogue, language = self.given.desk.catalogue, self.member.language
        yes, no = (notices.phrase(catalogue, language, f"bot.{word}") for word in ("yes", "no"))
        return Button(f"desk.{data}.yes", yes), Button(f"desk.{data}.no", no)

    def say(self, body: str, *buttons: Button, media: str = "") -> None:
        """Answer them."""
        notices.say(self.given, self.transaction, body, *buttons, media=media)

    def tell(self, key: str, *buttons: Button, **values: str) -> None:
        """Answer them with one of the desk's phrases."""
        self.say(self.words(key, **values), *buttons)

    async def begin(self, task: str) -> None:
        """Note what their next message belongs to; empty: nothing."""
        if task != self.member.task:
            await self.transaction.set_task(self.member.id, task)

    def note(self, action: str, subject: str, **detail: str | int) -> None:
        """Put a deed of theirs on record."""
        deed = AuditRow(self.given.now, str(self.member.id), action, subject, detail)
        self.given.rows.audit.append(deed)

    async def case(self, mark: str) -> Case | None:
        """An open case that is theirs or nobody's; an officer's is every one."""
        meant = read_mark(mark)
        found = await self.transaction.case_named(meant) if meant else ()
        if len(found) != 1 or found[0].closed_at is not None:
            return None
        is_theirs = found[0].owner in {"", str(self.member.id), self.member.name}
        return found[0] if is_theirs or self.is_officer else None


Served = Callable[[Counter, str], Awaitable[None]]
"""Serves one command, button or task, given what came with it."""
