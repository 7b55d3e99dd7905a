"""The plan of a consultation: dates, waits, people and words that may change while it is open.

Rule: every moment is aware, in the flow's own timezone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.flow import times
from bot.flow.authored import FlowFile
from bot.flow.holidays import Region
from bot.flow.labels import reserved
from bot.flow.page import Page
from bot.flow.structure import (
    USUAL,
    Contact,
    Decision,
    Feedback,
    Keep,
    Plan,
    QuietHours,
    Reminders,
)
from bot.flow.venues import LIMIT_WORD_CHARS, compact
from bot.flow.yaml import Trail
from bot.language.folding import fold

Read = TypeVar("Read")
_HOME = "Europe/London"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


class Plans:
    """Reads the plan of one file."""

    def __init__(self, page: Page, file: FlowFile) -> None:
        self._page = page
        self._file = file
        zone = self._try(times.zone, file.timezone, "F-153", "timezone")
        self._zone = zone or ZoneInfo(_HOME)

    def read(self) -> Plan:
        """The plan; what is wrong in it is noted, and then left out."""
        file = self._file
        plan = Plan(
            languages=tuple(file.languages),
            purpose=file.purpose or "",
            promise=file.promise or "",
            opens=self._moment(file.opens, "opens"),
            closes=self._moment(file.closes, "closes"),
            timezone=self._zone.key,
            quiet_hours=self._quiet_hours(),
            quiet_days=self._quiet_days(),
            bank_holidays=self._bank_holidays(),
            keep=self._keep(),
            decision=self._decision(),
            feedback=self._feedback(),
            reminders=self._reminders(),
            contact=Contact(**file.contact.model_dump()) if file.contact else None,
            has_urgent_words=file.urgent is not None,
            keywords=self._keywords(),
            words=file.keywords,
            moved=file.moved,
            results=file.results,
            long=file.long,
        )
        self._judge_languages()
        self._judge_order(plan)
        return plan

    def _try(
        self, read: Callable[[str], Read], text: str | None, code: str, *path: str | int
    ) -> Read | None:
        return self._page.attempt(read, text, code, path)

    def _moment(self, text: str | None, *path: str | int) -> datetime | None:
        return self._try(partial(times.moment, where=self._zone), text, "F-151", *path)

    def _wait(self, text: str | None, *path: str | int, after: str = "") -> timedelta | None:
        return self._try(partial(times.wait, after=after), text, "F-150", *path)

    def _waits(self, waits: list[str], *path: str) -> tuple[timedelta, ...]:
        found = (self._wait(text, *path, place) for place, text in enumerate(waits))
        return tuple(wait for wait in found if wait is not None)

    def _quiet_hours(self) -> QuietHours:
        hours = self._file.quiet_hours
        if hours is None:
            return QuietHours()
        for key, text in (("every_day", hours.every_day), ("sunday", hours.sunday)):
            if self._try(times.hours, text, "F-152", "quiet_hours", key) is None and text:
                return QuietHours()
        return times.quiet_hours(hours.every_day, hours.sunday)

    def _quiet_days(self) -> tuple[date, ...]:
        days = self._file.quiet_days
        found = (
            self._try(times.day, text, "F-151", "quiet_days", n) for n, text in enumerate(days)
        )
        return tuple(day for day in found if day is not None)

    def _bank_holidays(self) -> Region:
        """Those of London's clock unless the file says otherwise; elsewhere none are known."""
        default: Region = "england-and-wales" if self._zone.key == _HOME else "none"
        return self._file.bank_holidays or default

    def _keep(self) -> Keep | None:
        keep = self._file.keep
        if keep is None:
            return None
        identity = self._wait(keep.identity, "keep", "identity", after="feedback")
        answers = self._wait(keep.answers, "keep", "answers", after="closing")
        return Keep(identity=identity, answers=answers) if identity and answers else None

    def _decision(self) -> Decision | None:
        decision = self._file.decision
        if decision is None:
            return None
        day = self._try(times.day, decision.date, "F-151", "decision", "date")
        words = decision.model_dump(exclude={"date"})
        return Decision(date=day, **words) if day else None

    def _feedback(self) -> Feedback | None:
        feedback = self._file.feedback
        if feedback is None:
            return None
        heard = self._moment(feedback.heard, "feedback", "heard")
        decided = self._moment(feedback.decided, "feedback", "decided")
        waits = self._waits(feedback.next, "feedback", "next")
        return Feedback(heard=heard, decided=decided, next=waits) if heard and decided else None

    def _reminders(self) -> Reminders:
        reminders = self._file.reminders
        if reminders is None:
            return USUAL
        closing = self._wait(reminders.before_closing, "reminders", "before_closing")
        last = self._wait(reminders.then_ask_link_worker, "reminders", "then_ask_link_worker")
        after = self._waits(reminders.after, "reminders", "after")
        return Reminders(after=after, before_closing=closing, then_ask_link_worker=last)

    def _keywords(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for venue, word in self._file.keywords.items():
            path: Trail = ("keywords", venue)
            key = fold(word)
            why = reserved(word)
            if why is not None:
                self._page.error("F-118", path, why.replace("an answer", "a joining word"))
            elif not key or compact(key) in map(compact, found):
                message = f'"{word}" does not lead to one venue only. Choose another word.'
                self._page.error("F-119", path, message)
            elif len(word) > LIMIT_WORD_CHARS:
                message = (
                    f'"{word}" is too long to copy from a poster. A joining word has at most '
                    f"{LIMIT_WORD_CHARS} characters."
                )
                self._page.error("F-156", path, message)
            found.setdefault(key, venue)
        return found

    def _judge_languages(self) -> None:
        file = self._file
        places: list[tuple[str, Trail]] = [(file.language, ("language",))]
        places += [(tag, ("languages", n)) for n, tag in enumerate(file.languages)]
        for tag, path in places:
            if not _TAG.fullmatch(tag):
                message = f'"{tag}" is not a language tag. Write one like en, bn or bn-Latn.'
                self._page.error("F-154", path, message)
        for n, tag in enumerate(file.languages):
            if tag in file.languages[:n]:
                message = f'"{tag}" is listed twice. Delete one.'
                self._page.error("F-154", ("languages", n), message)

    def _judge_order(self, plan: Plan) -> None:
        """What must come after what."""
        feedback, decision = plan.feedback, plan.decision
        order: list[tuple[datetime | None, str, datetime | None, str, Trail]] = [
            (plan.opens, "opens", plan.closes, "closes", ("closes",)),
        ]
        if feedback:
            heard, decided = feedback.heard, feedback.decided
            order += [
                (plan.closes, "closes", heard, "heard", ("feedback", "heard")),
                (heard, "heard", decided, "decided", ("feedback", "decided")),
            ]
        for early, early_name, late, late_name, path in order:
            if early and late and late <= early:
                message = f'"{late_name}" is not after "{early_name}". Change one of them.'
                self._page.error("F-155", path, message)
        if plan.reminders.before_closing and not plan.closes:
            message = 'Without "closes" there is no reminder before it. Say when it closes.'
            self._page.error("F-155", ("reminders", "before_closing"), message)
        if decision and plan.closes and decision.date < plan.closes.date():
            message = "The decision falls before the consultation closes. Move it."
            self._page.error("F-155", ("decision", "date"), message)
