"""A small consultation in two languages, with words of its own so that no translator's mending of
`locales/` can break a test of the layout."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.flow.compiled import compile_flow
from bot.flow.structure import Flow, Plan, Step
from bot.language.catalogue import Catalogue
from bot.model import Answer, Conversation, Limits, Outcome, Value
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.consent import Consent
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.questions.yes_no import YesNo
from bot.render import Scene

SMS = Limits(has_buttons=False, is_billed_by_segment=True, limit_chars=1600, media=frozenset())
TELEGRAM = Limits(
    has_buttons=True, is_billed_by_segment=False, limit_chars=4000,
    media=frozenset({"voice", "photo", "location"}),
)  # fmt: skip

LANGUAGES = """
en: {name: English, direction: ltr, digits: latn, script: Latn}
bn: {name: বাংলা, direction: ltr, digits: beng, script: Beng}
syl: {name: সিলেটি, direction: ltr, digits: beng, script: Beng, chain: [bn]}
"""

BOT = {
    "bot.yes": ("Yes", "হ্যাঁ"),
    "bot.no": ("No", "না"),
    "bot.progress": ("({n} of about {total})", "({n}/প্রায় {total})"),
    "bot.optional": ("Send SKIP to leave this out.", "বাদ দিন লিখুন।"),
    "bot.pick_many": ("Send the numbers, like 1 3.", "নম্বর লিখুন, যেমন ১ ৩।"),
    "bot.pick_order": ("Send the numbers in your order.", "ক্রমে লিখুন।"),
    "bot.scale": ("{least} = {low}, {most} = {high}", "{least} = {low}, {most} = {high}"),
    "bot.done_button": ("Done", "হয়েছে"),
    "bot.hint.choice": ("Send one number from 1 to {last}.", "১ থেকে {last} লিখুন।"),
    "bot.hint.number_range": ("From {least} to {most}.", "{least} থেকে {most}।"),
    "bot.did_you_mean": ('Did you mean "{label}"?', '"{label}" বলেছেন?'),
    "bot.language.pick": ("Which language?", "কোন ভাষা?"),
    "bot.change.which": ("Which answer?", "কোন উত্তর?"),
    "bot.receipt": ("You chose: {choices}.", "আপনি বেছেছেন: {choices}।"),
    "bot.receipt.change": ("Until {closes}.", "{closes} পর্যন্ত।"),
    "bot.share_phone": ("Tap the button.", "বোতামে চাপুন।"),
    "bot.share_phone.button": ("Share my number", "নম্বর পাঠান"),
    "bot.ending.done": ("Thank you.", "ধন্যবাদ।"),
    "bot.english_only": ("Nobody translated this.", ""),
}

WORDS = {
    "eyes.title": ("Eye screening", "চোখের পরীক্ষা"),
    "eyes.run_by": ("Example NHS Trust", "Example NHS Trust"),
    "eyes.agree.text": ("May we ask?", "জিজ্ঞেস করব?"),
    "eyes.visit.text": ("When was your last visit?\nTo the eye clinic.", "শেষ কবে গেছেন?"),
    "eyes.visit.hint": ("Roughly is fine.", "আনুমানিক হলেই চলবে।"),
    "eyes.visit.retry": ("Sorry. {hint}", "দুঃখিত। {hint}"),
    "eyes.visit.choices.recent": ("In the last year", "গত এক বছরে"),
    "eyes.visit.choices.longer": ("Longer ago", "তার আগে"),
    "eyes.visit.choices.other": ("Something else", "অন্য কিছু"),
    "eyes.visit.also.longer": ("ages ago\nlong ago", "অনেক আগে"),
    "eyes.ease.text": ("How easy was it?", "কত সহজ ছিল?"),
    "eyes.ease.low": ("very hard", "খুব কঠিন"),
    "eyes.ease.high": ("very easy", "খুব সহজ"),
    "eyes.barriers.text": ("What made it hard?", "কী কঠিন ছিল?"),
    "eyes.barriers.choices.travel": ("Too far", "অনেক দূর"),
    "eyes.barriers.choices.time": ("Bad time", "সময় খারাপ"),
    "eyes.barriers.choices.other": ("Something else", "অন্য কিছু"),
    "eyes.minutes.text": (
        "You said {barriers|it was fine}. How many minutes?",
        "আপনি বলেছেন {barriers|ঠিক আছে}। কত মিনিট?",
    ),
    "eyes.wishes.text": ("Put these in order.", "ক্রমে সাজান।"),
    "eyes.wishes.choices.evening": ("Evenings", "সন্ধ্যা"),
    "eyes.wishes.choices.nearer": ("A nearer clinic", "কাছের ক্লিনিক"),
    "eyes.driver.text": ("Do you drive?", "গাড়ি চালান?"),
    "eyes.driver.choices.yes": ("Yes, I drive", "হ্যাঁ, চালাই"),
    "eyes.worry.text": ("What worries you?", "কী নিয়ে ভাবেন?"),
    "eyes.more.text": ("Anything else?", "আর কিছু?"),
    "eyes.faith.text": ("Your faith?", "আপনার ধর্ম?"),
    "eyes.faith.choices.any": ("Any", "যেকোনো"),
    "eyes.back.text": (
        "{faith|nothing} {worry|nothing} {more|nothing} {nobody|nothing}",
        "{faith|কিছু না} {worry|কিছু না} {more|কিছু না} {nobody|কিছু না}",
    ),
}


def _step(step: str, question: Question, parts: str = "", **fields: Any) -> Step:
    told = {"parts": ("text", *parts.split()), **fields}
    return Step(id=step, prefix=f"eyes.{step}", slug="eyes", question=question, **told)


STEPS = (
    _step("agree", Consent()),
    _step("visit", Choice(choices=("recent", "longer"), other=True), "hint retry"),
    _step("ease", Scale(), "low high"),
    _step("barriers", MultiChoice(choices=("travel", "time"), other=True), optional=True),
    _step("minutes", Number()),
    _step("wishes", Ranking(choices=("evening", "nearer"))),
    _step("driver", YesNo(choices=("yes",))),
    _step("worry", FreeText(), sensitive=True),
    _step("more", FreeText(), optional=True),
    _step("faith", Choice(choices=("any",)), about=True),
    _step("back", FreeText()),
)
FLOW = Flow(slug="eyes", language="en", steps=STEPS, endings=("done", "declined", "closed"))
PLAN = Plan(
    languages=("en", "bn", "syl"),
    closes=datetime(2027, 3, 31, 18, tzinfo=UTC),
)


def locales(folder: Path, words: Mapping[str, tuple[str, str]] = MappingProxyType(WORDS)) -> Path:
    """Write the words above as a `locales/` folder."""
    (folder / "en").mkdir(parents=True)
    (folder / "bn").mkdir()
    (folder / "languages.yaml").write_text(LANGUAGES, encoding="utf-8")
    english = {key: (source, "") for key, (source, _) in BOT.items()}
    (folder / "en" / "bot.po").write_text(po(english), encoding="utf-8")
    (folder / "bn" / "bot.po").write_text(po(BOT), encoding="utf-8")
    (folder / "bn" / "eyes.po").write_text(po(words), encoding="utf-8")
    return folder


def po(rows: Mapping[str, tuple[str, str]]) -> str:
    """Rows of key to source and translation, as a `.po` file."""
    entries = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"']
    for key, (source, text) in rows.items():
        entries.append(f'msgctxt "{key}"\nmsgid {_quoted(source)}\nmsgstr {_quoted(text)}')
    return "\n\n".join(entries) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def scene(catalogue: Catalogue, limits: Limits = SMS) -> Scene:
    """The consultation on a channel."""
    texts = {key: english for key, (english, _) in WORDS.items()}
    return Scene(
        flow=compile_flow(FLOW).on(limits),
        plan=PLAN,
        wording=catalogue.wording(texts, "en", "eyes"),
        catalogue=catalogue,
        limits=limits,
    )


def someone(language: str = "en", step: str = "visit", **answers: Value | Outcome) -> Conversation:
    """A person's conversation, with what they answered."""
    return person(language, step, answers)


def person(language: str, step: str, answers: Mapping[str, Value | Outcome]) -> Conversation:
    """The same, the answers as a mapping."""
    given = {
        name: Answer(value) if isinstance(value, Outcome) else Answer(Outcome.ANSWERED, value)
        for name, value in answers.items()
    }
    return Conversation(
        id=uuid.UUID("018f3a5e-0000-7000-8000-000000000001"),
        bucket=7,
        participant=uuid.UUID("018f3a5e-0000-7000-8000-000000000002"),
        consultation="eyes",
        version="v",
        language=language,
        step=step,
        answers=MappingProxyType(given),
    )
