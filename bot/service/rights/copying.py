"""A copy of all that is held of somebody, for whoever asked for it; and the clock of a request.

Rule: answered by a person and never by text; the file is written by the command, and whoever made
it is on record.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import uuid5

from msgspec import Struct, json
from msgspec.structs import replace

from bot.effects import calendar_for, reach
from bot.errors import Refused
from bot.exchange.handing import case_mark
from bot.exchange.marks import read_mark
from bot.language import segments
from bot.model import CaseKind, MessageKind, Wish
from bot.ports import AuditRow, Case, Held, OutboxRow, Person, Rows, Transaction
from bot.service.rights.meant import find, staff_named
from bot.shelf.office import Office

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "participant": "Who you are to us",
        "address": "Numbers and chats that lead to you",
        "conversation": "Consultations you are in",
        "answer": "What you answered, with every change",
        "about": "What you said about yourself",
        "echo": "Whether you found that we heard you right",
        "inbound": "Messages that came from you, as far as they are kept",
        "outbox": "Messages that went to you",
        "case": "What our staff dealt with for you",
        "thread": "What you and our staff said",
        "media": "Recordings and pictures from you",
        "translation": "Translations of your words",
        "quote": "Words of yours that may be quoted",
        "coding": "How your words were sorted by theme",
        "nudge": "Reminders that a link worker asked for",
        "due": "What is still to happen by itself",
        "contact": "When you were written to",
        "traffic": "How much came from your number",
        "address_participant": "How a number leads to you",
        "link_code": "A code that links your phones",
        "guest": "Trials",
    }
)
"""What each table is called to the person, in this order."""


class Copy(Struct, frozen=True):
    """All that is held of somebody."""

    parts: tuple[Held, ...]
    questions: Mapping[str, str]
    """The question behind each step, by `consultation.step`, in their language."""
    consents: tuple[Mapping[str, str], ...]
    """What they agreed to: which wording, in which language, where and when."""
    says: str = ""
    """What they are told by text; empty: nothing."""


async def copy(office: Office, who: str, by: str, *, send: bool = False) -> Copy:
    """Gather it.

    Args:
        office: what it works with.
        who: a case, or a number like +44 and ten digits.
        by: the member of staff who answers for it.
        send: close the case, and tell the person so; nothing that is held is in that message.

    Raises:
        Refused: nobody, or more than one, is meant; or nobody of that name works here.
    """
    async with office.store.begin() as transaction:
        meant = await find(transaction, who)
        person, case = meant.person, meant.case
        member = staff_named(await transaction.staff(), by)
        parts = await transaction.held(person.participant.id, person.participant.bucket)
        made = Copy(tuple(_ordered(parts)), _questions(office, person), _consents(office, parts))
        rows = Rows()
        if send:
            made = replace(made, says=_answered(office, transaction, (person, case), rows))
        subject = str(case.id) if case is not None else str(person.participant.id)
        detail: dict[str, str | int] = {
            "by": str(member.id),
            "rows": sum(len(part.rows) for part in parts),
        }
        rows.audit.append(
            AuditRow(office.clock.now(), office.actor, "person.exported", subject, detail)
        )
        await transaction.write(rows)
    return made


async def clock(office: Office, mark: str, by: str, *, stands: bool) -> Case:
    """Let the clock of a request stand while we wait for what we asked them, or run again.

    Raises:
        Refused: it is no open request, or its clock stands, or runs, already.
    """
    async with office.store.begin() as transaction:
        member = staff_named(await transaction.staff(), by)
        found = await transaction.case_named(read_mark(mark)) if read_mark(mark) else ()
        case = found[0] if len(found) == 1 else None
        if case is None or case.kind is not CaseKind.REQUEST or case.closed_at is not None:
            raise Refused("No one open request is meant by that. `kotha status` shows them.")
        if case.deadline is None or (case.paused_at is not None) == stands:
            raise Refused("Its clock stands already." if stands else "Its clock runs already.")
        now = office.clock.now()
        waited = now - case.paused_at if case.paused_at is not None else now - now
        deadline = case.deadline + waited
        await transaction.pause_case(case.id, now if stands else None, deadline)
        action = "case.paused" if stands else "case.resumed"
        detail = {"by": str(member.id), "deadline": f"{deadline:%Y-%m-%d}"}
        await transaction.audit(AuditRow(now, office.actor, action, str(case.id), detail))
        return replace(case, paused_at=now if stands else None, deadline=deadline)


def as_page(made: Copy) -> str:
    """It, as one page of HTML that needs nothing else."""
    body = [_section("What you agreed to", made.consents)] if made.consents else []
    for part in made.parts:
        rows = [_with_question(row, made.questions) for row in part.rows]
        body.append(_section(TITLES.get(part.table, part.table), rows))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>What we hold about you'
        "</title><style>body{font:1rem sans-serif;max-width:50rem;margin:2rem auto}dt{font-weight:"
        "bold}dd{margin:0 0 .5rem}section div{border-top:1px solid;padding:.5rem 0}</style>"
        f"<h1>What we hold about you</h1>{''.join(body)}</html>\n"
    )


def as_json(made: Copy) -> str:
    """It, for machines."""
    tables = {part.table: list(part.rows) for part in made.parts}
    told = {"consents": list(made.consents), "questions": dict(made.questions), **tables}
    return json.format(json.encode(told), indent=2).decode() + "\n"


def _section(title: str, rows: Sequence[Mapping[str, str]]) -> str:
    told = "".join(
        "<div><dl>"
        + "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in row.items())
        + "</dl></div>"
        for row in rows
    )
    return f"<section><h2>{html.escape(title)}</h2>{told}</section>"


def _with_question(row: Mapping[str, str], questions: Mapping[str, str]) -> Mapping[str, str]:
    asked = questions.get(f"{row.get('consultation', '')}.{row.get('step', '')}", "")
    return {"question": asked, **row} if asked else row


def _ordered(parts: Sequence[Held]) -> list[Held]:
    order = list(TITLES)
    return sorted(parts, key=lambda part: order.index(part.table) if part.table in order else 99)


def _questions(office: Office, person: Person) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for talk in person.conversations:
        running = office.shelf.by_slug().get(talk.consultation)
        for step in running.launched.document.flow.steps if running else ():
            text = running.wording.get(talk.language or "en", step.key("text")) if running else ""
            found[f"{talk.consultation}.{step.id}"] = text or ""
    return found


def _consents(office: Office, parts: Sequence[Held]) -> tuple[Mapping[str, str], ...]:
    asked = {
        (slug, step.id)
        for slug, running in office.shelf.by_slug().items()
        for step in running.launched.document.flow.steps
        if step.question.type == "consent"
    }
    kept = ("consultation", "value", "wording", "version", "language", "channel", "at", "by")
    return tuple(
        {name: row[name] for name in kept if name in row}
        for part in parts
        if part.table == "answer"
        for row in part.rows
        if (row.get("consultation"), row.get("step")) in asked
    )


def _answered(
    office: Office, transaction: Transaction, of: tuple[Person, Case | None], rows: Rows
) -> str:
    """Close the case and say so, in plain words."""
    (person, case), now = of, office.clock.now()
    if case is None or case.wish != Wish.COPY or case.closed_at is not None:
        raise Refused("Give the open case in which they asked for a copy, to close it.")
    rows.closed[case.id] = (now, "answered")
    address = reach(person)
    if address is None or person.has_left:
        return ""
    catalogue = office.shelf.catalogue
    tongue = person.participant.language
    tongue = tongue if tongue in catalogue.languages else "en"
    words = (catalogue.own_words.get(tongue, "bot.rights.done") or "").replace(
        "{case}", case_mark(case.id)
    )
    running = office.shelf.by_slug().get(case.consultation)
    plan = running.launched.document.plan if running else None
    turn = uuid5(case.id, "answered")
    is_billed = office.limits[address.channel].is_billed_by_segment
    rows.outbox.append(
        OutboxRow(
            id=uuid5(turn, "0"),
            bucket=person.participant.bucket,
            turn=turn,
            part=0,
            participant=person.participant.id,
            conversation=case.conversation,
            consultation=case.consultation,
            address=address,
            body=words,
            kind=MessageKind.REPLY,
            due=now,
            not_before=calendar_for(person, plan).earliest(now) if plan else now,
            units=segments.count(words).segments if is_billed else 1,
        )
    )
    return words
