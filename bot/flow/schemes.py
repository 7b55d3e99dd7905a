"""Ethnic groups as other bodies code them, and which answers of `about-you` belong to which.

Rule: every answer has exactly one place in every scheme; what has none is told by name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow.structure import Document, Is, Step

FILE = "about-you.schemes.csv"
"""Beside the block. A row is a group of a scheme, with its answers; without a code, the scheme."""
UNANSWERED = "unanswered"
"""Stands among the answers for everybody who was asked and gave none."""
BLOCK = "about-you__"
ROOT = f"{BLOCK}ethnic_group"
_COLUMNS = ["scheme", "code", "label", "answers"]


class Group(Struct, frozen=True):
    """One group of a scheme."""

    code: str
    label: str
    answers: tuple[str, ...]
    """Each `<step of the block>.<option>`, or `UNANSWERED`."""


class Scheme(Struct, frozen=True):
    """One way to code ethnic groups."""

    id: str
    title: str
    groups: tuple[Group, ...]
    """In its own order."""


def parse(body: bytes, file: str) -> Mapping[str, Scheme]:
    """The schemes of a file, by id.

    Raises:
        FlowError: a row cannot be read, or an answer stands twice in one scheme.
    """
    found: dict[str, list[Group]] = {}
    titles: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for line, (scheme, code, label, said) in _rows(body, file):
        if not code:
            titles[scheme] = label
            continue
        group = Group(code, label, tuple(said.split()))
        for answer in group.answers:
            if (scheme, answer) in taken:
                message = f'"{answer}" stands twice in the scheme {scheme}. Delete one of them.'
                raise _wrong(file, line, "F-352", message)
            taken.add((scheme, answer))
        found.setdefault(scheme, []).append(group)
    return {name: Scheme(name, titles.get(name, name), tuple(of)) for name, of in found.items()}


def _rows(body: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row below the head, and its line."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "This is not UTF-8 text. Save the file as UTF-8."
        raise _wrong(file, 1, "F-101", message) from None
    reader = csv.reader(text.splitlines())
    for place, row in enumerate(reader):
        if len(row) != len(_COLUMNS) or (not place and row != _COLUMNS):
            message = f"A row has the columns {', '.join(_COLUMNS)}. Write these, in this order."
            raise _wrong(file, reader.line_num, "F-351", message)
        if place:
            yield reader.line_num, row


def _wrong(file: str, line: int, code: str, message: str) -> FlowError:
    return FlowError([Problem(file, line, 1, code, message)])


def asked(document: Document) -> Mapping[str, Step]:
    """The steps that ask for the ethnic group, by their name in the block, the broad one first;
    empty where the flow does not ask."""
    steps = [document.flow.step(ROOT), *(step for step in document.flow.steps if _is_finer(step))]
    return {step.id.removeprefix(BLOCK): step for step in steps if step is not None}


def finer(document: Document) -> Mapping[str, tuple[str, ...]]:
    """By the name of a finer step, the broad answers after which it is asked."""
    return {
        name: tuple(f"{ROOT.removeprefix(BLOCK)}.{value}" for value in step.ask_if.values)
        for name, step in asked(document).items()
        if isinstance(step.ask_if, Is)
    }


def answers(document: Document) -> Iterator[str]:
    """Every finest answer that can be given, and `UNANSWERED`."""
    steps = asked(document)
    broad = {answer for after in finer(document).values() for answer in after}
    for name, step in steps.items():
        given = (f"{name}.{option}" for option in step.question.options())
        yield from (answer for answer in given if answer not in broad)
    if steps:
        yield UNANSWERED


def unmapped(document: Document, scheme: Scheme) -> tuple[str, ...]:
    """Answers that the scheme has no place for."""
    known = {answer for group in scheme.groups for answer in group.answers}
    return tuple(answer for answer in answers(document) if answer not in known)


def lack(document: Document, scheme: Scheme) -> str:
    """That it has no place for some answers, and what to do about it; empty: it has."""
    homeless = unmapped(document, scheme)
    if not homeless:
        return ""
    return (
        f"The scheme {scheme.id} has no place for: {', '.join(homeless)}. Add each to the answers "
        "of one of its groups"
    )


def _is_finer(step: Step) -> bool:
    return isinstance(step.ask_if, Is) and step.ask_if.step == ROOT
