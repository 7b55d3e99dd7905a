"""What `kotha launch` shows: the forecast, and what was done.

Rule: counts and prices; never a number or a name of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from bot.language.english import agreed, counted
from bot.ports.reads import LaunchRequest, RequestState

if TYPE_CHECKING:
    from bot.service.launch import Caution, Forecast, Line, Opened, Order


class Planned(Struct, frozen=True):
    """What would be done."""

    order: Order
    forecast: Forecast
    digest: str
    caution: Caution
    changes: Mapping[str, int]
    """Of people we know, how many cells of each column the list changes."""


def data_of(plan: Planned, done: Opened | LaunchRequest | None) -> dict[str, object]:
    """For machines."""
    foretold = plan.forecast
    data: dict[str, object] = {
        "sent": False,
        "people": foretold.people,
        "by_link": foretold.by_link,
        "left_out": dict(foretold.left_out),
        "lines": [asdict(line) for line in foretold.lines],
        "invitation_pence": round(foretold.invitation_pence, 2),
        "most_pence": round(foretold.most_pence, 2),
        "starts": foretold.starts.isoformat(),
        "ends": foretold.ends.isoformat(),
        "held_by_quiet_hours": foretold.is_held,
        "held_by_weekly_cap": foretold.capped,
        "changes": dict(plan.changes),
        "updated": 0,
        "invited": 0,
        "links": 0,
    }
    if isinstance(done, LaunchRequest):
        data |= {"request": str(done.id), "state": done.state.value}
    elif done is not None:
        data |= {"sent": True, "invited": done.invited, "links": len(done.links)}
        data["updated"] = done.updated
    return data


def text_of(plan: Planned) -> str:
    """The forecast, in lines."""
    foretold = plan.forecast
    lines = [f"{people_of(foretold.people)} will be invited."]
    lines += [f"  of people we know, the list changes {_changed(plan)}"] if plan.changes else []
    if not foretold.people:
        return "\n".join(lines)
    lines += [f"  {n} left out: {reason}" for reason, n in foretold.left_out.items()]
    if foretold.by_link:
        lines.append(f"  {foretold.by_link} by a personal link, because they have no address")
    lines += [
        f"  {line.people} in {line.language} by {line.channel}"
        f"{f' to {line.country}' if line.country else ''}: invitation {line.invitation_units}, "
        f"whole conversation {_units(line)} each; "
        f"{_pounds(line.invitation_pence)} to invite, {_pounds(line.most_pence)} if all answer"
        for line in foretold.lines
    ]
    lines.append(
        f"Together {_pounds(foretold.invitation_pence)} to invite, "
        f"{_pounds(foretold.most_pence)} if all answer; what they send us is not counted."
    )
    if foretold.capped:
        lines.append(
            f"  {people_of(foretold.capped)} had enough unprompted messages this week: theirs "
            "waits until a week has passed, or is dropped"
        )
    if foretold.is_held:
        lines.append("S-320 It is quiet hours, or before the opening: held; replies still go out.")
    lines.append(
        f"The first leaves {foretold.starts:%d %B %Y %H:%M} UTC, the last "
        f"{foretold.ends:%d %B %Y %H:%M} UTC."
    )
    return "\n".join(lines)


def outcome_of(plan: Planned, done: Opened | LaunchRequest | None) -> str:
    """What was done, or what would be."""
    if done is None:
        return (
            f"{text_of(plan)}\n{_waits(plan)}Dry run: nothing was stored or sent. Add "
            "--send to do it."
        )
    if isinstance(done, LaunchRequest):
        from bot.service.launch.holding import told

        return f"Nothing has left. {told(done)}.\n{_how_to_go_on(done)}"
    late = [f"  {n} left out at the last moment: {why}" for why, n in done.left_out.items()]
    updated = f"{people_of(done.updated)} we know updated. " if done.updated else ""
    are, its = agreed(done.invited, "is", "are"), agreed(done.invited, "its", "their")
    text = (
        f"Open. {updated}{counted(done.invited, 'invitation')} {are} on {its} way, "
        f"{counted(len(done.links), 'link')} written."
    )
    return "\n".join([text, *late])


def _changed(plan: Planned) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(plan.changes.items()))


def _waits(plan: Planned) -> str:
    """What a launch of this size must wait for."""
    state = plan.caution.state(plan.forecast.people)
    if state is None:
        return ""
    minutes = int(plan.caution.hold.total_seconds() // 60)
    held = f"it is held for {counted(minutes, 'minute')}, in which `kotha cancel` takes it back"
    if state is RequestState.HELD:
        return f"With --send {held}.\n"
    limit = plan.caution.approve_above
    return f"Above {people_of(limit)} somebody else must `kotha approve` it; then {held}.\n"


def _how_to_go_on(asked: LaunchRequest) -> str:
    from bot.service.launch.holding import short

    if asked.state is RequestState.HELD:
        return f"Take it back until then: `kotha cancel {short(asked)}`."
    return f"Somebody else with the role approver: `kotha approve {short(asked)}`."


def people_of(number: int) -> str:
    """So many people."""
    return counted(number, "person", "people")


def _units(line: Line) -> str:
    return counted(line.conversation_units, "segment" if line.channel == "sms" else "message")


def _pounds(pence: float) -> str:
    return f"£{pence / 100:,.2f}"
