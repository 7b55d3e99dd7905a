"""Forms as officers fill them: what is taken, and every mistake by its line and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from bot.errors import FlowError
from bot.flow.structure import Document
from bot.model import Ruling
from bot.workshop.deciding import Scope, decision_form, news_form, read_decision, read_news
from tests.service.stage import catalogue, eye_screening

FILE = "decision.eyes.yaml"


def document(*themes: str) -> Document:
    """Eye screening in three languages; its questions sorted into these themes."""
    found = eye_screening()
    named = dict(zip(("barriers", "wishes"), themes, strict=False))
    steps = tuple(replace(s, theme=named.get(s.id, "")) for s in found.flow.steps)
    return replace(
        found,
        flow=replace(found.flow, steps=steps),
        plan=replace(found.plan, languages=("en", "bn", "syl")),
    )


SCOPE = Scope(document("access", "hours"), catalogue())
OWN = Scope(document(), catalogue())
FILLED = """\
decided_by: Diabetes Programme Board
decided_on: 2027-04-28
headline: {en: Two late evenings from June., bn: জুন থেকে দুই সন্ধ্যা।}
nothing_changed:
themes:
  - theme: hours
    title: {en: Evenings, bn: সন্ধ্যা, syl: ""}
    verdict: partly
    because:
      en: There is staff
        for two evenings.
      bn: দুই সন্ধ্যার কর্মী আছে।
    cost: {en: "£90,000 a year", bn: "বছরে £90,000"}
    answers: [wishes.evening, wishes.speaker]
  - theme: access
    title: {en: A nearer clinic, bn: কাছের ক্লিনিক}
    verdict: Not
    because: {en: It costs too much., bn: খরচ বেশি।}
    answers: [barriers.travel]
"""


def problems(text: str, scope: Scope = SCOPE) -> list[str]:
    with pytest.raises(FlowError) as refused:
        read_decision(text.encode(), FILE, scope)
    return [str(each).removeprefix(f"{FILE}:") for each in refused.value.problems]


# ── What is taken ─────────────────────────────────────────────────────────────────────────────


def test_a_filled_form_is_a_decision() -> None:
    found = read_decision(FILLED.encode(), FILE, SCOPE).found

    hours, access = found.themes
    assert (found.decided_by, found.decided_on) == ("Diabetes Programme Board", date(2027, 4, 28))
    assert found.headline["bn"] == "জুন থেকে দুই সন্ধ্যা।"
    assert (hours.ruling, access.ruling) == (Ruling.PARTLY, Ruling.NOT)
    assert hours.because["en"] == "There is staff for two evenings."
    assert hours.cost == {"en": "£90,000 a year", "bn": "বছরে £90,000"}
    assert hours.answers == (("wishes", "evening"), ("wishes", "speaker"))


def test_a_language_is_complete_along_its_chain() -> None:
    """Nobody writes Sylheti: whoever chose it reads Bengali."""
    assert SCOPE.missing({"en": "x", "bn": "x"}) == ()
    assert SCOPE.missing({"en": "x", "syl": "x"}) == ("bn",)


def test_whoever_will_not_read_what_became_of_their_choice_is_told_of() -> None:
    (warning,) = read_decision(FILLED.encode(), FILE, SCOPE).warnings

    assert warning.severity == "warning"
    assert "wishes.nearer" in warning.message
    assert "wishes.evening" not in warning.message
    assert "about-you" not in warning.message


def test_an_officers_own_themes_are_taken_where_nothing_names_any() -> None:
    text = FILLED.replace("theme: hours", "theme: late_evenings")

    assert read_decision(text.encode(), FILE, OWN).found.themes[0].id == "late_evenings"


def test_codes_of_the_codebook_are_themes_beside_those_of_the_flow() -> None:
    scope = Scope(document("access", "hours"), catalogue(), {"staff": "Kind staff"})

    assert set(scope.themes) == {"access", "hours", "staff"}
    assert 'en: "Kind staff"' in decision_form(scope, FILE)
    (only,) = problems(FILLED, scope)
    assert only == "5:1: D-207 Not answered: staff. Say what became of each, and why."


# ── What is not ───────────────────────────────────────────────────────────────────────────────


BAD: Mapping[str, tuple[str, str, str]] = {
    "no reason": (
        "because: {en: It costs too much., bn: খরচ বেশি।}",
        "because:",
        '18:5: D-202 "access" has no reason. Say why: without one it cannot be recorded.',
    ),
    "a reason in one language": (
        ", bn: খরচ বেশি।}",
        "}",
        '18:5: D-203 "because" is not said in Bengali (bn), Sylheti (syl). Add it.',
    ),
    "no verdict": (
        "verdict: Not",
        "verdict:",
        '17:5: D-201 "access" has no verdict. Write accepted, partly or not.',
    ),
    "a near verdict": (
        "verdict: partly",
        "verdict: party",
        '8:5: D-201 "party" is no verdict. Did you mean "partly"?',
    ),
    "an unknown theme": (
        "theme: hours",
        "theme: hour",
        '6:12: D-205 No theme "hour". Did you mean "hours"?',
    ),
    "an unknown option": (
        "wishes.evening",
        "wishes.evenings",
        '14:15: D-208 Nobody could choose "wishes.evenings", or it may not be told. '
        'Did you mean "wishes.evening"?',
    ),
    "an unknown language": (
        "bn: কাছের ক্লিনিক",
        "bnn: কাছের ক্লিনিক, bn: ক্লিনিক",
        '16:34: D-204 "bnn" is no language of this consultation. Did you mean "bn"?',
    ),
    "an unknown key": (
        "    cost:",
        "    costs:",
        '13:5: F-110 "costs" is not a key of this part. Did you mean "cost"?',
    ),
    "no date": (
        "2027-04-28",
        "soon",
        '2:13: D-210 "soon" is not a date. Write it like 2027-04-28.',
    ),
    "nobody": (
        "decided_by: Diabetes Programme Board",
        "decided_by:",
        "1:1: D-211 Say who decided: a body or a person.",
    ),
    "two answers to one option": (
        "answers: [barriers.travel]",
        "answers: [wishes.evening]",
        '19:15: D-213 "wishes.evening" is answered by "hours" already. Keep one.',
    ),
    "a title that is a sentence": (
        "{en: Evenings,",
        f"{{en: {'Evenings ' * 8},",
        "7:17: D-212 71 characters; at most 60 are read on a phone. Shorten it.",
    ),
    "something changes, and nothing does": (
        "nothing_changed:",
        "nothing_changed: {en: No money., bn: টাকা নেই।}",
        "4:18: D-209 Something is accepted, so it is not true that nothing changes. Clear one.",
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), BAD.values(), ids=BAD)
def test_a_mistake_is_told_with_its_place_and_its_remedy(old: str, new: str, told: str) -> None:
    assert old in FILLED
    assert told in problems(FILLED.replace(old, new, 1))


def test_nothing_changed_is_a_decision_whose_reason_is_compulsory() -> None:
    text = FILLED.replace("verdict: partly", "verdict: not")

    (only,) = problems(text)
    assert only.startswith("4:1: D-209 No theme is accepted, even in part: nothing changes.")
    said = text.replace("nothing_changed:", "nothing_changed: {en: No money., bn: টাকা নেই।}")
    assert read_decision(said.encode(), FILE, SCOPE).found.nothing_changed["en"] == "No money."


def test_every_theme_must_be_answered_and_only_once() -> None:
    head, hours, access = FILLED.partition("  - theme: hours")[0], *FILLED.split("  - ")[1:]

    assert any("D-207 Not answered: access." in p for p in problems(f"{head}  - {hours}"))
    twice = problems(f"{head}  - {hours}  - {access}  - {access}")
    assert [each for each in twice if "D-206" in each]


def test_all_mistakes_are_told_at_once_in_their_order() -> None:
    text = FILLED.replace("partly", "").replace("2027-04-28", "").replace("wishes.e", "wish.e")

    found = problems(text)
    assert [each.split(" ")[1] for each in found] == ["D-210", "D-201", "D-208"]


BROKEN = {
    "not YAML": (b"themes: [", "F-100"),
    "not UTF-8": (b"decided_by: \xff", "F-101"),
    "the same key twice": (FILLED.encode() + b"decided_by: me\n", "F-102"),
    "a list": (b"- a\n- b\n", "F-112"),
    "empty": (b"", "D-211"),
}


@pytest.mark.parametrize(("body", "code"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_no_form_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(FlowError, match=code):
        read_decision(body, FILE, SCOPE)


@given(some.text(max_size=80))
def test_whatever_is_typed_is_taken_or_told(typed: str) -> None:
    text = FILLED.replace("It costs too much.", typed.replace("\n", " "))
    told: list[str] = []
    themes = 0
    try:
        themes = len(read_decision(text.encode("utf-8", "replace"), FILE, SCOPE).found.themes)
    except FlowError as error:
        told = [str(each) for each in error.problems]

    assert themes == 2 or told
    assert all(each.startswith(f"{FILE}:") for each in told)


# ── The forms ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scope", [SCOPE, OWN], ids=["known", "own"])
def test_an_empty_form_reads_as_a_form_and_is_refused_for_what_is_missing(scope: Scope) -> None:
    found = problems(decision_form(scope, FILE, "The Board"), scope)

    assert {each.split(" ")[1] for each in found} <= {"D-201", "D-202", "D-203", "D-205", "D-210"}
    assert any("has no reason" in each for each in found)


def test_a_form_has_a_slot_for_every_language_and_names_every_choice() -> None:
    form = decision_form(SCOPE, FILE, 'The "Board"')

    for theme in ("access", "hours"):
        assert f"  - theme: {theme}\n" in form
    assert form.count("      syl:   # left empty, Bengali (bn) stands for it") == 10
    assert "#     wishes.evening" in form
    assert 'decided_by: "The \\"Board\\""' in form
    assert "ethnic" not in form


def test_an_update_is_written_and_read() -> None:
    form = news_form(SCOPE, 1, date(2027, 8, 4), "next.eyes.yaml")

    filled = form.replace("  en:", "  en: It began.", 1).replace("  bn:", "  bn: শুরু হয়েছে।", 1)
    found = read_news(filled.encode(), "next.eyes.yaml", SCOPE).found
    assert (found.number, found.text) == (1, {"en": "It began.", "bn": "শুরু হয়েছে।"})
    assert "promised for 04 August 2027" in form
    with pytest.raises(FlowError, match="D-202 Nothing is said"):
        read_news(form.encode(), "next.eyes.yaml", SCOPE)
    with pytest.raises(FlowError, match="D-214 Write the number"):
        read_news(filled.replace("update: 1", "update: one").encode(), "x", SCOPE)
