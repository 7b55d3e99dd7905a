"""`kotha l10n extract` and `sync`: from the sources to every catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import asdict

from bot.cli import emit
from bot.cli.l10n.desk import JSON, desk, refuse_unknown

TAGS = Annotated[
    list[str] | None, typer.Argument(metavar="[TAG]...", help="Languages; all, if none.")
]


def extract(as_json: Annotated[bool, JSON] = False) -> None:
    """Write locales/templates/*.pot from flows, blocks and the bot's own words."""
    from bot.workshop.translating import files, templates

    at = desk()
    texts = templates.templates(at.sources, at.locales)
    changed = files.write(texts)
    rows = {"templates": [_shown(path) for path in texts], "changed": [*map(_shown, changed)]}
    said = [f"{_shown(path)}{'' if path in changed else ': as it was'}" for path in texts]
    emit(rows, as_json=as_json, table="\n".join(said))


def sync(tags: TAGS = None, as_json: Annotated[bool, JSON] = False) -> None:
    """Bring every catalogue up to its sources: new keys, stale marks, review rows."""
    from bot.language.catalogue import Catalogue
    from bot.workshop.translating import files, syncing, templates

    at = desk()
    for tag in tags or ():
        refuse_unknown(at, tag)
    chosen = tags or list(at.catalogue.languages)
    done = syncing.synced(chosen, at.sources, at.catalogue, at.locales)
    texts = dict(templates.templates(at.sources, at.locales))
    changed = files.write(texts | {path: merged.text for path, merged in done.items()})
    rows = syncing.reviews(chosen, Catalogue.load(at.locales), at.locales)
    changed += files.write({path: text for path, (text, _) in rows.items()})
    data = {
        "changed": [_shown(path) for path in changed],
        "files": {
            _shown(path): {k: v for k, v in asdict(merged).items() if k != "text"}
            for path, merged in done.items()
        },
        "drafts": {_shown(path): count for path, (_, count) in rows.items()},
    }
    said = [_told(path, asdict(merged)) for path, merged in done.items()]
    said += [f"{_shown(path)}: new rows, all drafts: {n}" for path, (_, n) in rows.items()]
    emit(data, as_json=as_json, table="\n".join([*said, f"Files changed: {len(changed)}."]))


def _told(path: Path, merged: dict[str, list[str]]) -> str:
    words = {"added": "new", "stale": "stale", "dropped": "not said any more", "revived": "back"}
    parts = [f"{word}: {len(merged[name])}" for name, word in words.items() if merged[name]]
    return f"{_shown(path)}: {', '.join(parts) or 'up to date'}"


def _shown(path: Path) -> str:
    return path.as_posix()
