"""`kotha publish`: read what each language will read, and tell people before the planned day.

Rule: shows by default; sends only with --send and the name typed.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.confirming import confirm_by_name
from bot.cli.office import in_office
from bot.cli.previewed import preview_data, preview_text
from bot.language.english import counted

WHAT = ("heard", "decided", "next")


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    what: Annotated[
        str, typer.Option(help="heard, decided or next; without it, what people hear next.")
    ] = "",
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
    """Show what people hear next, exactly as each language will read it on each channel. It goes
    out by itself on the day that was promised."""
    from bot.model import PromiseKind
    from bot.service import feedback

    if preview and send:
        fail("Give --preview or --send, not both.", MISUSE)
    if what and what not in WHAT:
        fail(f"--what is one of {', '.join(WHAT)}.", MISUSE)
    kind = PromiseKind(what) if what else in_office(lambda office: feedback.upcoming(office, slug))
    shown = in_office(lambda office: feedback.shown(office, slug, kind))
    told = None
    if send:
        if not as_json:
            emit(None, as_json=False, table=preview_text(shown))
        confirm_by_name(slug, confirm, "Type the name of the consultation to send this")
        told = in_office(lambda office: feedback.tell_now(office, slug, kind))
    messages = [preview_data(each) for each in shown]
    data = {"slug": slug, "what": kind.value, "sent": send, "told": told, "messages": messages}
    sent = f"{counted(told or 0, 'person', 'people')} will read it."
    emit(data, as_json=as_json, table=sent if send else preview_text(shown))
