"""What synthetic residents say, per language: input to the product, never output of it.

Rule: written as people text: short, misspelt at times, half in another script.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Phrases(Struct, frozen=True):
    """One language's ways of saying the usual things."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    skip: tuple[str, ...]
    stop: tuple[str, ...]
    remarks: tuple[str, ...]
    asides: tuple[str, ...]
    """Where `{}` is the answer itself."""
    digits: str = ""
    """The language's own ten, from nought; empty: the usual ones."""


PHRASES: Mapping[str, Phrases] = {
    "en": Phrases(
        yes=("Yes", "yes", "YES", "y", "yes please", "1"),
        no=("No", "no", "n", "2"),
        skip=("SKIP", "skip"),
        stop=("STOP", "stop"),
        remarks=(
            "The bus takes two changes and I cannot see the numbers well.",
            "Please open on Saturdays.",
            "Staff were very kind last time.",
            "I never got a letter, my son moved house.",
            "My mother needs someone who speaks Bengali.",
            "The drops hurt and I could not drive home.",
            "no",
        ),
        asides=("number {} pls", "{}.", " {} ", "{} thanks"),
    ),
    "bn": Phrases(
        yes=("হ্যাঁ", "জি", "হা", "haan", "ji", "1", "১", "yes"),
        no=("না", "na", "2", "২"),
        skip=("SKIP", "skip"),
        stop=("STOP", "বন্ধ"),
        remarks=(
            "শনিবার খোলা থাকলে ভালো হয়।",
            "চিঠি ইংরেজিতে আসে, পড়তে পারি না।",
            "বাসে যেতে অনেক সময় লাগে।",
            "ওষুধের ফোঁটা দিলে চোখ জ্বলে।",
            "একজন বাংলাভাষী থাকলে ভালো হতো।",
            "amar meye niye jay, or kaj thake",
        ),
        asides=("{} নম্বর", "{}।", " {} ", "{} ta"),
        digits="০১২৩৪৫৬৭৮৯",
    ),
}
