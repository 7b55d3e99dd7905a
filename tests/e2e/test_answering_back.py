"""Answering back over fifteen months, by the record of both providers.

Everyone who took part and stayed has each message once, in their language; who left has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests import copies
from tests.e2e.town import SLUG, Town
from tests.e2e.year import INVITED, TAGS, Kind, Resident, Year

_MIDDLE = re.compile(r"^  - id: barriers$.*?(?=^endings:)", re.MULTILINE | re.DOTALL)
_SECTIONS = re.compile(r"^sections:\n(?:  .*\n)+", re.MULTILINE)
PAGE = f"https://kotha.example.org/c/{SLUG}"
MESSAGES = {
    "receipt": {"en": "Thank you. We will text", "bn": "ধন্যবাদ। ফল জানাব"},
    "heard": {"en": "what we heard about", "bn": "আমরা যা শুনেছি"},
    "late": {
        "en": "promised for 5 May 2027, is late. We are sorry.\nIt is not finished yet.\n"
        "New date: 4 June 2027.",
        "bn": "৫ মে, ২০২৭ তারিখে জানানোর কথা ছিল, দেরি হচ্ছে। আমরা দুঃখিত।",
    },
    "decided": {"en": "has decided on", "bn": "সিদ্ধান্ত নিয়েছে"},
    "three months": {"en": "The letters have begun.", "bn": "চিঠি শুরু হয়েছে।"},
    "twelve months": {"en": "Everybody has had a letter.", "bn": "চিঠি সবাই পেয়েছেন।"},
}
"""Words that only this message holds, in each language."""
LEFT = {"en": "You will get no more", "bn": "আর মেসেজ আসবে না"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(1, id="24"), pytest.param(12, id="288", marks=pytest.mark.soak)],
)
def year(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    """The story, played once."""
    folder = tmp_path_factory.mktemp("year")
    flow = copies.flows(folder, TAGS) / SLUG / "flow.yaml"
    copies.locales(folder, TAGS)
    # Consent and two questions: it is about what people hear, and not about what they are asked.
    short = _SECTIONS.sub("", _MIDDLE.sub("", flow.read_text("utf-8")))
    flow.write_text(short, encoding="utf-8")
    with Town(folder, INVITED, words=folder) as town:
        played = Year(town, request.param)
        played.play()
        yield played


def had(year: Year, each: Resident) -> dict[str, int]:
    """How often somebody has had each message, in their language."""
    inbox = year.inbox(each)
    return {
        name: sum(words[each.language] in body for body in inbox)
        for name, words in MESSAGES.items()
    }


def test_everyone_who_took_part_and_stayed_has_each_message_once(year: Year) -> None:
    stayed = year.of(Kind.STAYS, Kind.CHOSE)
    found = {each: had(year, each) for each in stayed}

    assert {(e.language, e.channel) for e in stayed} == {
        (tag, channel) for tag in TAGS for channel in ("sms", "telegram")
    }
    assert {each: n for each, n in found.items() if set(n.values()) != {1}} == {}


def test_they_come_in_the_order_of_the_promises(year: Year) -> None:
    for each in year.of(Kind.STAYS, Kind.CHOSE):
        inbox = "\0".join(year.inbox(each))
        places = [inbox.index(words[each.language]) for words in MESSAGES.values()]
        assert places == sorted(places), each


def test_nobody_reads_another_language(year: Year) -> None:
    for each in year.people:
        other = next(tag for tag in TAGS if tag != each.language)
        words = [words[other] for words in MESSAGES.values()]
        assert not [w for w in words for body in year.inbox(each) if w in body], each


def test_who_left_has_what_came_before_and_nothing_after(year: Year) -> None:
    for each in year.of(Kind.LEAVES):
        inbox = year.inbox(each)
        found = had(year, each)
        assert (found["receipt"], found["heard"]) == (1, 1), each
        assert LEFT[each.language] in inbox[-1], each


def test_who_stopped_at_once_or_said_nothing_is_told_nothing(year: Year) -> None:
    for each in year.of(Kind.STOPS, Kind.SILENT):
        assert set(had(year, each).values()) == {0}, each


def test_whoever_leaves_is_told_where_to_read_what_came_of_it(year: Year) -> None:
    for each in year.of(Kind.LEAVES, Kind.STOPS):
        (farewell,) = [body for body in year.inbox(each) if LEFT[each.language] in body]
        assert PAGE in farewell, each


FIRST = {
    Kind.STAYS: {"en": "No: A nearer clinic", "bn": "না: কাছের ক্লিনিক"},
    Kind.CHOSE: {"en": "Yes: Letters in Bengali", "bn": "হ্যাঁ: বাংলায় চিঠি"},
}
CHOSE = {
    Kind.STAYS: {"en": "You chose: In the last 12 months.", "bn": "আপনি বেছেছিলেন: গত ১২ মাসে।"},
    Kind.CHOSE: {"en": "You chose: Never.", "bn": "আপনি বেছেছিলেন: কখনও না।"},
}


def test_each_reads_the_answer_to_what_they_chose_first(year: Year) -> None:
    for each in year.of(*FIRST):
        tag = each.language
        (told,) = [b for b in year.inbox(each) if MESSAGES["decided"][tag] in b]
        first, second = told.splitlines()[1:3]
        assert (first, second) == (CHOSE[each.kind][tag], FIRST[each.kind][tag]), each
        assert f"{PAGE}" in told


def test_an_officer_saw_that_a_promise_was_late_and_was_not_let_off(year: Year) -> None:
    early, late = year.refused

    assert "LATE: what was decided and why was promised for 05 May 2027" in year.late
    assert f"kotha decide {SLUG}" in year.late
    assert "cannot be archived yet:\n  people have not been told what happened next" in early
    assert "is archived" in late


def test_nobody_is_in_the_logs(year: Year) -> None:
    log = year.town.log()

    assert not [p for p in year.people if p.phone[3:] in log or str(p.chat) in log]
