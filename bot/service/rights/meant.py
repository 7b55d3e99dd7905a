"""Whom a command about somebody's rights means, and who answers for it.

Rule: exactly one person, or none.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.errors import Refused
from bot.exchange.marks import read_mark
from bot.model import Address
from bot.ports import Case, Person, StaffMember, Transaction


class Meant(Struct, frozen=True):
    """Whom a command is about."""

    person: Person
    case: Case | None = None


async def find(transaction: Transaction, who: str) -> Meant:
    """Whom a case, a number or an id means.

    Raises:
        Refused: nobody, or more than one.
    """
    if who.startswith("+"):
        found = (await transaction.people([Address("sms", who)])).values()
        people = [person for each in found for person in each]
        if len(people) != 1:
            raise Refused(
                "That number leads to nobody here, or to more than one person. On a shared phone "
                "give the case, which says who asked."
            )
        return Meant(people[0])
    mark = read_mark(who)
    cases = await transaction.case_named(mark) if mark else ()
    if len(cases) != 1:
        raise Refused("No one case is meant by that. `kotha status` shows the open ones.")
    person = await transaction.person(cases[0].bucket, cases[0].participant)
    if person is None:
        raise Refused("The person of that case is not here any more.")
    return Meant(person, cases[0])


def staff_named(staff: Sequence[StaffMember], by: str) -> StaffMember:
    """Whoever answers for it.

    Raises:
        Refused: nobody of that name works here, or several do.
    """
    found = [each for each in staff if each.is_active and by in {each.name, str(each.id)}]
    if len(found) != 1:
        raise Refused("Say who answers for it: --by NAME, as `kotha user list` shows the name.")
    return found[0]
