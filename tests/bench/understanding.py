"""Reading replies: what one costs, beside a bare look-up of its words, and loading the words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from bot.intents import Asked, hear, read
from bot.language.catalogue import Catalogue
from bot.language.folding import fold
from bot.language.words_file import load_words
from bot.questions.base import Hearing
from bot.questions.choice import Choice
from tests.bench.table import ROUNDS, Ratio

LOCALES = Path(__file__).parents[2] / "locales"
REPLIES = Path(__file__).parents[1] / "language" / "replies"
LABELS = {
    "gp": ("GP surgery",),
    "pharmacy": ("The pharmacy",),
    "hospital": ("Royal London Hospital",),
    "home": ("At home",),
    "else": ("Somewhere else",),
}
MICROSECONDS = 1e6


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load(LOCALES)


def _replies() -> Iterator[tuple[str, Asked]]:
    """The replies of every table, each as if to the same question with five options."""
    question = Choice(choices=tuple(LABELS))
    for path in sorted(REPLIES.glob("*.txt")):
        asked = Asked(question, Hearing(_catalogue().lexicon(path.stem), LABELS, tuple(LABELS)))
        for line in path.read_text(encoding="utf-8").splitlines():
            if " = " in line and not line.startswith(("#", "[")):
                yield line.rpartition(" = ")[0], asked


def _bare(text: str, asked: Asked) -> object:
    """What no reading can do without: fold the text, and look its words up."""
    senses = asked.hearing.lexicon.senses
    return [senses.get(word) for word in fold(text).split()]


def _timed(text: str, asked: Asked) -> tuple[float, float]:
    """Seconds to read the reply, and for the bare look-up: the best of a few, as the machine is
    shared."""
    pairs = []
    for _ in range(ROUNDS):
        began = perf_counter()
        read(hear(text), asked)
        between = perf_counter()
        _bare(text, asked)
        pairs.append((between - began, perf_counter() - between))
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def measure() -> list[Ratio]:
    """A reply in 200 microseconds at the median and 1 millisecond at the 99th percentile; the
    words of every language in half a second."""
    timed = [_timed(text, asked) for text, asked in _replies()]
    ours = [each[0] for each in timed]
    bare = median(each[1] for each in timed)
    slow = quantiles(ours, n=100)[98]
    loading = min(_loading() for _ in range(ROUNDS))
    return [
        _ceiling("understand a reply, median (bar: 200 us)", median(ours), 200e-6, bare),
        _ceiling("understand a reply, 99th percentile (1 ms)", slow, 1e-3, bare),
        _ceiling("load the words of every language (0.5 s)", loading, 0.5, _parsing()),
    ]


def _ceiling(name: str, ours: float, limit: float, bare: float) -> Ratio:
    """*ours* as a share of its limit, with the reference loop beside it."""
    return Ratio(name, _shown(ours), _shown(bare), ours / limit, 1, is_ceiling=True)


def _shown(seconds: float) -> str:
    return f"{seconds * MICROSECONDS:,.0f} us"


def _loading() -> float:
    """Seconds of this process alone: half a second is no time on a busy machine."""
    began = process_time()
    for path in LOCALES.glob("*/words.yaml"):
        load_words(path)
    return process_time() - began


def _parsing() -> float:
    """The reference: to read the files, and fold each as one text."""
    began = process_time()
    for path in LOCALES.glob("*/words.yaml"):
        text = path.read_text(encoding="utf-8")
        for at in range(0, len(text), 4096):
            fold(text[at : at + 4096])
    return process_time() - began


if __name__ == "__main__":
    print(*measure(), sep="\n")
