"""`kotha poster`: one sheet of A4 for one venue, by which people join where no list reaches.

Rule: one file that needs nothing else: no script, no font and no picture from elsewhere. Words
come from `locales/`, a line a language; what a language does not have is left out, not mixed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from types import MappingProxyType

import phonenumbers
import segno
from msgspec import Struct
from phonenumbers import PhoneNumberFormat

from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Language

HOME = "GB"
"""Numbers of this country are printed as they are dialled there."""
TEXT, SCAN = "bot.poster.text", "bot.poster.scan"
_BLANK = re.compile(r"\{(word|number)\}")
_ROOMY, _FULL = 4, 10
"""So many languages fit in one column, and in two of middling size."""
_STYLE = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
html { color-scheme: light; background: #fff }
body { margin: 0 auto; width: 210mm; height: 297mm; padding: 11mm 14mm; background: #fff;
  color: #000; display: flex; flex-direction: column; gap: 5mm; overflow: hidden;
  font: 12pt/1.35 system-ui, "Noto Sans", "Noto Sans Bengali", "Noto Nastaliq Urdu",
  "Noto Sans Arabic", "Noto Sans Gurmukhi", "Noto Sans Gujarati", "Noto Sans Devanagari",
  "Noto Sans CJK SC", sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact }
header p, h1, .ways p, dl, dd, dt, footer p { margin: 0 }
header p { font-size: 14pt }
h1 { font-size: 26pt; line-height: 1.15; text-wrap: balance; overflow-wrap: anywhere }
main { flex: 1; min-height: 0; display: flex; flex-direction: column; gap: 5mm }
.ways { display: flex; justify-content: space-around; gap: 8mm; padding: 5mm 6mm;
  border: 1.2mm solid #000; border-radius: 5mm; text-align: center }
.ways section { display: flex; flex-direction: column; align-items: center; gap: 1mm }
.ways h2 { margin: 0; font-size: 14pt; font-weight: normal }
.ways svg { width: 50mm; height: 50mm; display: block }
.word { font-size: 34pt; line-height: 1.1; font-weight: bold; letter-spacing: .02em }
.number { font-size: 25pt; line-height: 1.1; font-weight: bold; white-space: nowrap }
.long .word { font-size: 20pt } .long .number { font-size: 18pt }
dl { flex: 1; min-height: 0; display: grid; align-content: space-evenly; column-gap: 10mm;
  row-gap: 1.5mm }
dl.two, dl.small { grid-template-columns: 1fr 1fr }
dt { font-size: 10pt; color: #333 }
dd { font-size: 24pt } dl.two dd { font-size: 13.5pt } dl.small dd { font-size: 11pt }
dl.one dt { font-size: 13pt }
dl.small { line-height: 1.25 } dl.small dt { font-size: 8.5pt }
dd strong { white-space: nowrap }
:lang(ar), :lang(fa) { font-family: system-ui, "Noto Sans Arabic", sans-serif }
dl.small :lang(ur) { line-height: 1.7 } dl :lang(ur) { line-height: 1.9 }
footer { display: flex; justify-content: space-between; gap: 8mm; font-size: 9pt; color: #333 }
@media screen { html { background: #d0d7de } body { box-shadow: 0 0 4mm #57606a } }
"""


class Ways(Struct, frozen=True):
    """What one venue's poster leads to."""

    venue: str
    word: str
    link: str = ""
    """Opens the bot with the venue's token; empty: no Telegram."""
    number: str = ""
    """Takes SMS, with plus and country, or a short code; empty: no SMS."""


class Line(Struct, frozen=True):
    """What the poster says in one language, for those who read it."""

    language: Language
    names: tuple[str, ...]
    """What its readers call their languages: those without words of their own read this one."""
    title: str
    says: str
    """With the blanks `{word}` and `{number}`."""


class Words(Struct, frozen=True):
    """What a poster says."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    """Languages of the consultation that have no words for it yet."""
    drafts: tuple[str, ...] = ()
    """Languages whose words no named person has approved."""


def words(document: Document, catalogue: Catalogue, key: str) -> Words:
    """The lines of a poster in every language of the consultation.

    Args:
        document: the consultation.
        catalogue: the languages.
        key: `TEXT` or `SCAN`.
    """
    flow = document.flow
    wording = catalogue.wording(document.texts, flow.language, flow.slug)
    needed = (f"{flow.slug}.title", key)
    readers: dict[str, list[str]] = {}
    missing, drafts = [], []
    for tag in document.plan.languages:
        found, _ = wording.find(tag, needed)
        if found not in (tag, *catalogue.language(tag).chain):
            missing.append(tag)
            continue
        readers.setdefault(found, []).append(catalogue.language(tag).own_name)
        unread = catalogue.readiness(tag, document.texts, flow.language).unreviewed
        if found == tag and not set(needed).isdisjoint(unread):
            drafts.append(tag)
    lines = tuple(
        Line(catalogue.language(tag), tuple(names), *(wording.texts(tag)[key] for key in needed))
        for tag, names in readers.items()
    )
    return Words(lines, tuple(missing), tuple(drafts))


def page(document: Document, spoken: Words, ways: Ways) -> str:
    """The whole sheet, as HTML."""
    flow, texts = document.flow, document.texts
    title, run_by = (texts[f"{flow.slug}.{name}"] for name in ("title", "run_by"))
    lines = "\n".join(_entry(line, ways) for line in spoken.lines)
    return (
        f'<!doctype html>\n<html lang="{flow.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(f'{title} · {ways.venue}')}</title>\n<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n<header><p>{escape(run_by)}</p>\n<h1>{escape(title)}</h1></header>\n"
        f'<main>\n<div class="{_look(ways)}">{"".join(_ways(ways))}</div>\n'
        f'<dl class="{_density(spoken.lines)}">\n{lines}\n</dl>\n</main>\n'
        f"<footer>{_foot(document, ways)}</footer>\n</body>\n</html>\n"
    )


def sms(number: str, word: str) -> str:
    """What a code holds that opens a text of *word* to *number*, ready to be sent.

    `SMSTO:` and not RFC 5724's `sms:…?body=`: iPhones that fill in the number of the latter leave
    out its words, and Android's readers take either. Source: ZXing,
    `SMSTOMMSTOResultParser` (Android); Shane32/QRCoder issue 296 (both makers' phones tried).
    """
    return f"SMSTO:{number}:{word}"


def dialled(number: str) -> str:
    """A number as people of our country write it; others with their country, a short code as it
    is."""
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    is_ours = phonenumbers.region_code_for_country_code(parsed.country_code or 0) == HOME
    form = PhoneNumberFormat.NATIONAL if is_ours else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


# ── The sheet ─────────────────────────────────────────────────────────────────────────────────


def _ways(ways: Ways) -> Iterator[str]:
    """The codes, and what to type where no code can be read."""
    if ways.number:
        yield (
            f"<section><h2>SMS</h2>{code(sms(ways.number, ways.word), 'SMS')}"
            f'<p class="word"><bdi>{escape(ways.word)}</bdi></p>'
            f'<p class="number"><bdi>{escape(dialled(ways.number))}</bdi></p></section>'
        )
    if ways.link:
        name = ways.link.partition("://")[2].partition("?")[0].rpartition("/")[2]
        yield (
            f"<section><h2>Telegram</h2>{code(ways.link, 'Telegram')}"
            f'<p class="word"><bdi>{escape(ways.word)}</bdi></p>'
            f'<p class="number"><bdi>@{escape(name)}</bdi></p></section>'
        )


def code(data: str, name: str) -> str:
    """A QR code that a phone reads across a room, as SVG: a quarter of it may be torn off."""
    return _code(data).replace("<svg", f'<svg role="img" aria-label="{escape(name)}"', 1)


@lru_cache(maxsize=64)
def _code(data: str) -> str:
    """Without a name. A third of the work of a public page, and the same for all its languages."""
    out = io.BytesIO()
    made = segno.make_qr(data, error="q", boost_error=False)
    made.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff")
    return out.getvalue().decode().strip()


def _look(ways: Ways) -> str:
    """Smaller letters where a word or a name would not fit beside a code."""
    shown = (ways.word, ways.link.rpartition("/")[2].partition("?")[0])
    is_long = any(len(each) > limit for each, limit in zip(shown, (12, 14), strict=True))
    return "ways long" if is_long else "ways"


def _density(lines: Sequence[Line]) -> str:
    if len(lines) <= _ROOMY:
        return "one"
    return "two" if len(lines) <= _FULL else "small"


def _entry(line: Line, ways: Ways) -> str:
    filled = MappingProxyType({"word": ways.word, "number": dialled(ways.number)})
    where = f'lang="{line.language.tag}" dir="{line.language.direction}"'
    names = escape(" · ".join(line.names))
    says = _BLANK.sub(
        lambda blank: f'<strong><bdi dir="ltr">{escape(filled[blank[1]])}</bdi></strong>',
        escape(line.says),
    )
    return f"<div {where}><dt>{names} — {escape(line.title)}</dt>\n<dd>{says}</dd></div>"


def _foot(document: Document, ways: Ways) -> str:
    contact = document.plan.contact
    who = ", ".join(filter(None, (contact.name, contact.role, contact.phone))) if contact else ""
    return f"<p>{escape(who)}</p><p>{escape(ways.venue)} · {escape(ways.word)}</p>"
