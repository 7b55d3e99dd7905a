"""Recorded answers, written down by a person.

Rule: never by a machine. Whoever listens and whoever writes is on record; words are written only
while the recording is still the person's latest at that step.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.exchange.marks import names, read_mark
from bot.ports import AuditRow, Recording, Transcript
from bot.shelf.office import Office

LIMIT_TEXT_CHARS = 4096
LIMIT_CODE_CHARS = 60


async def waiting(office: Office) -> Sequence[Recording]:
    """Those that nobody has written down, the oldest first."""
    async with office.store.read() as reader:
        return await reader.recordings()


async def listen(office: Office, who: str) -> tuple[Recording, bytes]:
    """One recording, to be played; noted as heard.

    Raises:
        Refused: none, or more than one, is meant; or its file is not here.
    """
    found = _found(await waiting(office), who)
    body = await office.store.load_media(found.id) if found.is_fetched else None
    if not body:
        raise Refused("Its file has not been fetched, or was too large or gone. Ask the person.")
    async with office.store.begin() as transaction:
        await transaction.audit(_deed(office, "voice.heard", found))
    return found, body


async def write_down(office: Office, who: str, text: str, code: str = "") -> Recording:
    """Write a recording down as the answer's text, and close its case.

    Raises:
        Refused: none, or more than one, is meant; or there are no words, or too many.
    """
    text, code = text.strip(), " ".join(code.split())
    if not text or len(text) > LIMIT_TEXT_CHARS:
        raise Refused(f"Give what was said: 1 to {LIMIT_TEXT_CHARS:,} characters.")
    if len(code) > LIMIT_CODE_CHARS:
        raise Refused(f"A code has at most {LIMIT_CODE_CHARS} characters.")
    async with office.store.begin() as transaction:
        # Read within: an answer given meanwhile is later than the recording, and stands.
        found = _found(await transaction.recordings(), who)
        written = Transcript(found, text, office.actor, office.clock.now(), code)
        await transaction.transcribe(written)
        await transaction.audit(_deed(office, "voice.transcribed", found))
    return found


def _found(recordings: Sequence[Recording], who: str) -> Recording:
    mark = read_mark(who)
    found = [each for each in recordings if names(mark, each.id)]
    if len(found) != 1:
        what = "No recording" if not found else "More than one recording"
        raise Refused(f"{what} that waits is meant by that. `kotha voice list` shows them.")
    return found[0]


def _deed(office: Office, action: str, recording: Recording) -> AuditRow:
    detail = {"consultation": recording.consultation, "step": recording.step}
    return AuditRow(office.clock.now(), office.actor, action, str(recording.id), detail)
