"""Near misses: which option a misspelt label was meant to be.

Rule: edit distance only, and never across a denial, a number or a changed first letter.
Source of the thresholds: the measurements in the language reference (OSA, 80, lead 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from bot.language.folding import fold, loosen

if TYPE_CHECKING:
    from bot.questions.menu import Menu

ACCEPTED, LEAD, ASKED = 80.0, 10.0, 60.0
_SHORTEST = 4
_LONGEST_LABEL = 120


def near(key: str, menu: Menu) -> tuple[tuple[str, ...], bool]:
    """The options *key* may be a misspelling or a part of, best first, and whether the first is
    certain enough to take."""
    content = menu.content(key)
    if len(content) < _SHORTEST or len(key) > _LONGEST_LABEL:
        return (), False
    scores = {option: _score(key, content, option, menu) for option in menu.order}
    ranked = sorted((o for o in scores if scores[o] >= ASKED), key=lambda o: -scores[o])
    if not ranked or scores[ranked[0]] < ACCEPTED:
        return _holding(content, menu) or tuple(ranked), False
    best = scores[ranked[0]]
    second = max((scores[o] for o in scores if o != ranked[0]), default=0.0)
    is_clear = best >= ACCEPTED and best - second >= LEAD
    close = tuple(option for option in ranked if best - scores[option] < LEAD)
    return close, is_clear and _same_start(key, content, ranked[0], menu)


def _score(key: str, content: str, option: str, menu: Menu) -> float:
    return max(
        (
            max(_likeness(key, label, menu), _likeness(content, menu.content(label), menu))
            for label in menu.texts[option]
            if len(label) >= _SHORTEST
        ),
        default=0.0,
    )


def _likeness(said: str, label: str, menu: Menu) -> float:
    score = 100 * OSA.normalized_similarity(said, label, score_cutoff=ASKED / 100)
    if score < ASKED or _facts(said, menu) != _facts(label, menu):
        return 0.0
    return score


def _facts(text: str, menu: Menu) -> tuple[bool, list[float]]:
    """What no misspelling may change: whether it denies, and its numbers."""
    tokens = loosen(text).split()
    numbers = [min(piece.numbers) for piece in menu.lexicon.pieces(tokens) if piece.numbers]
    return menu.lexicon.has_negator(tokens), numbers


def _same_start(key: str, content: str, option: str, menu: Menu) -> bool:
    """`unhappy` is one edit too near to `happy`: only the same first letter is taken."""
    return any(
        label[:1] in {key[:1], content[:1]} or menu.content(label)[:1] == content[:1]
        for label in menu.texts[option]
    )


def _holding(content: str, menu: Menu) -> tuple[str, ...]:
    """Options whose label holds all these words in a row: for asking, never for taking."""
    lexicon = menu.lexicon
    if lexicon.has_negator(content.split()):
        return ()
    return tuple(
        option
        for option in menu.order
        if any(f" {content} " in f" {menu.content(label)} " for label in menu.texts[option])
    )


def are_alike(one: str, other: str) -> bool:
    """Whether two sentences say much the same: their words in any order, a few letters apart. For
    people to look at, never to decide by."""
    said, told = (" ".join(sorted(fold(each).split())) for each in (one, other))
    return OSA.normalized_similarity(said, told) * 100 >= ACCEPTED
