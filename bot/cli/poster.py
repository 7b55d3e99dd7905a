"""`kotha poster`: a sheet of A4 for each venue, to be printed from a browser.

Rule: nothing is stored or sent; what a machine does not know of itself is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from bot.cli import MISUSE, emit, fail, run
from bot.cli.places import find_flow, load_catalogue
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.flow.structure import Document
    from bot.settings import Settings
    from bot.workshop.poster import Words

_PAGE = ".html"
_SHORT_CODE = re.compile(r"\d{3,6}", re.ASCII)
_BOT = re.compile(r"\w{5,32}", re.ASCII)


class _Printed(Struct, frozen=True):
    """One sheet."""

    venue: str
    word: str
    file: Path
    link: str
    has_sms: bool


def command(
    flow: Annotated[str, typer.Argument(help="A folder under flows/, or the path of one.")],
    venue: Annotated[
        list[str] | None, typer.Option(help="Only this venue of its keywords; may be repeated.")
    ] = None,
    out: Annotated[
        Path, typer.Option(help="A folder; or, for one venue, a file that ends with .html.")
    ] = Path(),
    number: Annotated[
        str, typer.Option(help="The number that takes SMS, if not KOTHA_TWILIO_FROM.")
    ] = "",
    bot: Annotated[
        str, typer.Option(help="What the bot is called, if Telegram cannot be asked.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a poster per venue: codes, joining word and number, in every language."""
    from bot import settings
    from bot.flow.load import load
    from bot.workshop import poster

    document, catalogue = load(*find_flow(flow)), load_catalogue()
    chosen = settings.load()
    wanted = _wanted(document, venue or [])
    files = _files(document, wanted, out)
    texts_to = _number(number or chosen.twilio_from or "")
    links = run(_links(document, wanted, _bot(bot), chosen))
    if not texts_to and not links:
        fail(
            "Nobody could join by such a poster: set KOTHA_TWILIO_FROM or KOTHA_TELEGRAM_TOKEN, "
            "or give --number or --bot.",
            MISUSE,
        )
    spoken = poster.words(document, catalogue, poster.TEXT if texts_to else poster.SCAN)
    printed = []
    for each in wanted:
        word = document.plan.words[each]
        ways = poster.Ways(each, word, links.get(each, ""), texts_to)
        _write(files[each], poster.page(document, spoken, ways))
        printed.append(_Printed(each, word, files[each], links.get(each, ""), bool(texts_to)))
    emit(_data(printed, spoken), as_json=as_json, table=_text(printed, spoken))


def _wanted(document: Document, venues: Sequence[str]) -> Sequence[str]:
    known = document.plan.words
    if not known:
        fail(
            f"{document.flow.slug} has no venues. Add them to its file, such as: "
            "keywords: {mosque: EYES1, library: EYES2}"
        )
    strange = [venue for venue in venues if venue not in known]
    if strange:
        fail(f"There is no venue {strange[0]!r}. Known here: {', '.join(known)}.", MISUSE)
    return venues or tuple(known)


def _files(document: Document, venues: Sequence[str], out: Path) -> Mapping[str, Path]:
    """Where each sheet goes: names of letters and digits only, whatever a venue is called."""
    from bot.language.folding import fold

    if out.suffix == _PAGE:
        if len(venues) > 1:
            fail(
                f"{counted(len(venues), 'poster')} do not fit into one file: name a folder.",
                MISUSE,
            )
        return {venues[0]: out}
    names = {each: "-".join(fold(each).split()) or document.plan.words[each] for each in venues}
    slug = document.flow.slug
    return {each: out / f"poster-{slug}-{name}{_PAGE}" for each, name in names.items()}


def _number(text: str) -> str:
    """A number as a phone dials it from anywhere; a short code as it is."""
    import phonenumbers

    if not text or _SHORT_CODE.fullmatch(text):
        return text
    try:
        parsed = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        fail("--number is not a phone number. Write it as +44 and so on.", MISUSE)
    if not phonenumbers.is_possible_number(parsed):
        fail("--number is not a phone number. Write it as +44 and so on.", MISUSE)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _bot(name: str) -> str:
    """A bot's name without its sign. Source: Telegram's Bot API, deep linking."""
    bare = name.removeprefix("@")
    if bare and not _BOT.fullmatch(bare):
        fail("--bot is not what a bot is called: 5 to 32 letters, digits and _.", MISUSE)
    return bare


async def _links(
    document: Document, venues: Sequence[str], bot: str, chosen: Settings
) -> Mapping[str, str]:
    """The link of each venue; none where there is no Telegram."""
    from bot.app import configured
    from bot.errors import SendFailed
    from bot.flow.venues import token
    from bot.web.join import Linking

    tokens = {venue: token(document.plan.words[venue]) for venue in venues}
    if bot:
        return {venue: f"https://t.me/{bot}?start={each}" for venue, each in tokens.items()}
    channels = configured(chosen)
    channel = channels.get("telegram")
    try:
        if not isinstance(channel, Linking):
            return {}
        return {venue: await channel.link(each) for venue, each in tokens.items()}
    except SendFailed:
        fail("Telegram does not say what the bot is called. Give its name: --bot NAME.")
    finally:
        for each in channels.values():
            await each.aclose()


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", MISUSE)


def _data(printed: Sequence[_Printed], spoken: Words) -> dict[str, object]:
    return {
        "posters": [
            {
                "venue": each.venue,
                "word": each.word,
                "file": each.file.as_posix(),
                "telegram": each.link,
                "sms": each.has_sms,
            }
            for each in printed
        ],
        "missing": list(spoken.missing),
        "drafts": list(spoken.drafts),
    }


def _text(printed: Sequence[_Printed], spoken: Words) -> str:
    lines = [f"{each.venue}: {each.word}, {each.file}" for each in printed]
    lines.append("Open in a browser and print on A4, without margins or headers.")
    if spoken.missing:
        lines.append(f"NOT ON IT, since not translated: {', '.join(spoken.missing)}.")
    if spoken.drafts:
        lines.append(
            f"DRAFTS, which no speaker has approved: {', '.join(spoken.drafts)}. Have them read "
            "before you hang it up."
        )
    return "\n".join(lines)
