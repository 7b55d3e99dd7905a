"""Every figure in what people are told was worked out on paper, in the digits of their language.

Read back by the catalogue's own sentences: no digit may stand outside a figure that is held.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

import pytest

from bot.channels import LIMITS
from bot.language.catalogue import Catalogue
from bot.language.po import Entry
from bot.model import Lifecycle
from bot.ports import Launched
from bot.render import reader_of, render
from bot.results.counting import counted
from bot.results.profile import Group
from bot.results.summary import Figures
from bot.service.feedback.heard import telling
from bot.service.feedback.personal import Own
from bot.shelf import Running, place
from tests.results.by_hand import (
    ALL_FACETS,
    APRIL,
    document,
    expected,
    expected_of_areas,
    figures,
    people,
    told,
)
from tests.service.stage import catalogue

Read: TypeAlias = Mapping[str, Sequence[tuple[str, ...]]]
"""By the sentence, what stands in its blanks, in the order of `SENTENCES`."""
SENTENCES = {
    "bot.heard.base": ("n", "invited"),
    "bot.heard.base_few": ("n",),
    "bot.caveat.group": ("group", "percent", "share"),
    "bot.caveat.few": ("group", "share"),
    "bot.heard.yours": ("label", "percent", "base"),
    "bot.heard.yours_few": ("label",),
    "bot.heard.area": ("area", "label", "percent", "base"),
    "bot.heard.line_hidden": ("question",),
    "bot.heard.line": ("question", "label", "percent", "base"),
}
CALLED = {
    "en": {"yes": "Yes", "no": "No"},
    "bn": {
        "use": "ব্যবহার করেন",
        "when": "কখন যান",
        "wants": "কী চান",
        "first": "আগে কোনটি",
        "yes": "হ্যাঁ",
        "no": "না",
    },
}
"""What the readers of a language call questions and answers; the rest as it is written."""
LINES = {"sms": 3, "telegram": 6}
TOLD = ("use", "when", "wants", "first")
"""Questions of which a leading answer is told; of the others nothing is."""
LANGUAGES = pytest.mark.parametrize("tag", ["en", "bn"])
CHANNELS = pytest.mark.parametrize("channel", LINES)


@lru_cache
def words() -> Catalogue:
    """All that ship, and the consultation in Bengali."""
    own = {"title": "The park", "run_by": "The council"}
    sources = {f"park.{key}": text for key, text in own.items()}
    sources |= {f"park.{name}.text": f"{name}?" for name in TOLD}
    texts = {f"park.{name}.text": f"{CALLED['bn'][name]}?" for name in TOLD}
    texts |= {"park.title": "পার্ক", "park.run_by": "কাউন্সিল"}
    fresh = {
        key: Entry(key, source, texts[key], is_fuzzy=False, file="park.po", line=1)
        for key, source in sources.items()
    }
    return catalogue().with_entries("bn", {**catalogue().entries["bn"], **fresh})


@lru_cache
def running() -> Running:
    return place(Launched("park", Lifecycle.CLOSED, document(), APRIL), words())


def heard(found: Figures, tag: str, channel: str, own: Own | None = None) -> Read:
    """What somebody reads, taken apart; no digit is left over, and none is of another language."""
    scene = running().scene(LIMITS[channel])
    said = telling(found).say(own or Own(tag), scene)
    assert said is not None
    assert said[0] == tag
    text = "\n".join(part.body for part in render(said[1], reader_of(tag, "park"), scene))
    digits = {character for character in text if character.isdigit()}
    assert digits <= set("0123456789" if tag == "en" else "০১২৩৪৫৬৭৮৯")
    read: dict[str, list[tuple[str, ...]]] = {}
    for line in text.splitlines():
        key, values = _taken_apart(line, tag)
        assert key or not any(character.isdigit() for character in line), line
        read.setdefault(key, []).append(values)
    return read


def _taken_apart(line: str, tag: str) -> tuple[str, tuple[str, ...]]:
    for key, names in SENTENCES.items():
        sentence = re.escape(running().wording.texts(tag)[key])
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", sentence), line)
        if found is not None:
            return key, tuple(_plain(found[name]) for name in names)
    return "", ()


def _plain(value: str) -> str:
    """In Latin digits."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in value)


def called(name: str, tag: str) -> str:
    return CALLED[tag].get(name, name)


def leading(step: str) -> tuple[str, str]:
    """On paper: what most said, the first of those that are even, and the percentage."""
    cells = {i: c for (q, part, i), c in expected().items() if (q, part) == (step, "cell")}
    most = max(cells, key=lambda item: int(cells[item][0]))
    return most, cells[most][1]


@LANGUAGES
@CHANNELS
def test_everybody_reads_the_figures_that_were_worked_out(tag: str, channel: str) -> None:
    read = heard(figures(), tag, channel)

    whole = expected()["", "whole", "people"][0], expected()["", "whole", "invited"][0]
    assert read["bot.heard.base"] == [whole]
    lines = []
    for step in TOLD[: LINES[channel]]:
        most, percent = leading(step)
        base = expected()[step, "base", ""][0]
        lines.append((called(step, tag), called(most, tag), f"{percent}%", base))
    assert read["bot.heard.line"] == lines
    assert set(read) == {"", "bot.heard.base", "bot.heard.line"}


@LANGUAGES
@CHANNELS
@pytest.mark.parametrize("area", ["North", "South", "Elsewhere"])
def test_whoever_chose_something_reads_how_many_did_of_all_and_where_they_live(
    tag: str, channel: str, area: str
) -> None:
    found = counted(told(facets=ALL_FACETS), document()).figures
    answers = [(q, i) for q, part, i in expected() if q in TOLD and part == "cell"]
    assert len(answers) == 11

    for step, option in answers:
        read = heard(found, tag, channel, Own(tag, ((step, option),), area))

        label, base = called(option, tag), expected()[step, "base", ""][0]
        percent = expected()[step, "cell", option][1]
        assert read["bot.heard.yours"] == [(label, f"{percent}%", base)]
        there = expected_of_areas().get((area, step, option))
        wanted = [(area, label, f"{there[0]}%", there[1])] if there else []
        assert read.get("bot.heard.area", []) == wanted


@LANGUAGES
def test_the_answer_of_few_is_said_back_without_a_figure(tag: str) -> None:
    """Seven said never: it is starred, and something beside it, too."""
    never = [person for person in people() if person["when"] == "never"]
    others = [person for person in people() if person["when"] != "never"]
    seven = figures([*others, *never[:7]])

    read = heard(seven, tag, "sms", Own(tag, (("when", "never"),)))

    assert read["bot.heard.yours_few"] == [("never",)]
    assert "bot.heard.yours" not in read


@LANGUAGES
def test_of_few_answers_and_of_few_people_nothing_is_told_but_the_limit(tag: str) -> None:
    nine = [*people()[:9], *({**person, "when": "refused"} for person in people()[9:])]
    read = heard(figures(nine), tag, "telegram")
    assert read["bot.heard.line_hidden"] == [(called("when", tag),)]

    read = heard(figures(people()[:9]), tag, "telegram")
    assert set(read) == {"", "bot.heard.base_few"}
    assert read["bot.heard.base_few"] == [("10",)]


@LANGUAGES
@pytest.mark.parametrize(
    ("share", "key", "values"),
    [
        # 20 of 70 are 28.6%; of a community of which they are 55%, the furthest below.
        pytest.param(5500, "bot.caveat.group", ("বাংলা", "29%", "55%"), id="a_group"),
        # Two people, too few to show, of a share of 60%.
        pytest.param(4000, "bot.caveat.few", ("Soomaali", "60%"), id="too_few"),
    ],
)
def test_who_is_missing_most_is_as_worked_out(
    tag: str, share: int, key: str, values: tuple[str, ...]
) -> None:
    rest = "other" if share == 5500 else "so"
    profile = (Group("language", "bn", share), Group("language", rest, 10_000 - share))
    found = counted(told(profile=profile), document()).figures

    assert heard(found, tag, "sms")[key] == [values]
