"""The empty form, with a slot for every language and a word on every key.

Rule: what an officer must know to fill it stands in it; filled with nothing else, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.workshop.deciding.scope import Scope

_LANGUAGES = "# Each text stands in every language that people were offered."
_DECISION = """\
# What was decided on "{title}", and why. Everyone who took part will read it, in their language.
#
# Fill it in, then try it:   kotha decide {slug} {slug_file} --by "Your Name"
# and when it is right, put it on record by adding --record. It goes out by itself on the promised
# day; until then it can be corrected by recording the mended form again.
#
{languages}
# Answer every theme. "No" is an answer as good as "yes", if it says why.
"""
_HEADLINE = """\
# One short sentence for text messages. Left empty, the titles of the themes stand there instead.
"""
_NOTHING = """\
# If nothing changes at all, that is a decision too: say why here (each theme still says its own).
"""
_THEMES = """\
# One for each thing that people asked for.
#   title        a few words, as they stand after "Yes:", "Partly:" or "No:"
#   verdict      accepted, partly or not
#   because      the reason; without one nothing can be recorded
#   cost, quality, criterion   if you like: what it costs, what it does to the service, by what it
#                was weighed; leave them empty, or delete them
#   answers      the choices to which this is the answer: whoever chose one reads this first
"""
_OWN = """\
# No codebook and no theme of the flow names what people asked for, so the themes are your own:
# give each a short id, and add as many as you need.
"""
_NEWS = """\
# What happened next on "{title}": the news that people were promised for {due}.
#
# Fill it in, then try it:   kotha decide {slug} {slug_file} --next --by "Your Name"
# and when it is right, put it on record by adding --record. It goes out by itself on that day.
# Say what was done, what was not and why; two or three short sentences.
#
{languages}
"""
_PARTS = ("title", "verdict", "because", "cost", "quality", "criterion")


def decision_form(scope: Scope, file: str, maker: str = "") -> str:
    """An empty form for a decision.

    Args:
        scope: what it is about.
        file: its name, for the command that reads it.
        maker: who was to decide, as the flow says.
    """
    head = _DECISION.format(
        title=scope.title, slug=scope.slug, slug_file=file, languages=_spoken(scope)
    )
    lines = [
        head,
        f"decided_by: {_quoted(maker)}",
        "decided_on:                 # the day, such as 2027-04-28",
        "",
        _HEADLINE + "\n".join(_slots("headline", scope)),
        "",
        _NOTHING + "\n".join(_slots("nothing_changed", scope)),
        "",
        *_choices(scope),
        _THEMES + ("" if scope.themes else _OWN) + "themes:",
    ]
    themes = scope.themes or {"": ""}
    lines += [line for theme in themes for line in _theme(theme, scope)]
    return "\n".join(lines) + "\n"


def news_form(scope: Scope, number: int, due: date, file: str) -> str:
    """An empty form for what happened next."""
    head = _NEWS.format(
        title=scope.title,
        slug=scope.slug,
        slug_file=file,
        due=f"{due:%d %B %Y}",
        languages=_spoken(scope),
    )
    return "\n".join([head, f"update: {number}", *_slots("text", scope)]) + "\n"


def _spoken(scope: Scope) -> str:
    return f"{_LANGUAGES} This form has {len(scope.languages)}."


def _slots(key: str, scope: Scope, indent: str = "", title: str = "") -> Iterator[str]:
    yield f"{indent}{key}:"
    for tag in scope.languages:
        words = f" {_quoted(title)}" if title and tag == scope.source else ""
        yield f"{indent}  {tag}:{words}{_chain(tag, scope)}"


def _chain(tag: str, scope: Scope) -> str:
    spare = next((e for e in scope.catalogue.language(tag).chain if e in scope.languages), "")
    return f"   # left empty, {scope.named(spare)} stands for it" if spare else ""


def _theme(theme: str, scope: Scope) -> Iterator[str]:
    title = scope.themes.get(theme, "")
    yield ""
    yield f"  - theme: {theme}"
    for part in _PARTS:
        if part == "verdict":
            yield "    verdict:                # accepted, partly or not"
        else:
            yield from _slots(part, scope, "    ", title if part == "title" else "")
    yield "    answers: []             # such as [question.choice, question.choice]"


def _choices(scope: Scope) -> Iterator[str]:
    """What can stand under `answers`."""
    if not scope.options:
        return
    yield "# What people could choose, for `answers` below:"
    for step, text in scope.questions().items():
        yield f"#   {_line(text)}"
        for (of, option), label in scope.options.items():
            if of == step:
                yield f"#     {step}.{option:<20} {_line(label)}"
    yield ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A text as YAML takes it, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if text else ""
