"""Link workers read the words of a flow aloud: /record, then a voice note for each.

Rule: only for a member of staff whose Telegram account is bound; what they are shown is what a
reader of the language would be sent, so that what is heard is what is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import regex
from msgspec import Struct

from bot.exchange import Exchange
from bot.model import Button, Content, Media, Note, Sent, Tap, Text
from bot.ports import NewNote, StaffMember, Transaction
from bot.render import Script, hash_of, read_out, scripts
from bot.service.receive import notices, strangers
from bot.shelf import Running

CHANNEL = "telegram"
NEXT = "record.next"
"""On the button that goes on to the next."""
_COMMAND = regex.compile(r"/record(?:\s+([\w.-]{1,120}))?(?:\s+([\w-]{2,12}))?\s*")


class Studio(Struct, frozen=True):
    """A message that may be about recording."""

    given: Exchange
    transaction: Transaction
    recordable: Callable[[], Awaitable[Mapping[str, Running]]]


class _Booth(Struct, frozen=True):
    """One member of staff reading one consultation in one language."""

    studio: Studio
    member: StaffMember
    running: Running
    language: str
    scripts: tuple[Script, ...]
    notes: Mapping[tuple[str, str], Note]

    def is_fresh(self, script: Script) -> bool:
        """Whether a note says what would be written now."""
        note = self.notes.get((self.language, script.key))
        return note is not None and note.says == self.hash_of(script)

    def hash_of(self, script: Script) -> str:
        """Of its words as they are now."""
        return hash_of(script, self.running.scene(self.studio.given.desk.limits), self.language)

    def text(self, script: Script) -> str:
        """Its words as they are now."""
        return read_out(script, self.running.scene(self.studio.given.desk.limits), self.language)


def may_be_meant(content: Content, channel: str) -> bool:
    """Whether it is worth asking who sent it."""
    if channel != CHANNEL:
        return False
    match content:
        case Text(body):
            is_about = body.lower().split(maxsplit=1)[:1] == ["/record"]
        case Sent(media):
            is_about = media.kind == "voice"
        case Tap(data):
            is_about = data == NEXT
        case _:
            is_about = False
    return is_about


async def record(studio: Studio) -> bool:
    """Deal with it, where it is about recording; whether it was."""
    message = studio.given.message
    member = await studio.transaction.staff_at(message.sender)
    match message.content:
        case Text(body):
            await _command(studio, member, body)
            return True
        case Sent(media) if member is not None and member.recording:
            await _keep(studio, member, media)
            return True
        case Tap():
            if member is not None and member.recording:
                await _go_on(studio, member)
            return True
        case _:
            return False


# ── /record ───────────────────────────────────────────────────────────────────────────────────


async def _command(studio: Studio, member: StaffMember | None, body: str) -> None:
    if member is None:
        strangers.answer(studio.given, studio.transaction, "bot.staff_only")
        return
    asked = _COMMAND.fullmatch(body)
    name, tag = (asked[1] or "", asked[2] or "") if asked else ("", "")
    if not name and member.recording:
        await _go_on(studio, member)
        return
    found = await studio.recordable()
    slug, _, step = name.partition(".")
    if not name and len(found) == 1:
        slug = next(iter(found))
    if slug not in found:
        _which(studio, member, sorted(found))
        return
    known = studio.given.desk.catalogue.languages
    booth = await _booth(studio, member, found[slug], tag if tag in known else member.language)
    wanted = next((each for each in booth.scripts if each.key == f"{slug}.{step}"), None)
    await _prompt(booth, wanted or _next(booth, ""))


def _which(studio: Studio, member: StaffMember, slugs: Sequence[str]) -> None:
    """What may be recorded; how to say it is an example that can be copied."""
    examples = [f"/record {slug}" for slug in slugs] or ["/record ..."]
    text = _words(studio, member, "bot.record.which").replace("{example}", examples[0])
    _say(studio, "\n".join([text, *examples[1:]]))


async def _go_on(studio: Studio, member: StaffMember) -> None:
    booth, script = await _where(studio, member)
    if booth is not None:
        await _prompt(booth, _next(booth, script.key if script else ""))


# ── A voice note ──────────────────────────────────────────────────────────────────────────────


async def _keep(studio: Studio, member: StaffMember, media: Media) -> None:
    """The voice note of what was shown last: it replaces any that said the same before."""
    limits = studio.given.desk.voice
    if not limits.allows(media):
        text = _words(studio, member, "bot.voice.too_long")
        _say(studio, text.replace("{minutes}", str(limits.minutes)))
        return
    booth, script = await _where(studio, member)
    if booth is None or script is None:  # the flow has changed under their hands
        return
    now = studio.given.now
    note = Note(script.key, booth.language, media.file_id, booth.hash_of(script), member.id, now)
    address = studio.given.message.address
    await studio.transaction.save_note(NewNote(note, member.id, address, now, media.seconds))
    label = _words(studio, member, "bot.done_button")
    _say(studio, _words(studio, member, "bot.record.saved"), Button(NEXT, label))


async def _where(studio: Studio, member: StaffMember) -> tuple[_Booth | None, Script | None]:
    """Where they have got to; neither, where that consultation is gone."""
    tag, _, key = member.recording.partition(" ")
    running = (await studio.recordable()).get(key.partition(".")[0])
    if running is None:
        await studio.transaction.set_recording(member.id, "")
        return None, None
    booth = await _booth(studio, member, running, tag)
    return booth, next((each for each in booth.scripts if each.key == key), None)


async def _booth(studio: Studio, member: StaffMember, running: Running, tag: str) -> _Booth:
    notes = {(note.language, note.key): note for note in await studio.transaction.notes()}
    scene = running.scene(studio.given.desk.limits)
    return _Booth(studio, member, running, tag, scripts(scene), notes)


# ── What is shown ─────────────────────────────────────────────────────────────────────────────


def _next(booth: _Booth, after: str) -> Script | None:
    """The first from there on, and then from the beginning, that no fresh note says."""
    keys = [script.key for script in booth.scripts]
    start = keys.index(after) + 1 if after in keys else 0
    around = (*booth.scripts[start:], *booth.scripts[:start])
    return next((each for each in around if not booth.is_fresh(each)), None)


async def _prompt(booth: _Booth, script: Script | None) -> None:
    studio, member = booth.studio, booth.member
    if script is None:
        await studio.transaction.set_recording(member.id, "")
        _say(studio, _words(studio, member, "bot.record.finished"))
        return
    await studio.transaction.set_recording(member.id, f"{booth.language} {script.key}")
    is_stale = (booth.language, script.key) in booth.notes and not booth.is_fresh(script)
    lead = _words(studio, member, "bot.record.again" if is_stale else "bot.record.next")
    place = {"{n}": booth.scripts.index(script) + 1, "{total}": len(booth.scripts)}
    for blank, number in place.items():
        lead = lead.replace(blank, str(number))
    _say(studio, f"{lead}\n\n{booth.text(script)}")


def _words(studio: Studio, member: StaffMember, key: str) -> str:
    return notices.words(studio.given, member.language, key)


def _say(studio: Studio, body: str, *buttons: Button) -> None:
    notices.say(studio.given, studio.transaction, body, *buttons)
