"""Counters for the operator, on a port of their own.

Rule: numbers and states only, never an id, an address or a word that anyone wrote.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from bot.ports import Reader, Standing, Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class Metrics:
    """Everything counted in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._seconds = Histogram(
            "kotha_webhook_seconds",
            "From a webhook's headers to its answer",
            ["channel", "status"],
            buckets=_BUCKETS_SECONDS,
            registry=self.registry,
        )
        self._children: dict[tuple[str, int], Histogram] = {}
        self._people = self._gauge("kotha_people", "People by furthest state", "state")
        self._outbox = self._gauge("kotha_outbox", "Messages by status", "status")
        self._quarantined = self._gauge("kotha_quarantined", "Poison messages set aside")
        self._cases = self._gauge("kotha_cases_open", "Cases that wait for a person")

    def webhook(self, channel: str, status: int, seconds: float) -> None:
        """Count one webhook; `channel` is empty where the path belongs to none."""
        child = self._children.get((channel, status))
        if child is None:
            child = self._seconds.labels(channel or "none", str(status))
            self._children[channel, status] = child
        child.observe(seconds)

    async def scrape(self, store: Store) -> bytes:
        """The exposition text, every consultation counted afresh."""
        async with store.read() as reader:
            await self._count(reader)
        return generate_latest(self.registry)

    async def _count(self, reader: Reader) -> None:
        for launched in await reader.launched():
            self._note(launched.slug, await reader.standing(launched.slug))

    def _note(self, slug: str, standing: Standing) -> None:
        _set(self._people, slug, standing.funnel)
        _set(self._outbox, slug, {str(status): n for status, n in standing.outbox.items()})
        self._quarantined.labels(slug).set(standing.quarantined)
        self._cases.labels(slug).set(len(standing.cases))

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, ["consultation", *labels], registry=self.registry)


def _set(gauge: Gauge, slug: str, counts: Mapping[str, int]) -> None:
    for state, n in counts.items():
        gauge.labels(slug, state).set(n)
