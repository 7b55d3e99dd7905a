"""Which language a bubble is in, so that a screen reader says it right.

Rule: told as a switch is offered, from letters and commonest words; where they do not tell, it is
the language of what stood before it.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.language.catalogue import Catalogue
from bot.language.guessing import guess


def language_of(text: str, before: str, offered: Collection[str], catalogue: Catalogue) -> str:
    """The tag of the one of the languages `offered` that `text` is in; `before` where it is not
    plain. A language that is read in another's words, as Sylheti in Bengali, counts as that."""
    languages = [
        catalogue.language(tag)
        for tag in offered
        if not set(offered) & set(catalogue.language(tag).chain)
    ]
    return guess(text, languages) or before


def chosen(spoken: str, last: str, catalogue: Catalogue) -> str:
    """The language to show as chosen: the one `last` picked from the switch, as long as what is
    `spoken` may be its words."""
    return last if last and spoken in (last, *catalogue.language(last).chain) else spoken
