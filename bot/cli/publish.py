"""`kotha publish`: read what each language will read, and tell people before the planned day.

Rule: shows by default; sends only with --send and the count typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.office import in_office
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.service.feedback import Preview


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Show only; this is the default.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Tell everyone who took part, now.")
    ] = False,
    confirm: Annotated[
        str, typer.Option(help="The name again, to send without being asked.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what was heard, exactly as each language will read it on each channel. It goes out by
    itself on the day that the flow file promises."""
    from bot.service import feedback

    if preview and send:
        fail("Give --preview or --send, not both.", MISUSE)
    shown = in_office(lambda office: feedback.preview(office, slug))
    told = None
    if send:
        if not as_json:
            emit(None, as_json=False, table=_text(shown))
        _confirm(slug, confirm)
        told = in_office(lambda office: feedback.tell(office, slug))
    data = {"slug": slug, "sent": send, "told": told, "messages": [_data(each) for each in shown]}
    text = f"{counted(told or 0, 'person', 'people')} will read it." if send else _text(shown)
    emit(data, as_json=as_json, table=text)


def _confirm(slug: str, given: str) -> None:
    if not given:
        given = typer.prompt("Type the name of the consultation to send this", err=True)
    if given != slug:
        fail("That is not its name, so nothing was sent.", MISUSE)


def _data(each: Preview) -> dict[str, object]:
    return {
        "language": each.language,
        "written_in": each.written_in,
        "channel": each.channel,
        "text": "\n".join(each.bodies),
        "messages": len(each.bodies),
        "segments": each.units,
    }


def _text(shown: Sequence[Preview]) -> str:
    return "\n\n".join(map(_block, shown))


def _block(each: Preview) -> str:
    language = each.language
    if each.written_in != language:
        language = f"{language}, in the words of {each.written_in}"
    what = "segments" if each.channel == "sms" else "messages"
    indented = "\n".join(f"  {line}" for body in each.bodies for line in body.split("\n"))
    return f"{language} by {each.channel}, {each.units} {what}:\n{indented}"
