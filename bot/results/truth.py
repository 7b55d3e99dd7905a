"""The true counts behind figures, as they are kept: for whoever counts next, and nobody's eyes.

Rule: what was published is known by the truth behind all of it, opinion groups among it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, json

from bot.results.tables import Release


class Truth(Struct, frozen=True):
    """What was published at one moment."""

    answers: Release
    funnel: Release
    opinion: Release | None = None
    """The votes by opinion group; `None`: none were published for the first time then."""


def dump(truth: Truth) -> str:
    """As JSON; the same truth, the same text."""
    return _encoder.encode(truth).decode()


def parse(text: str) -> Truth:
    """What `dump` wrote."""
    return _decoder.decode(text)


def answers(truths: Sequence[Truth]) -> list[Release]:
    """All that was published of answers, the oldest first."""
    return [each for truth in truths for each in (truth.answers, truth.opinion) if each]


_encoder = json.Encoder(order="deterministic")
_decoder = json.Decoder(Truth)
