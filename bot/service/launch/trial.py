"""Before going live: a few guests, and nobody else, can be invited.

Rule: asked again in the transaction that opens, so that no way of launching passes it by.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.language.english import agreed, counted
from bot.language.phones import PhoneProblem, read_phone
from bot.model import Address
from bot.ports import AuditRow, Reader
from bot.service.launch.people import PHONE_PROBLEMS, Entry, is_chat_id
from bot.shelf.office import Office
from bot.shelf.shelf import LIVE

LIMIT_GUESTS = 50


async def is_live(reader: Reader) -> bool:
    """Whether anyone may be invited."""
    return bool(await reader.kept(LIVE))


async def go_live(office: Office, by: str) -> bool:
    """End the trial, in the name of `by`; false where it had ended.

    Raises:
        Refused: nobody is named.
    """
    by = " ".join(by.split())
    if not by:
        raise Refused("S-303 Say who decides that residents may be texted: --by NAME.")
    async with office.store.begin() as transaction:
        if await is_live(transaction):
            return False
        await transaction.keep(LIVE, by)
        deed = AuditRow(office.clock.now(), office.actor, "installation.live", "", {"by": by})
        await transaction.audit(deed)
    return True


async def refuse_strangers(reader: Reader, entries: Sequence[Entry]) -> None:
    """Before the installation is live, let guests be invited and nobody else.

    Raises:
        Refused: somebody on the list is no guest.
    """
    if await is_live(reader):
        return
    guests = set(await reader.guests())
    strangers = sum(1 for entry in entries if not _is_guest(entry, guests))
    if strangers:
        numbers = agreed(strangers, "is", "are")
        raise Refused(
            f"S-301 {strangers} of {counted(len(entries), 'person', 'people')} {numbers} outside "
            "your guest list, so nothing was sent. Add them (`kotha guests add`) or go live "
            "(`kotha golive`)."
        )


def _is_guest(entry: Entry, guests: set[Address]) -> bool:
    return bool(entry.addresses) and guests.issuperset(entry.addresses)


# ── The list ──────────────────────────────────────────────────────────────────────────────────


async def add(office: Office, guest: Address) -> None:
    """Put an address on the list.

    Raises:
        Refused: the list is full.
    """
    async with office.store.begin() as transaction:
        known = await transaction.guests()
        if guest not in known and len(known) >= LIMIT_GUESTS:
            raise Refused(
                f"S-302 {LIMIT_GUESTS} guests are enough for a trial. Remove one, or go live."
            )
        await transaction.add_guest(guest, office.clock.now())
        await transaction.audit(_deed(office, "guest.added", guest))


async def remove(office: Office, guest: Address) -> None:
    """Take an address off the list.

    Raises:
        Refused: it is not there.
    """
    async with office.store.begin() as transaction:
        if not await transaction.remove_guest(guest):
            raise Refused("S-302 That is no guest. `kotha guests list` shows who is.")
        await transaction.audit(_deed(office, "guest.removed", guest))


def _deed(office: Office, action: str, guest: Address) -> AuditRow:
    return AuditRow(office.clock.now(), office.actor, action, "", {"channel": guest.channel})


def guest_at(text: str, *, is_telegram: bool) -> Address:
    """The address that somebody typed.

    Raises:
        Refused: it is none that could be written to.
    """
    if is_telegram:
        if not is_chat_id(text):
            raise Refused("P-113 Give the digits of a Telegram chat id, not a user name.")
        return Address("telegram", text)
    found = read_phone(text)
    if isinstance(found, PhoneProblem):
        raise Refused(" ".join(PHONE_PROBLEMS[found]))
    return Address("sms", found.e164)


def masked(guest: Address) -> str:
    """An address as a screen may show it."""
    return f"{guest.channel} …{guest.value[-3:]}"
