"""Opinion groups of a consultation that has closed.

Rule: found again for whoever asks, from the votes that its closing figures were made of; the same
votes, the same groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.errors import Refused
from bot.ports import SnapshotKind
from bot.questions.statements import Statements
from bot.results.counting import answers_of
from bot.results.opinion import Opinions, opinions
from bot.shelf import Running
from bot.shelf.figures import latest
from bot.shelf.office import Office


async def groups(office: Office, slug: str) -> tuple[Opinions, Mapping[str, str]]:
    """The groups as they may be shown, and each statement's words by the id of its vote, in the
    flow's language.

    Raises:
        Refused: it is unknown, open or still being closed; it asks nobody to vote; its votes have
            changed since; or scikit-learn is not installed.
    """
    running = await office.shelf.known(slug)
    if running.is_open:
        raise Refused(f"{slug} is open: opinion groups are found once it has closed.")
    await latest(office, slug)  # counts now what a crash has kept from being counted
    async with office.store.read() as reader:
        every = await reader.snapshots(slug)
        ballots = await reader.ballots(slug)
    kept = [each for each in every if each.truth]
    limits = office.small.strictest(each.figures.limits for each in every)
    running = office.shelf.named(slug)
    if not any(isinstance(s.question, Statements) for s in running.compiled.several):
        raise Refused(f"{slug} has no question of type `statements`, so there are no groups.")
    if not kept or kept[-1].kind is SnapshotKind.DAILY:
        raise Refused(f"{slug} is still being closed: try again in a few minutes.")
    found = opinions(ballots, [answers_of(each.truth) for each in kept], limits)
    return found, dict(_words(found, running))


def _words(found: Opinions, running: Running) -> Iterator[tuple[str, str]]:
    flow = running.launched.document.flow
    for vote in {view.vote for group in found.groups for view in group.views}:
        step = flow.step(vote)
        words = running.wording.get(flow.language, step.key("text")) if step else None
        if words:
            yield vote, words
