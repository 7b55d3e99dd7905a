"""What the phone page draws, worked out before any template sees it.

Rule: values only; the template decides nothing but where they stand.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.language.languages import Language
from bot.language.segments import count
from bot.model import Button
from bot.service.synthetic import Resident
from bot.web.stage import Jump, Stage
from bot.web.tongue import chosen, language_of
from bot.web.view import BubbleView

_NAMES = {"sms": "SMS", "telegram": "Telegram"}
_HINTS = {
    "sms": "Reply with a number, a word or a spelling mistake. STOP always works.",
    "telegram": "Tap a button or type. STOP always works.",
}
_JUMPS = {
    Jump.DAY: "1 day on",
    Jump.THREE_DAYS: "3 days on",
    Jump.CLOSING: "To closing",
    Jump.RESULTS: "To the results",
}


class Line(Struct, frozen=True):
    """One bubble."""

    id: str
    is_ours: bool
    text: str
    language: str
    direction: str
    time: str
    day: str
    """Set where a new day begins."""
    cost: str
    buttons: tuple[Button, ...]


class Choice(Struct, frozen=True):
    """One language on a phone's switch."""

    tag: str
    own_name: str
    is_current: bool


class Handset(Struct, frozen=True):
    """One phone."""

    channel: str
    app: str
    name: str
    number: str
    lines: tuple[Line, ...]
    languages: tuple[Choice, ...]
    hint: str
    bill: str


async def consultation(stage: Stage) -> dict[str, object]:
    """What `desk.html` says of one consultation."""
    standing = await stage.standing()
    closes = stage.document.plan.closes
    return {
        "title": stage.words("title"),
        "public": f"/c/{stage.props.slug}",
        "run_by": stage.words("run_by"),
        "lifecycle": stage.running.launched.lifecycle.value,
        "closes": f"{closes.day} {closes:%B %Y, %H:%M}" if closes else "",
        "funnel": standing.funnel.items(),
        "people": sum(standing.funnel.values()),
        "cases": len(standing.cases),
    }


async def show(stage: Stage) -> dict[str, object]:
    """All values of `phone.html`."""
    version = stage.phones.version
    standing = await stage.standing()
    people = sum(standing.funnel.values())
    return {
        "version": version,
        "title": stage.words("title"),
        "public": f"/c/{stage.props.slug}",
        "run_by": stage.words("run_by"),
        "now": stage.now(),
        "jumps": [(jump.value, _JUMPS[jump], at) for jump, at in stage.jumps().items()],
        "handsets": [_handset(resident, stage) for resident in stage.props.residents],
        "charts": await stage.charts(),
        "people": people,
        "funnel": [(word, n) for word, n in standing.funnel.items() if n],
        "has_crowd": stage.has_crowd,
        "can_have_crowd": stage.can_have_crowd,
    }


def _handset(resident: Resident, stage: Stage) -> Handset:
    channel = resident.address.channel
    catalogue = stage.app.catalogue
    bubbles = stage.phones.thread(resident.address)
    lines = tuple(_lines(resident, stage))
    spoken = next((line.language for line in reversed(lines) if line.is_ours), resident.language)
    _, picked = stage.picked.get(resident.address, (0, ""))
    current = chosen(spoken, picked, catalogue)
    return Handset(
        channel=channel,
        app=_NAMES.get(channel, channel),
        name=resident.name,
        number=resident.address.value if channel == "sms" else f"@{resident.name.lower()}",
        lines=lines,
        languages=tuple(
            Choice(tag, catalogue.language(tag).own_name, tag == current)
            for tag in stage.document.plan.languages
        ),
        hint=_HINTS.get(channel, ""),
        bill=_bill([b for b in bubbles if b.is_ours], stage.props.prices.get(channel, 0.0)),
    )


def _lines(resident: Resident, stage: Stage) -> list[Line]:
    zone = ZoneInfo(stage.document.plan.timezone)
    price = stage.props.prices.get(resident.address.channel, 0.0)
    offered, catalogue = stage.document.plan.languages, stage.app.catalogue
    tag = resident.language
    since, picked = stage.picked.get(resident.address, (0, tag))
    lines: list[Line] = []
    day = None
    for bubble in stage.phones.thread(resident.address):
        at = bubble.at.astimezone(zone)
        new_day = f"{at:%A} {at.day} {at:%B}" if at.date() != day else ""
        day = at.date()
        before = tag if bubble.number <= since else picked
        tag = language_of(bubble.text, before, offered, catalogue)
        lines.append(_line(bubble, resident, catalogue.language(tag), (at, new_day, price)))
    return lines


def _line(
    bubble: BubbleView,
    resident: Resident,
    language: Language,
    shown: tuple[datetime, str, float],
) -> Line:
    at, new_day, price = shown
    return Line(
        id=f"{resident.address.channel}-{bubble.number}",
        is_ours=bubble.is_ours,
        text=bubble.text,
        language=language.tag,
        direction=language.direction,
        time=f"{at:%H:%M}",
        day=new_day,
        cost=_cost(bubble, resident.address.channel, price),
        buttons=bubble.buttons,
    )


def _cost(bubble: BubbleView, channel: str, price: float) -> str:
    if channel != "sms":
        return "free" if bubble.is_ours else ""
    segments = count(bubble.text).segments
    said = f"{segments} segment{'s' if segments != 1 else ''}"
    return f"{said} · {_pence(segments * price)}" if bubble.is_ours else said


def _bill(ours: list[BubbleView], price: float) -> str:
    if not price:
        return "costs nothing"
    return f"{_pence(sum(count(bubble.text).segments for bubble in ours) * price)} so far"


def _pence(amount: float) -> str:
    return f"{amount:.1f}p" if amount % 1 else f"{amount:.0f}p"
