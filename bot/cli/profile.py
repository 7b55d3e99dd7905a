"""`kotha profile`: the community that a consultation should hear from, and who is missing.

Rule: a file is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.groups import profile_lines, profiled
from bot.cli.office import in_office
from bot.cli.places import find_flow
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.flow.structure import Document
    from bot.results.profile import Comparison
    from bot.shelf.office import Office


def command(
    flow: Annotated[str, typer.Argument(help="A folder under flows/, or the path of one.")],
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV: group (language: bn), share, and if you like target, source."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the profile away.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Upload the community's profile; without a file, show it beside who took part."""
    from bot.flow.load import load

    if file is not None and remove:
        fail("Give a file or --remove, not both.", MISUSE)
    document = load(*find_flow(flow))
    changed = in_office(lambda office: _change(office, document, file, remove=remove))
    compared = in_office(lambda office: _compared(office, document.flow.slug))
    data = {"slug": document.flow.slug, "profile": profiled(compared), "tasks_changed": changed}
    emit(data, as_json=as_json, table=_text(document.flow.slug, compared, changed))


async def _change(office: Office, document: Document, file: Path | None, *, remove: bool) -> int:
    from bot.language.files import read_text
    from bot.service import profile

    if remove:
        return await profile.upload(office, document.flow.slug, ())
    if file is None:
        return 0
    known = await profile.known_groups(office.store, document)
    groups = profile.read_profile(read_text(file), file.name, document, known)
    return await profile.upload(office, document.flow.slug, groups)


async def _compared(office: Office, slug: str) -> Sequence[Comparison]:
    from bot.shelf.community import compared

    async with office.store.read() as reader:
        return await compared(reader, slug)


def _text(slug: str, compared: Sequence[Comparison], changed: int) -> str:
    if not compared:
        return f"{slug} has no profile: kotha profile {slug} FILE"
    lines = [slug, *profile_lines(compared)]
    if changed:
        lines.append(f"  {counted(changed, 'task')} for link workers opened or closed.")
    return "\n".join(lines)
