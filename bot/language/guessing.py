"""Which language a reply is written in: by its script, then by its commonest words.

Rule: abstains rather than guesses, since all that follows is an offer to switch. A script decides
where one language alone is written in it; words need two hits, and more than any other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import regex

from bot.language.folding import fold, loosen
from bot.language.languages import Language

HITS = 2
"""Words of a language that a reply must hold before it counts as written in it."""
SHORTEST = 2
"""Letters of the shortest reply whose script tells anything."""
_SCRIPTS = {
    "Beng": "Bengali", "Arab": "Arabic", "Guru": "Gurmukhi", "Gujr": "Gujarati",
    "Deva": "Devanagari", "Hans": "Han", "Hant": "Han", "Hebr": "Hebrew", "Latn": "Latin",
}  # fmt: skip
"""ISO 15924 codes, and the script's name as Unicode has it."""
_LATIN = "Latin"
_LETTER = {name: regex.compile(rf"\p{{Script={name}}}") for name in set(_SCRIPTS.values())}


def guess(text: str, languages: Iterable[Language]) -> str:
    """The tag of the one of *languages* (and of the ways of typing them) that *text* is in; empty
    where that is not plain.

    Args:
        text: a reply, as written.
        languages: those that may be meant; of a way of typing, the tag it is a form of is given.
    """
    script = _script(text)
    if not script:
        return ""
    written = [each for each in languages if _SCRIPTS.get(each.script) == script]
    if script == _LATIN:
        return _by_words(text, written)
    return _by_letters(text, [each for each in written if each.is_written])


def scripts_in(text: str) -> frozenset[str]:
    """The scripts beside the Latin one that a text has letters of, by their codes: Chinese letters
    may be of either kind."""
    return frozenset(
        code for code, name in _SCRIPTS.items() if name != _LATIN and _LETTER[name].search(text)
    )


def _script(text: str) -> str:
    """The script of most letters; empty where two have about as many."""
    if text.isascii():
        return _LATIN if sum(map(str.isalpha, text)) >= SHORTEST else ""
    counts = Counter({name: len(found.findall(text)) for name, found in _LETTER.items()})
    (first, most), (_, next_) = counts.most_common(2)
    return first if most >= SHORTEST and most >= 2 * next_ else ""


def _by_letters(text: str, languages: Sequence[Language]) -> str:
    """Of the languages of one script, the one whose own letters stand in the text; else the one
    that has none of its own, unless letters of another do."""
    if len(languages) == 1:
        return languages[0].tag
    owning = [each for each in languages if set(each.letters) & set(text)]
    if owning:
        return _most_own(text, owning)
    plain = [each for each in languages if not each.letters]
    return plain[0].tag if len(plain) == 1 else ""


def _most_own(text: str, owning: Sequence[Language]) -> str:
    """Letters that two languages share tell nothing between them."""
    scores = {
        each.tag: len(set(each.letters) & set(text) - _shared(each, owning)) for each in owning
    }
    best = [tag for tag, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else ""


def _shared(one: Language, owning: Iterable[Language]) -> set[str]:
    return {letter for each in owning if each is not one for letter in each.letters}


def _by_words(text: str, languages: Sequence[Language]) -> str:
    words = loosen(fold(text)).split()
    if len(words) < HITS:
        return ""
    votes: Counter[str] = Counter()
    for each in languages:
        tag = each.form_of or each.tag
        votes[tag] = max(votes[tag], sum(word in each.common for word in words))
    (first, most), *others = [*votes.most_common(2), ("", 0)]
    return first if most >= HITS and most > others[0][1] else ""
