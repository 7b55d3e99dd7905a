"""Whether words may be spoken to people who are being consulted now.

Rule: what is broken never is; what is missing, stale or unsigned only where a named person stands
for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import FlowError, Problem
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Entry, Review
from bot.workshop import catalogues

_EXCUSED = frozenset({"W-201", "W-202", "W-311"})
"""What a named person may stand for."""


def checked(locales: Path, documents: Sequence[Document], *, accepted: bool) -> Catalogue:
    """The catalogues of a folder, if they may be spoken in these consultations.

    Raises:
        FlowError: with every reason why not.
    """
    catalogue = Catalogue.load(locales)
    reasons = refusals(catalogue, documents, locales, accepted=accepted)
    if reasons:
        raise FlowError(reasons)
    return catalogue


def refusals(
    catalogue: Catalogue, documents: Sequence[Document], locales: Path, *, accepted: bool
) -> tuple[Problem, ...]:
    """Every reason why not, in the languages that these consultations speak."""
    tags = _tags(catalogue, documents)
    found = [
        problem
        for problem in catalogues.errors(catalogues.check(catalogue, documents, locales))
        if Path(problem.file).parent.name in tags
    ]
    for tag in tags:
        found += _unsigned(catalogue, documents, tag)
    excused = _EXCUSED if accepted else frozenset()
    return tuple(sorted(problem for problem in found if problem.code not in excused))


def _tags(catalogue: Catalogue, documents: Sequence[Document]) -> tuple[str, ...]:
    spoken = [tag for each in documents for tag in each.plan.languages]
    known = [tag for tag in spoken if tag in catalogue.languages]
    return tuple(
        dict.fromkeys(each for tag in known for each in (tag, *catalogue.language(tag).chain))
    )


def _unsigned(catalogue: Catalogue, documents: Sequence[Document], tag: str) -> Iterator[Problem]:
    """Words that somebody has changed and nobody has approved since. A draft that nobody has
    touched was stood for at the launch."""
    slugs = {document.flow.slug for document in documents}
    for key, review in catalogue.reviews.get(tag, {}).items():
        entry = catalogue.entries[tag].get(key)
        if entry is None or key.partition(".")[0] not in {"bot", "block", *slugs}:
            continue
        if entry.text and not review.approves(entry) and _is_touched(review, entry):
            who = f" by {review.by}" if review.by and review.status == "draft" else ""
            message = (
                f"{key} was changed{who}, and nobody has approved it since. Approve it: "
                f"kotha l10n approve {tag} --by NAME --keys {key}"
            )
            yield Problem(entry.file, entry.line, 1, "W-311", message)


def _is_touched(review: Review, entry: Entry) -> bool:
    return bool(review.by) or review.hash != entry.hash
