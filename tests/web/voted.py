"""The same consultation, whose people also voted on statements and rated items in rounds: all that
a page and a report can show, in three languages, in the words of a catalogue with theirs."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from bot.flow.structure import Document, Step
from bot.flow.version import digest
from bot.language.catalogue import Catalogue
from bot.model import Lifecycle, Outcome, Round, Tally
from bot.questions.delphi import Agree, Delphi
from bot.questions.statements import Statements, vote_of
from bot.results.counting import Counted, Told, counted
from bot.results.opinion import grouped
from bot.results.summary import Figures
from bot.results.tables import USUAL
from bot.shelf.shelf import Shelf
from tests.service.stage import SLUG, Stage, catalogue, eye_screening
from tests.web.consulted import ACHIEVED, BASES, FIGURES, TALLIES, consulted

TAGS = ("en", "bn", "ur")
WORDS: Mapping[str, tuple[str, str, str]] = {
    "views.text": ("Do you agree?", "আপনি কি একমত?", "کیا آپ متفق ہیں؟"),
    "views.statements.evenings.text": (
        "The centre should open two evenings a week.",
        "কেন্দ্রটি সপ্তাহে দুই সন্ধ্যা খোলা থাকা উচিত।",
        "مرکز ہفتے میں دو شام کھلا رہنا چاہیے۔",
    ),
    "views.statements.phone.text": (
        "It is too hard to get through by phone.",
        "ফোনে পাওয়া খুব কঠিন।",
        "فون پر بات کرنا بہت مشکل ہے۔",
    ),
    "views.statements.letters.text": (
        "Letters should come in my language.",
        "চিঠি আমার ভাষায় আসা উচিত।",
        "خط میری زبان میں آنے چاہییں۔",
    ),
    "views.statements.walk.text": (
        "Walking there feels safe.",
        "হেঁটে যাওয়া নিরাপদ মনে হয়।",
        "وہاں پیدل جانا محفوظ لگتا ہے۔",
    ),
    "views.statements.closer.text": (
        "I would rather have one good clinic far away than three small ones close by.",
        "কাছে তিনটি ছোট ক্লিনিকের চেয়ে দূরে একটি ভালো ক্লিনিক চাই।",
        "مجھے قریب کے تین چھوٹے کلینکوں کے بجائے دور کا ایک اچھا کلینک پسند ہے۔",
    ),
    "views.statements.text.text": (
        "A text is enough to remind me; please do not phone.",
        "মনে করিয়ে দিতে একটি টেক্সটই যথেষ্ট; ফোন করবেন না।",
        "یاد دہانی کے لیے ایک ٹیکسٹ کافی ہے؛ فون نہ کریں۔",
    ),
    "views.statements.woman.text": (
        "I want to be able to ask for a woman.",
        "আমি একজন নারীকে চাইতে পারতে চাই।",
        "میں چاہتی ہوں کہ خاتون مانگ سکوں۔",
    ),
    "views.statements.drops.text": (
        "Somebody should tell me what the eye drops do before they are put in.",
        "চোখে ওষুধ দেওয়ার আগে কেউ বলুক তাতে কী হয়।",
        "قطرے ڈالنے سے پہلے کوئی بتائے کہ ان سے کیا ہوتا ہے۔",
    ),
    "helps.text": (
        "How much would each help you get to your screening?",
        "পরীক্ষায় যেতে কোনটি কতটা সাহায্য করবে?",
        "معائنے تک پہنچنے میں ہر چیز کتنی مدد کرے گی؟",
    ),
    "helps.low": ("not at all", "একটুও না", "بالکل نہیں"),
    "helps.high": ("very much", "খুব বেশি", "بہت زیادہ"),
    "helps.items.lift.text": ("A lift there and back", "আসা-যাওয়ার গাড়ি", "آنے جانے کی سواری"),
    "helps.items.nearer.text": ("A clinic nearer home", "বাড়ির কাছে ক্লিনিক", "گھر کے قریب کلینک"),
}
"""Of the two steps: English, Bengali, Urdu."""
NAMES = tuple(key.split(".")[2] for key in WORDS if key.startswith("views.statements"))
CAMPS = (("adaaaaaa", 95), ("daadaddd", 70), ("aaddaaad", 50), ("aaaa....", 40))
"""How most of a camp vote on each, and how many they are; the last vote on four only."""
RATED: Mapping[str, Mapping[int, int]] = {"lift": {8: 130, 2: 30}, "nearer": {1: 60, 5: 40, 9: 60}}
_VOTES = {"a": "agree", "d": "disagree", "p": "pass"}


@lru_cache
def document() -> Document:
    """The flow that ships, with two steps more, offered in three languages."""
    before = eye_screening()
    asked = Step(
        id="views",
        prefix=f"{SLUG}.views",
        slug=SLUG,
        question=Statements(statements=NAMES),
        parts=("text",),
    )
    rated = Step(
        id="helps",
        prefix=f"{SLUG}.helps",
        slug=SLUG,
        question=Delphi(
            from_=1,
            to=9,
            items=tuple(RATED),
            each=timedelta(days=14),
            agree=Agree(share=80, within=(7, 9)),
        ),
        parts=("text", "low", "high"),
    )
    flow = replace(before.flow, steps=(*before.flow.steps, asked, rated))
    texts = {f"{SLUG}.{key}": words[0] for key, words in WORDS.items()}
    plan = replace(before.plan, languages=TAGS)
    return replace(
        before, flow=flow, plan=plan, texts={**before.texts, **texts}, version=digest(flow)
    )


@lru_cache
def worded() -> Catalogue:
    """The words that ship, and those of the two steps."""
    found = catalogue()
    for n, tag in enumerate(TAGS[1:], 1):
        own = {
            f"{SLUG}.{key}": replace(_SOME, key=f"{SLUG}.{key}", source=said[0], text=said[n])
            for key, said in WORDS.items()
        }
        found = found.with_entries(tag, {**found.entries[tag], **own})
    return found


_SOME = next(iter(catalogue().entries["bn"].values()))
"""An entry to be given other words."""


@lru_cache
def ballots() -> tuple[Mapping[str, str], ...]:
    """Everybody's votes: one in five may be anything."""
    drawn = random.Random(3)
    return tuple(
        {
            vote_of("views", name): _VOTES[drawn.choice("adp") if drawn.random() < 0.2 else letter]
            for name, letter in zip(NAMES, letters, strict=True)
            if letter != "."
        }
        for letters, people in CAMPS
        for _ in range(people)
    )


def _tallies() -> Iterator[Tally]:
    yield from TALLIES
    spoken = {tag: ballots()[n::2] for n, tag in enumerate(TAGS[:2])}
    yield Tally("", Outcome.ANSWERED, "", 255)
    for tag, theirs in spoken.items():
        yield Tally("", Outcome.ANSWERED, "", len(theirs), "language", tag)
    for facet, value, some in (("", "", ballots()), *(("language", *e) for e in spoken.items())):
        counts = Counter((vote, said) for each in some for vote, said in each.items())
        for (vote, said), n in counts.items():
            yield Tally(vote, Outcome.ANSWERED, json.dumps(said), n, facet, value)
    for item, ratings in RATED.items():
        for number, people in ratings.items():
            yield Tally(vote_of("helps", item), Outcome.ANSWERED, str(number), people)


@lru_cache
def found() -> Counted:
    """Figures as they are kept at the closing."""
    told = Told(tuple(_tallies()), BASES, rounds=(Round({}, ("lift",)),))
    return grouped(counted(told, document()), ballots(), (), USUAL)


def figures() -> Figures:
    """Them, with what the other consultation tells of who took part."""
    alone = found().figures
    by_language = tuple(each for each in alone.facets if each.by == "language")
    others = tuple(each for each in FIGURES.facets if each.by != "language")
    return replace(alone, facets=(*others, *by_language), achieved=ACHIEVED, caveat=FIGURES.caveat)


@asynccontextmanager
async def voted(folder: Path, lifecycle: Lifecycle = Lifecycle.REPORTED) -> AsyncIterator[Stage]:
    """It, on the first of May."""
    async with consulted(folder, lifecycle, document=document(), figures=figures()) as house:
        house.shelf = Shelf(house.store, worded())
        await house.shelf.refresh()
        yield house
