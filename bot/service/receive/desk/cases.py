"""Talking to a person who asked for one: `/case`, `/done`, and the buttons of a case.

Rule: only the owner of a case answers in it; one that is nobody's belongs to the first who does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.exchange import handing
from bot.exchange.handing import LIMIT_ANSWER_CHARS, OUTCOMES, Talk, case_mark
from bot.exchange.marks import mark_of
from bot.model import TALKS, Button
from bot.ports import Case
from bot.service.receive.alerting import buttons
from bot.service.receive.desk.counter import Counter

LIMIT_SHOWN = 8
_MARK = re.compile(r"#([0-9a-f]{8})")


async def list_open(counter: Counter, _: str) -> None:
    """`/case`: their open cases, each with its buttons."""
    cases = await _theirs(counter)
    if not cases:
        counter.tell("case.none")
    for case in cases[:LIMIT_SHOWN]:
        _show(counter, case)


async def end(counter: Counter, mark: str) -> None:
    """`/done`, or the button of a case: ask how it ended."""
    mark = mark or await _only(counter)
    if not mark:
        await list_open(counter, "")
        return
    case = await counter.case(mark)
    if case is None:
        counter.tell("refused")
        return
    short = mark_of(case.id)
    shown = (counter.button(f"outcome.{each}", f"close.{each}.{short}") for each in OUTCOMES)
    counter.tell("done.how", *shown, case=case_mark(case.id))


async def close(counter: Counter, rest: str) -> None:
    """The button of an outcome: the case is closed, and the flow goes on where it stood."""
    outcome, _, mark = rest.partition(".")
    case = await counter.case(mark)
    if case is None or outcome not in OUTCOMES:
        counter.tell("refused")
        return
    await counter.begin("")
    counter.tell("done.closed", case=case_mark(case.id))
    talk = await _talk(counter, case)
    if talk is None:
        handing.end(counter.own_deed, case, outcome)
        return
    where = {talk.conversation.id: talk.conversation.bucket}
    others = [c for c in await counter.transaction.talks(where) if c.id != case.id]
    counter.doors.keep(handing.close(talk, outcome, is_last=not others))


async def ask_for_words(counter: Counter, mark: str) -> None:
    """The button Reply. Of a case that was nobody's, what was said so far is shown first."""
    case = await counter.case(mark)
    if case is None or case.kind not in TALKS:
        counter.tell("refused")
        return
    if case.owner != str(counter.member.id):
        handing.own(counter.given, case, str(counter.member.id))
        for line in await counter.transaction.thread(case):
            counter.say(f"{case_mark(case.id)} {line.text}".rstrip())
    await counter.begin(f"answer {case.id.hex}")
    name = handing.first_name(counter.member.name)
    counter.tell("reply.ask", case=case_mark(case.id), name=name)


async def answer(counter: Counter, mark: str) -> None:
    """Words for the person of a case: relayed, signed, and kept with it."""
    case = await counter.case(mark)
    talk = await _talk(counter, case) if case else None
    text = counter.typed.strip()
    if case is None or talk is None:
        await counter.begin("")
        counter.tell("refused")
    elif len(text) > LIMIT_ANSWER_CHARS:
        counter.tell("too_long", n=str(LIMIT_ANSWER_CHARS))
    elif not talk.can_write:
        await counter.begin("")
        counter.tell("case.left")
    elif text:
        await counter.begin("")
        handing.own(counter.given, case, str(counter.member.id))
        counter.doors.keep(handing.answer(talk, text, counter.member.name))
        counter.tell("reply.sent", *_buttons(counter, case), case=case_mark(case.id))


async def _talk(counter: Counter, case: Case) -> Talk | None:
    found = handing.talk_in(case, await counter.doors.person(case.bucket, case.participant))
    if found is None:
        return None
    person, talk, address = found
    desk = counter.doors.desk(address.channel)
    given = handing.as_staff(counter.given, desk, address, str(counter.member.id))
    return Talk(case, person, talk, given) if given.can_speak(talk) else None


async def _theirs(counter: Counter) -> Sequence[Case]:
    owners = (str(counter.member.id), counter.member.name, "")
    return await counter.transaction.cases_of(owners, tuple(TALKS))


async def _only(counter: Counter) -> str:
    """The case they must mean: the only one that is theirs."""
    own = [case for case in await _theirs(counter) if case.owner == str(counter.member.id)]
    return own[0].id.hex if len(own) == 1 else ""


def _show(counter: Counter, case: Case) -> None:
    language = counter.given.desk.catalogue.languages.get(case.language)
    values = {"case": case_mark(case.id), "language": language.own_name if language else "?"}
    counter.tell(f"case.{case.kind}", *_buttons(counter, case), **values)


def _buttons(counter: Counter, case: Case) -> tuple[Button, ...]:
    return buttons(counter.given.desk.catalogue, counter.member, case.id)


def named_in(text: str) -> str:
    """The case that one of our own messages was about; empty: none."""
    found = _MARK.match(text) or _MARK.search(text)
    return found[1] if found else ""
