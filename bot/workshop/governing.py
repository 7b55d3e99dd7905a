"""The papers of data protection, made from a flow and the settings: privacy notice and DPIA.

Rule: pure. What a machine can know is filled in; what only people can answer is marked, and a
paper with a mark left in it cannot be signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from msgspec import Struct

from bot.flow.keeping import USUAL
from bot.flow.structure import Document, Step
from bot.results.tables import SmallNumbers

TO_ANSWER = "TO ANSWER:"
"""Stands before what only people can answer."""
IDENTITY = timedelta(days=90)
_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "needs": "to learn what people need",
        "health": "to learn about people's health and what affects it",
        "service_quality": "to learn how good a service is and how to better it",
        "accountability": "to answer to the public for what is done",
    }
)
_WORDS = frozenset({"free_text", "voice", "photo", "statements"})
_VOTES = "statements"
_PLACES = frozenset({"postcode", "location"})
PROCESSORS: Mapping[str, str] = MappingProxyType(
    {
        "sms": "Twilio Ireland Ltd and Twilio Inc. carry the texts. They see your number and the "
        "words, may handle them in the United States under the UK's transfer rules, and keep them "
        "by their own settings.",
        "telegram": "Telegram carries the chat. It is a company outside the UK that stores chats "
        "in its own cloud under its own terms: a recipient that you chose, not our processor.",
    }
)


class Paper(Struct, frozen=True):
    """What the papers are made of."""

    document: Document
    channels: tuple[str, ...]
    """Those with credentials."""
    small: SmallNumbers = SmallNumbers()
    """What is too small to show."""

    @property
    def slug(self) -> str:
        """Of the consultation."""
        return self.document.flow.slug

    def words(self, part: str) -> str:
        """Its own words in the source language."""
        return self.document.texts.get(f"{self.slug}.{part}", "")

    @property
    def asked(self) -> tuple[Step, ...]:
        """Every question."""
        return tuple(s for s in self.document.flow.steps if not s.question.is_silent)

    @property
    def about(self) -> tuple[Step, ...]:
        """Equality questions."""
        return tuple(step for step in self.asked if step.about)

    @property
    def keeping(self) -> Sequence[tuple[str, str]]:
        """What is kept for how long."""
        keep = self.document.plan.keep
        identity = keep.identity if keep else IDENTITY
        answers = keep.answers if keep else USUAL
        return (
            ("your number, your name and what else we know of you", f"{identity.days} days after "
             "the last answer that we promised you"),
            ("your answers", f"{answers.days} days after the consultation closes"),
            ("what you said about yourself (equality)", f"{answers.days} days after it closes"),
            ("the texts themselves, as they came and went", "90 days"),
            ("recordings", "until the day that you are told when you send one"),
            ("what our staff dealt with for you", "a year after it was done"),
            ("the record of what our staff did", "six years"),
            ("published totals, in which nobody can be told", "for good"),
        )  # fmt: skip


def privacy_notice(paper: Paper) -> str:
    """The long privacy notice, as Markdown; the short one is what PRIVACY answers by text."""
    plan = paper.document.plan
    contact = plan.contact
    whom = f"{contact.name}, {contact.role}, {contact.phone}" if contact else _open("who answers")
    lines = [
        f"# Privacy notice: {paper.words('title')}",
        f"**Who we are.** {paper.words('run_by')} is responsible for your data (the controller). "
        f"Contact: {whom}. Data-protection officer: {_open('name and address')} Registered with "
        f"the Information Commissioner: {_open('number')}",
        f"**Why.** {_why(paper)}",
        "**Our legal basis** is a task in the public interest (UK GDPR, article 6(1)(e)). Taking "
        "part is up to you. Where we want more, such as to quote your words, we ask for your "
        "consent, and you can take it back as easily as you gave it.",
        *_equality(paper),
        f"**What we keep of you.** {'; '.join(_kept(paper))}.",
        *(f"**Groups by votes.** {each}" for each in _grouped(paper)),
        "**For how long.**\n\n" + "\n".join(f"- {what}: {long}" for what, long in paper.keeping),
        "**Who else handles it.** "
        + " ".join(PROCESSORS[each] for each in paper.channels if each in PROCESSORS)
        + " Nobody buys it, and no machine decides anything about you.",
        "**Your rights, by text.** Send MYDATA for a copy of all that we hold, DELETE to have it "
        "erased (totals already published stay), FORGET ABOUT ME to erase only what you said "
        "about yourself, CHANGE to correct an answer while it is open, STOP to get no more texts. "
        "We ask once whether you are sure, and a person deals with it within a calendar month. "
        "What we hold is never texted. You may also object, or ask us to pause, by any means.",
        "**If you are not content,** tell us first if you can. You may complain to the "
        "Information Commissioner: ico.org.uk/make-a-complaint, 0303 123 1113, Wycliffe House, "
        "Water Lane, Wilmslow SK9 5AF.",
    ]
    return "\n\n".join(lines) + "\n"


def dpia(paper: Paper) -> str:
    """A data-protection impact assessment in the ICO's seven steps, filled in as far as a machine
    can."""
    plan = paper.document.plan
    sections = [
        f"# DPIA: {paper.words('title')}\n\nFlow `{paper.slug}`, version "
        f"`{paper.document.version}`",
        f"## 1. Why it is needed\n\n{_why(paper)} {_open('why a DPIA is done, in your words')}",
        "## 2. What is done with data\n\n" + "\n".join(f"- {each}" for each in _processing(paper)),
        "## 3. Who was asked\n\n" + _open("whom you consulted: residents, link workers, your DPO"),
        "## 4. Necessity and proportion\n\nBasis: public task, UK GDPR article 6(1)(e); equality "
        "answers: article 9(2)(g) with the Data Protection Act 2018, schedule 1, paragraph 8, for "
        "monitoring only and never for a decision about a person. "
        + _open("the law that gives you this task, and why less would not do"),
        "## 5 and 6. Risks, and what is done about them\n\n" + _risks(paper),
        "## 7. Sign-off\n\n"
        + _open("what risk is left, and whether the ICO must be consulted before opening")
        + f"\n\nDecides: {plan.decision.maker if plan.decision else _open('who')}",
    ]
    return "\n\n".join(sections) + "\n"


def unanswered(text: str) -> int:
    """How many marks are left."""
    return text.count(TO_ANSWER)


def _open(what: str) -> str:
    return f"[{TO_ANSWER} {what}]"


def _why(paper: Paper) -> str:
    plan = paper.document.plan
    purpose = _PURPOSES.get(plan.purpose, "") or _open("what it is for")
    decided = (
        f" {plan.decision.maker} decides by {plan.decision.date:%d %B %Y}."
        if plan.decision
        else ""
    )
    return f"{paper.words('title')}: {purpose}.{decided}"


def _equality(paper: Paper) -> Sequence[str]:
    if not paper.about:
        return ()
    return (
        "**Questions about you,** such as age or ethnic group, are the last, and you need answer "
        "none. They are kept apart, under a key of their own; they only show whom we have not "
        "heard from (Data Protection Act 2018, schedule 1, paragraph 8) and never decide what "
        "you are asked.",
    )


def _kept(paper: Paper) -> Iterator[str]:
    yield "the number or chat that you write from, sealed, and apart from your answers"
    yield "your language, and when you wrote"
    yield f"your answers to {len(paper.asked) - len(paper.about)} questions"
    if any(step.question.type in _PLACES for step in paper.asked):
        yield "roughly where you live, as far as you say"
    if any(step.question.type in _WORDS for step in paper.asked):
        yield "your own words or voice, sealed, which may tell more than was asked"
    if paper.about:
        yield f"what you say about yourself ({len(paper.about)} questions), if you wish"


def _grouped(paper: Paper) -> Iterator[str]:
    """What a machine does with votes."""
    if any(step.question.type == _VOTES for step in paper.asked):
        yield (
            "When it closes, a computer may put those who voted on statements into groups, by "
            "their votes and nothing else, to show what such groups agree on. Which group a "
            "person is in is not kept, and nothing is decided by it."
        )


def _processing(paper: Paper) -> Iterator[str]:
    yield f"Run by {paper.words('run_by')}; languages: {', '.join(paper.document.plan.languages)}."
    yield from (f"Kept: {each}." for each in _kept(paper))
    yield from _grouped(paper)
    yield from (f"Retention: {what}: {long}." for what, long in paper.keeping)
    yield from (PROCESSORS[each] for each in paper.channels if each in PROCESSORS)
    yield "Whom it reaches: " + _open("how many people, from which list, and how they were told")
    yield "Children: " + _open("whether under-16s are expected, and what is done for them")


_RISKS: Mapping[str, str] = MappingProxyType(
    {
        "A stolen database or copy": "names, numbers, words and messages are sealed field by "
        "field, under keys kept elsewhere",
        "Somebody reads a phone that is shared, or changed hands": "past answers are never read "
        "back; after 90 silent days a number is greeted as a stranger's; a shared phone is asked "
        "who writes",
        "Somebody is recognised in small numbers": "counts of 1 to {star} are hidden before any "
        "text, page or export is made",
        "Equality answers are used against a person": "a store and key of their own; no branch, "
        "quota or text may read them; FORGET ABOUT ME erases them",
        "Texts after STOP, or at night": "looked at in the transaction that sends",
        "Data kept too long": "a daily purge that counts, deletes and looks again; an old copy "
        "forgets erasures again",
    }
)
"""Each with what the program does, which its tests show."""
_TELEGRAM = ("Telegram keeps chats in its cloud outside the UK", "SMS is offered as well")
_OWN_WORDS = (
    "People write of health, politics or others in their own words",
    "sealed; read by named staff only; quoted only with consent and redaction",
)
_GROUPS = (
    "Groups of people who vote alike are taken for people, or for the public",
    "nobody's group is kept; no group under {base} people, and no count of 1 to {star} in one, is "
    "shown; every place that shows them says how they were found, and whom they do not speak for",
)


def _risks(paper: Paper) -> str:
    known = [*_RISKS.items()]
    if "telegram" in paper.channels:
        known.append(_TELEGRAM)
    if any(step.question.type in _WORDS for step in paper.asked):
        known.append(_OWN_WORDS)
    if any(step.question.type == _VOTES for step in paper.asked):
        known.append(_GROUPS)
    left = _open("low, medium or high")
    limits = {"base": paper.small.base, "star": paper.small.star}
    rows = "\n".join(f"| {risk} | {done.format(**limits)} | {left} |" for risk, done in known)
    table = f"| risk | what is done | what is left |\n|---|---|---|\n{rows}"
    return f"{table}\n\nOthers: {_open('any of your own')}"
