"""A consultation in a real store, at each stage of answering back, and the site that shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from msgspec.structs import replace
from starlette.applications import Starlette

from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import (
    Answer,
    Conversation,
    Decision,
    Lifecycle,
    News,
    Outcome,
    Participant,
    Ruling,
    Slip,
    Tally,
    Theme,
)
from bot.model.decisions import PromiseKind
from bot.ports import AnswerRow, PersonRow, QuoteRow, Rows, Snapshot, SnapshotKind, Store
from bot.results.caveat import caveat
from bot.results.coding.quotes import CONSENT
from bot.results.counting import figures
from bot.results.summary import Achieved, Facet, Figures, Group
from bot.shelf.shelf import Shelf
from bot.web.public import Shop, routes
from bot.web.server import asgi
from tests.service.stage import SLUG, Stage, catalogue, eye_screening, phone, stage
from tests.store.makers import an_id
from tests.web.fakes import SmallApp

SHOP = Shop("https://kotha.example", "+447700900123", "Open Government Licence v3.0")
MAY = datetime(2027, 5, 1, 12, tzinfo=UTC)
"""People have been told what was heard, and not yet what was decided."""
_SAID: Mapping[str, Mapping[str, int]] = {
    "last_visit": {'"this_year"': 60, '"longer"': 124, '"never"': 3, '"unsure"': 58},
    "ease": {"5": 20, "4": 22, "1": 18},
    "barriers": {'["letter", "travel"]': 60, '["time"]': 30, '["drops", {"other": ""}]': 40},
    "minutes": {"20": 30, "45": 30},
    "wishes": {
        '["evening", "nearer", "speaker"]': 120,
        '["nearer", "evening", "speaker"]': 80,
        '["speaker", "nearer", "evening"]': 45,
    },
    "area": {'"E1"': 100, '"E14"': 120, '"E3"': 2},
    "more": {"": 33},
    "about-you__sex": {'"female"': 120, '"male"': 90},
}
TALLIES: Sequence[Tally] = [
    *(
        Tally(step, Outcome.ANSWERED, v, n)
        for step, all_ in _SAID.items()
        for v, n in all_.items()
    ),
    Tally("last_visit", Outcome.SKIPPED, "", 12),
    Tally("more", Outcome.SKIPPED, "", 200),
    Tally("about-you__sex", Outcome.REFUSED, "", 30),
]
BASES = {"completed": 230, "partial": 27, "invited": 300, "declined": 20, "stopped": 9}
ACHIEVED = (
    Achieved("language", "bn", 150, 61, 40, "Census 2021"),
    Achieved("language", "en", 95, 39, 60, "Census 2021"),
    Achieved("language", "", 10, None, None),
)
FIGURES = replace(
    figures(TALLIES, BASES, eye_screening()),
    facets=(
        Facet("channel", (Group("sms", 200), Group("telegram", None))),
        Facet("help", (Group("alone", 240), Group("helped", 15))),
        Facet("language", (Group("bn", 150), Group("en", 95), Group("", 10))),
    ),
    achieved=ACHIEVED,
    caveat=caveat(ACHIEVED),
)

DECISION = Decision(
    number=1,
    themes=(
        Theme(
            "evenings",
            {"en": "Evening clinics", "bn": "সন্ধ্যার ক্লিনিক"},
            Ruling.ACCEPTED,
            {"en": "Half of you asked for it.", "bn": "আপনাদের অর্ধেক এটি চেয়েছেন।"},
            cost={"en": "£40,000 a year"},
        ),
        Theme("sundays", {"en": "Sundays"}, Ruling.NOT, {"en": "It would close one site."}),
    ),
    decided_by="Diabetes Programme Board",
    decided_on=date(2027, 4, 28),
    recorded_by="officer",
    recorded_at=MAY,
    headline={"en": "Clinics open to 8pm from June.", "bn": "জুন থেকে রাত ৮টা পর্যন্ত খোলা।"},
    published_at=MAY,
)
NEWS = News(1, {"en": "Evening clinics began on 3 June."}, "officer", MAY, MAY)
SLIP = Slip(
    PromiseKind.DECIDED,
    0,
    1,
    datetime(2027, 6, 30, 10, tzinfo=UTC),
    {"en": "The board could not meet."},
    "officer",
    MAY,
)


class Site(SmallApp):
    """The running app over a real store."""

    def __init__(self, house: Stage) -> None:
        super().__init__(store=house.store)
        self.house = house

    @property
    def shelf(self) -> Shelf:
        return self.house.shelf

    @property
    def catalogue(self) -> Catalogue:
        return catalogue()

    @property
    def clock(self) -> Any:  # a field of the fake, which stands at noon
        return self.house.clock

    @clock.setter
    def clock(self, _: Any) -> None: ...


async def keep(
    store: Store,
    at: datetime,
    lifecycle: Lifecycle,
    document: Document | None = None,
    figures: Figures = FIGURES,
) -> None:
    """Keep the consultation as if it had been run so far."""
    asked = document or eye_screening()
    is_daily = asked.plan.results == "daily_snapshot"
    async with store.begin() as transaction:
        await transaction.save_consultation(asked, lifecycle, at)
        if lifecycle is not Lifecycle.OPEN or is_daily:
            kind = SnapshotKind.DAILY if lifecycle is Lifecycle.OPEN else SnapshotKind.CLOSING
            await transaction.save_snapshot(Snapshot(SLUG, kind, at, figures, "d" * 64), after=0)


MORE = "more"
"""Asks for people's own words."""


async def say(store: Store, who: int, step: str, n: int, answer: Answer) -> tuple[int, UUID, int]:
    """The nth answer of one more resident; its key."""
    async with store.begin() as transaction:
        found = (await transaction.people([phone(who)])).get(phone(who), ())
        talk = found[0].conversations[0] if found else _talk(store.bucket_of(phone(who)), who)
        row = AnswerRow(
            bucket=talk.bucket, conversation=talk.id, participant=talk.participant,
            consultation=SLUG, step=step, n=n, answer=answer, is_free_text=step == MORE,
            language=talk.language, channel="sms", version=talk.version, wording="", at=MAY,
        )  # fmt: skip
        rows = Rows(answers=[row])
        if not found:
            person = Participant(talk.participant, talk.bucket, talk.language, area="Canal Ward")
            rows.people.append(PersonRow(person, (phone(who),)))
            rows.conversations[talk.id] = talk
        await transaction.write(rows)
    return talk.bucket, talk.id, n


def _talk(bucket: int, who: int) -> Conversation:
    version = eye_screening().version
    ids = an_id("person", who), an_id("talk", who)
    return Conversation(ids[1], bucket, ids[0], SLUG, version, "bn" if who % 2 else "en")


async def quote(
    store: Store, who: int, text: str, translation: str = "", facet: str = ""
) -> tuple[int, UUID, int]:
    """Somebody says it, lets us print it, and an officer chooses it. Who is odd is asked in
    Bengali."""
    key = await say(store, who, MORE, 1, Answer(Outcome.ANSWERED, text))
    await let_print(store, who, 2, yes=True)
    async with store.begin() as transaction:
        row = QuoteRow(SLUG, MORE, key, text, translation, facet, "officer")
        await transaction.keep_quote(row, MAY)
    return key


async def let_print(store: Store, who: int, n: int, *, yes: bool) -> None:
    """The nth answer of somebody: whether their words may be printed."""
    await say(store, who, CONSENT, n, Answer(Outcome.ANSWERED, yes))


@asynccontextmanager
async def consulted(
    folder: Path,
    lifecycle: Lifecycle = Lifecycle.REPORTED,
    *,
    daily: bool = False,
    document: Document | None = None,
    figures: Figures = FIGURES,
) -> AsyncIterator[Stage]:
    """It, on the first of May; another if a `document` and its `figures` are given."""
    async with stage(folder) as house:
        house.clock.at = MAY
        asked = document or eye_screening()
        if daily:
            asked = replace(asked, plan=replace(asked.plan, results="daily_snapshot"))
        await keep(house.store, MAY, lifecycle, asked, figures)
        await house.shelf.refresh()
        yield house


def site(house: Stage, shop: Shop = SHOP) -> Starlette:
    """All that a browser may ask of it."""
    app = Site(house)
    return asgi(app, public=routes(app, shop))


async def get(
    app: Starlette, path: str, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """One page."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        return await http.get(path, headers=dict(headers or {}))


LATER = timedelta(seconds=11)
"""After which what was kept is read again."""
