"""`kotha l10n preview`: a consultation in one language as people will see it, on one page.

Rule: one file that needs nothing else: no script, no font and no picture from elsewhere. The words
are those that `render` gives, in the order in which they are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Language
from bot.language.segments import count
from bot.model import Limits, Phrase, Say
from bot.render import Rendered, Scene, reader_of, render
from bot.shelf import draft
from bot.workshop.budgets import LIMIT_PARTS, cheaper

_STYLE = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: #eef1f4; color: #1b1f24;
  font: 1rem/1.6 system-ui, "Noto Sans", "Noto Sans Bengali", "Noto Nastaliq Urdu",
  "Noto Sans Arabic", "Noto Sans Gurmukhi", "Noto Sans Gujarati", "Noto Sans Devanagari",
  "Noto Sans CJK SC", sans-serif }
h1 { font-size: 1.4rem } h2 { font-size: 1rem; margin: 2rem 0 .5rem }
h2 small { font-weight: normal; color: #57606a }
.pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)) }
figure { margin: 0; width: 22rem; max-width: 100%; border: 2px solid #8c959f;
  border-radius: 1.2rem; background: #fff; overflow: hidden }
figcaption { padding: .3rem 1rem; font-size: .85rem; background: #f6f8fa; color: #424a53 }
.bubble { margin: .6rem; padding: .6rem .8rem; border-radius: .9rem; white-space: pre-wrap;
  overflow-wrap: anywhere; background: #e6e8eb }
.telegram .bubble { background: #d9f0ff }
.buttons { display: grid; gap: .3rem; margin: 0 .6rem .6rem; padding: 0; list-style: none }
.buttons li { padding: .35rem .6rem; border-radius: .5rem; background: #b9dcf5;
  text-align: center }
:lang(ur) { line-height: 2.1 }
.over, .other { color: #9a1b0f; font-weight: bold }
"""
_ENDS = ("reminders", "endings.done", "endings.declined", "endings.closed", "privacy", "more")
"""Words of the consultation beside its questions; the bot's own stand in where there are none."""
_OURS = ("bot.stopped", "bot.help", "bot.who", "bot.privacy")


class Shown(Struct, frozen=True):
    """One message on one channel."""

    channel: str
    rendered: Sequence[Rendered]
    has_buttons: bool


class Moment(Struct, frozen=True):
    """One thing that is said, on every channel."""

    title: str
    shown: Sequence[Shown]


def moments(
    document: Document, catalogue: Catalogue, tag: str, limits: Mapping[str, Limits]
) -> Iterator[Moment]:
    """Everything that the consultation says, in order."""
    running = draft(document, catalogue)
    scenes = {channel: running.scene(each) for channel, each in limits.items()}
    for title, step, say in _says(document, running.compiled, scenes["sms"]):
        reader = reader_of(tag, document.flow.slug, step)
        shown = [
            Shown(name, render(say, reader, scene), scene.limits.has_buttons)
            for name, scene in scenes.items()
        ]
        if any(each.rendered for each in shown):
            yield Moment(title, shown)


def _says(
    document: Document, flow: CompiledFlow, scene: Scene
) -> Iterator[tuple[str, str | None, Say]]:
    """Title, step and what is said."""
    slug = document.flow.slug
    own = f"{slug}.invitation"
    invitation = Phrase(own if scene.wording.has(own) else "bot.invitation")
    total = sum(step.is_counted for step in document.flow.steps)
    asked = 0
    for place, step in enumerate(document.flow.steps):
        phrases = (invitation,) if place == 0 else ()
        asked += step.is_counted
        if step.question.is_silent:
            say = Say(phrases=(*phrases, Phrase(step.key("text"))))
        else:
            progress = (asked, total) if step.is_counted else None
            options = flow.step(step.id).question.options()
            say = Say(phrases=phrases, ask=step.id, order=options, progress=progress)
        yield step.id, step.id, say
    for key in (*(f"{slug}.{name}" for name in _ENDS), *_OURS):
        if scene.wording.has(key):
            yield key, None, Say(phrases=(Phrase(key),))


# ── The page ──────────────────────────────────────────────────────────────────────────────────


def page(document: Document, catalogue: Catalogue, tag: str, limits: Mapping[str, Limits]) -> str:
    """The whole page."""
    language = catalogue.language(tag)
    said = list(moments(document, catalogue, tag, limits))
    parts = sum(_parts(moment) for moment in said)
    title = escape(f"{document.flow.slug} · {language.own_name}")
    body = "\n".join(_moment(moment, catalogue, language) for moment in said)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(document.flow.slug)} in "
        f'<span lang="{tag}" dir="{language.direction}">{escape(language.own_name)}</span></h1>\n'
        f"<p>{len(said)} messages, {parts} SMS parts if all were sent. A question may take "
        f"{LIMIT_PARTS}. Nothing here is sent to anyone.</p>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


def _parts(moment: Moment) -> int:
    return sum(count(each.body).segments for each in _of(moment, "sms"))


def _of(moment: Moment, channel: str) -> Sequence[Rendered]:
    return next((each.rendered for each in moment.shown if each.channel == channel), ())


def _moment(moment: Moment, catalogue: Catalogue, language: Language) -> str:
    phones = "\n".join(_phone(each, catalogue, language) for each in moment.shown)
    title = f"<h2><small>{escape(moment.title)}</small></h2>"
    return f'<section>\n{title}\n<div class="pair">\n{phones}\n</div>\n</section>'


def _phone(shown: Shown, catalogue: Catalogue, language: Language) -> str:
    bubbles = "".join(_bubble(each, catalogue, shown) for each in shown.rendered)
    caption = _caption(shown, catalogue, language)
    return f'<figure class="{shown.channel}"><figcaption>{caption}</figcaption>{bubbles}</figure>'


def _bubble(rendered: Rendered, catalogue: Catalogue, shown: Shown) -> str:
    own = catalogue.language(rendered.language)
    where = f'lang="{own.tag}" dir="{own.direction}"'
    labels = "".join(f"<li>{escape(button.label)}</li>" for button in rendered.buttons)
    buttons = f'<ul class="buttons" {where}>{labels}</ul>' if labels and shown.has_buttons else ""
    return f'<div class="bubble" {where}>{escape(rendered.body)}</div>{buttons}'


def _caption(shown: Shown, catalogue: Catalogue, language: Language) -> str:
    said = [_CAPTIONS.get(shown.channel, shown.channel)]
    if shown.channel == "sms":
        counted = [count(each.body) for each in shown.rendered]
        parts = sum(each.segments for each in counted)
        look = ' class="over"' if parts > LIMIT_PARTS else ""
        noun = "part" if parts == 1 else "parts"
        encoding = counted[0].encoding if counted else ""
        said.append(f"<span{look}>{parts} {noun}, {encoding}</span>")
        strays = {k: v for each in shown.rendered for k, v in cheaper(each.body).items()}
        said += [f'<span class="over">dear only for {escape(letter)}</span>' for letter in strays]
    others = {each.language for each in shown.rendered} - {language.tag}
    for tag in sorted(others):
        name = escape(catalogue.language(tag).english_name)
        said.append(f'<span class="other">in {name}: not translated yet</span>')
    return " · ".join(said)


_CAPTIONS: Mapping[str, str] = {"sms": "SMS", "telegram": "Telegram"}
