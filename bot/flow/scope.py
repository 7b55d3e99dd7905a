"""Who may name whom: earlier steps, later steps, and what stays inside a block.

Rule: reading is backwards only, going is forwards only, and what `about-you` heard is read
nowhere but inside that block.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.flow.drafts import Draft
from bot.flow.near import did_you_mean
from bot.flow.yaml import Trail


class Scope:
    """The steps of a flow in order, and the endings, by name."""

    def __init__(self, drafts: Sequence[Draft], endings: Sequence[str]) -> None:
        self.drafts = tuple(drafts)
        self.endings = tuple(endings)
        self._place: dict[str, int] = {}
        for place, draft in enumerate(drafts):
            self._place.setdefault(draft.id, place)

    def place(self, step_id: str) -> int:
        """Its position; endings come after every step."""
        return self._place.get(step_id, len(self.drafts))

    def answered(self, name: str, reader: Draft, path: Trail, *, on_key: bool) -> Draft | None:
        """The earlier step whose answer `reader` names at `path`, or `None` with the reason
        noted there."""
        place = self._place.get(self._full(name, reader))
        here = self.place(reader.id)
        say = reader.page.error_on_key if on_key else reader.page.error
        if place is None:
            say("F-120", path, f'No step is called "{name}". {self._earlier(name, reader)}')
            return None
        draft = self.drafts[place]
        if place >= here:
            what = "is this step itself" if place == here else "is asked later than this"
            message = f'"{name}" {what}. Move it before this step, or name an earlier one.'
            say("F-121", path, message)
            return None
        if draft.is_about and not reader.is_about:
            message = (
                f'"{name}" is of about-you, whose answers nothing outside that block may read. '
                "Delete this."
            )
            say("F-124", path, message)
            return None
        return draft

    def target(self, name: str, source: Draft, path: Trail) -> str | None:
        """The later step or ending to which `source` goes at `path`, or `None` with the reason
        noted there."""
        if name in self.endings:
            return name
        full = self._full(name, source)
        place = self._place.get(full)
        if place is None:
            later = [draft.local for draft in self.drafts[self.place(source.id) + 1 :]]
            known = (*later, *self.endings)
            remedy = did_you_mean(name, known, f"Endings are: {', '.join(self.endings)}.")
            message = f'No step or ending is called "{name}". {remedy}'
            source.page.error("F-120", path, message)
            return None
        if place <= self.place(source.id):
            message = (
                f'"{name}" is not later than this step. Go to a later step or an ending: '
                "every conversation must end."
            )
            source.page.error("F-125", path, message)
            return None
        return full

    def may_be_missing(self, draft: Draft, reader_id: str) -> bool:
        """Whether a conversation can reach `reader_id` without an answer at `draft`."""
        words, question = draft.words, draft.question
        if words is None or question is None:
            return False
        if words.optional or words.ask_if is not None or reader_id in {"declined", "closed"}:
            return True
        is_given_up = words.when_stuck == "skip"
        return is_given_up or self._is_jumped(draft, self.place(reader_id))

    def _is_jumped(self, draft: Draft, before: int) -> bool:
        here = self.place(draft.id)
        return any(
            here < self.place(self._full(target, source)) <= before
            for source in self.drafts[:here]
            for target in targets(source)
        )

    def _full(self, name: str, draft: Draft) -> str:
        return f"{draft.block}__{name}" if draft.block else name

    def _earlier(self, name: str, reader: Draft) -> str:
        known = [
            draft.local if reader.block else draft.id
            for draft in self.drafts[: self.place(reader.id)]
            if draft.block == reader.block or not (reader.block or draft.is_about)
        ]
        return did_you_mean(name, known, "Use the id of an earlier step.")


def targets(draft: Draft) -> list[str]:
    """Where its choices go, as written."""
    if draft.words is None:
        return []
    own = [choice.go_to for choice in draft.words.choices.values() if choice.go_to]
    return [*draft.words.go_to.values(), *own]
