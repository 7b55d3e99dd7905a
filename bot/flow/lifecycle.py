"""Where a consultation may go from where it stands.

Rule: one machine for all of them, fired on a cursor that is never registered; whoever moves a
consultation asks here first.
"""

from __future__ import annotations

from transitions import Machine, MachineError, State

from bot.errors import Refused
from bot.model import Lifecycle

OPEN, CLOSE, REPORT, ARCHIVE = "open", "close", "report", "archive"
"""What is done to a consultation; `REPORT`: everybody was told what was heard."""

_MOVES = (
    (OPEN, Lifecycle.DRAFT, Lifecycle.OPEN),
    (OPEN, Lifecycle.OPEN, Lifecycle.OPEN),  # another wave, or an edited flow
    (CLOSE, Lifecycle.OPEN, Lifecycle.CLOSED),
    (REPORT, Lifecycle.CLOSED, Lifecycle.REPORTED),
    (ARCHIVE, Lifecycle.REPORTED, Lifecycle.ARCHIVED),
)
_FIRST: dict[str, str] = {
    OPEN: "it cannot be opened again: launch a new one under another name",
    CLOSE: "only one that is open can be closed",
    REPORT: "what was heard is told once, after closing",
    ARCHIVE: "people must have heard before it can be archived",
}


class _Cursor:
    """What the machine is fired on."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def moved(slug: str, stands: Lifecycle, deed: str) -> Lifecycle:
    """Where a consultation stands after a deed.

    Raises:
        Refused: it cannot be done to one that stands there.
    """
    cursor = _Cursor(stands.value)
    try:
        _MACHINE.events[deed].trigger(cursor)
    except MachineError as error:
        how = "is still open" if stands is Lifecycle.OPEN else f"is {stands} already"
        how = "is a draft" if stands is Lifecycle.DRAFT else how
        raise Refused(f"{slug} {how}: {_FIRST[deed]}.") from error
    return Lifecycle(cursor.state)


def allows(stands: Lifecycle, deed: str) -> bool:
    """Whether a deed can be done to a consultation that stands there."""
    return any(each == deed and before is stands for each, before, _ in _MOVES)


def _machine() -> Machine:
    states = [State(each.value, final=each is Lifecycle.ARCHIVED) for each in Lifecycle]
    machine = Machine(
        model=None, states=states, initial=None, auto_transitions=False, send_event=True
    )
    for deed, before, after in _MOVES:
        machine.add_transition(deed, before.value, after.value)
    return machine


_MACHINE = _machine()
