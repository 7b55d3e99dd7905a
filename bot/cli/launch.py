"""`kotha launch`: check, foretell, ask for the count, open, invite.

Rule: without --send nothing is stored and nobody is written to; with it, not before the number of
people was typed by hand or given by --confirm.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from bot.cli import MISUSE, emit, fail, run
from bot.cli.actor import actor
from bot.cli.files import create
from bot.cli.launched import Planned, data_of, outcome_of, people_of, text_of
from bot.cli.places import find_flow
from bot.cli.rehearsal import reasons_off, send_test
from bot.errors import FlowError, Refused
from bot.ports.reads import LaunchRequest

if TYPE_CHECKING:
    from bot.app import App
    from bot.flow.structure import Document
    from bot.service.launch import Caution, Desk, Entry, Forecast, Link, Opened, Order
    from bot.settings import Settings


class _Wish(Struct, frozen=True):
    """What was asked for on the command line."""

    to: Path
    wave: int | None
    accepted_by: str
    links: Path | None
    again: str
    list_from: str
    data_lead: str
    without_dpia: str


def command(
    flow: Annotated[str, typer.Argument(help="A folder under flows/, or the path of one.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The people file: CSV.", exists=True, dir_okay=False),
    ] = None,
    test_to: Annotated[
        str,
        typer.Option(metavar="NUMBER", help="Only send a test to this guest, or to `guests`."),
    ] = "",
    wave: Annotated[
        int | None, typer.Option(min=1, help="Invite only the next so many not yet invited.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Really open and invite.")] = False,
    confirm: Annotated[
        int | None, typer.Option(help="How many will be invited, instead of typing it.")
    ] = None,
    accept_drafts: Annotated[
        str, typer.Option(metavar="NAME", help="Who stands for unready translations, on record.")
    ] = "",
    links: Annotated[
        Path | None, typer.Option(help="Where to write personal join links; a new file.")
    ] = None,
    again: Annotated[
        str,
        typer.Option(metavar="REASON", help="Invite those once more who have not begun; say why."),
    ] = "",
    list_from: Annotated[
        str, typer.Option(help="Where the list comes from, such as own-contacts, on record.")
    ] = "",
    data_lead: Annotated[
        str,
        typer.Option(metavar="NAME", help="The data-protection lead, for a clinical record."),
    ] = "",
    without_dpia: Annotated[
        str, typer.Option(metavar="NAME", help="Who stands for having no signed DPIA, on record.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a launch would do and cost; with --send, do it."""
    from bot import settings

    chosen = settings.load()
    if (to is None) != bool(test_to):
        fail("Give --to PEOPLE.csv, or --test-to NUMBER.", MISUSE)
    document = _checked(flow, chosen)
    if to is None:
        send_test(document, test_to, chosen, as_json=as_json)
        return
    names = (list_from.strip(), data_lead.strip(), " ".join(without_dpia.split()))
    wish = _Wish(to, wave, accept_drafts.strip(), links, again.strip(), *names)
    plan = run(_plan(wish, document, chosen))
    if send:
        _refuse_what_cannot_be_sent(plan.forecast, wish, chosen)
        run(_refuse_residents(plan.order, chosen))
        if not as_json:
            emit(None, as_json=False, table=text_of(plan))
        if plan.order.entries:
            _confirm(plan.forecast.people, confirm)
        done: Opened | LaunchRequest | None = run(_send(wish, plan, chosen))
    else:
        done = None
    emit(data_of(plan, done), as_json=as_json, table=outcome_of(plan, done))


# ── Before anything is stored ─────────────────────────────────────────────────────────────────


def _checked(flow: str, chosen: Settings) -> Document:
    """The flow, if nothing about it is wrong."""
    from bot.channels import LIMITS
    from bot.workshop.check import check

    path, blocks = find_flow(flow)
    report = check(path, blocks, chosen.locales_dir, LIMITS)
    errors = [problem for problem in report.problems if problem.severity == "error"]
    if report.document is None or errors:
        raise FlowError(errors or report.problems)
    return report.document


async def _plan(wish: _Wish, document: Document, chosen: Settings) -> Planned:
    from bot.app import opened
    from bot.channels import LIMITS
    from bot.model import Lifecycle
    from bot.ports import Launched
    from bot.service import launch
    from bot.shelf import place

    entries = launch.read_people(wish.to.read_bytes(), wish.to.name, document.plan.languages)
    async with opened(chosen) as app:
        now = app.clock.now()
        await _refuse_unready(wish, document, entries, app)
        async with app.store.read() as reader:
            await launch.refuse_clinical(reader, wish.list_from, entries, wish.data_lead)
        slug = document.flow.slug
        choice = await launch.choose(
            app.store, slug, entries, wish.wave, is_again=bool(wish.again)
        )
        running = place(Launched(slug, Lifecycle.DRAFT, document, now), app.catalogue)
        invited = tuple(chosen_one.entry for chosen_one in choice.chosen)
        order = launch.Order(
            running,
            invited,
            actor(),
            wish.accepted_by,
            wish.again,
            choice.only_known,
            wish.list_from,
            wish.data_lead,
            wish.without_dpia,
        )
        digest = await launch.refuse_what_cannot_open(order, _desk(app, chosen, wish))
        if not invited and not choice.known:
            raise Refused(_nobody(choice.left_out))
        tariff = launch.Tariff(chosen.price, chosen.rate, LIMITS)
        caution = _caution(chosen)
        leaves = caution.leaves_at(len(invited), now)
        foretold = launch.forecast(running, invited, choice.left_out, tariff, leaves)
        capped = await launch.sated(app.store, choice, now)
        foretold = launch.with_cap(foretold, capped, document.plan)
        changes = Counter(name for each in choice.updates.values() for name in each.changed)
        return Planned(order, foretold, digest, caution, changes)


def _caution(chosen: Settings) -> Caution:
    from datetime import timedelta

    from bot.service import launch

    hold = timedelta(minutes=chosen.hold_minutes)
    return launch.Caution(chosen.approve_above, hold, chosen.hold_all)


async def _refuse_unready(
    wish: _Wish, document: Document, entries: Sequence[Entry], app: App
) -> None:
    from bot.service import launch

    is_open = app.shelf.running(document.flow.slug) is not None
    reasons = list(launch.unmet(document, app.clock.now(), is_open=is_open))
    if not wish.accepted_by:
        asked = Counter(entry.language for entry in entries)
        readers = launch.Readers(asked, await _staff(app))
        reasons += launch.unready(document, app.catalogue, readers)
    if reasons:
        raise Refused("\n".join(reasons))


async def _staff(app: App) -> Mapping[str, Sequence[str]]:
    """Colleagues by the language they have."""
    async with app.store.read() as reader:
        staff = [each for each in await reader.staff() if each.is_active]
    tags = dict.fromkeys(each.language for each in staff)
    return {tag: [each.name for each in staff if each.language == tag] for tag in tags}


def _nobody(left_out: Mapping[str, int]) -> str:
    why = "; ".join(f"{n} {reason}" for reason, n in left_out.items())
    return (
        f"S-330 Nobody on this list is left to invite: {why}. Nothing was sent. To send the same "
        "again to those who have not begun, say why: --again REASON."
    )


def _refuse_what_cannot_be_sent(foretold: Forecast, wish: _Wish, chosen: Settings) -> None:
    """Channels that are off, and links that nobody would ever see."""
    reasons = reasons_off({line.channel for line in foretold.lines}, chosen)
    if foretold.by_link and wish.links is None:
        reasons.append(
            f"S-335 {people_of(foretold.by_link)} without an address: each gets a personal link. "
            "Say where to write the links: --links FILE."
        )
    if wish.links is not None and wish.links.exists():
        reasons.append(f"S-336 {wish.links} is there already. Name a new file for the links.")
    if reasons:
        raise Refused("\n".join(reasons))


async def _refuse_residents(order: Order, chosen: Settings) -> None:
    """While the installation is on trial, and until somebody has signed, or stands for it."""
    from bot.app import opened
    from bot.service import launch
    from bot.shelf.signed import refuse_unsigned

    async with opened(chosen) as app, app.store.read() as reader:
        await launch.refuse_strangers(reader, order.entries)
        if not order.undertaken_by and await launch.is_live(reader):
            await refuse_unsigned(reader, order.running.launched.document)


def _confirm(people: int, given: int | None) -> None:
    if given is None:
        given = typer.prompt("Type the number of people to invite them", type=int, err=True)
    if given != people:
        fail(f"{people_of(people)} would be invited, not {given}. Nothing was sent.", MISUSE)


# ── Doing it ──────────────────────────────────────────────────────────────────────────────────


async def _send(wish: _Wish, plan: Planned, chosen: Settings) -> Opened | LaunchRequest:
    from bot.app import opened
    from bot.service import launch

    async with opened(chosen) as app:
        desk = _desk(app, chosen, wish)
        if plan.caution.state(plan.forecast.people):
            return await launch.ask(plan.order, desk, plan.caution)
        return await launch.open_and_invite(plan.order, desk, plan.digest)


def _desk(app: App, chosen: Settings, wish: _Wish) -> Desk:
    from bot.channels import LIMITS
    from bot.service import launch

    def keep(links: Sequence[Link]) -> None:
        _write_links(links, wish.links, chosen.public_url)

    return launch.Desk(app.store, app.clock, LIMITS, chosen.rate, chosen.keys().secret, keep)


def _write_links(links: Sequence[Link], path: Path | None, public_url: str | None) -> None:
    """A CSV for this user's eyes alone: whoever has a link can answer in that person's name."""
    if path is None:
        raise Refused("S-335 Say where to write the links: --links FILE.")
    handle = create(path)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "name", "link_worker", "join"))
        for link in links:
            join = f"{public_url}/l/{link.token}" if public_url else f"/start {link.token}"
            writer.writerow((link.row, link.name, link.link_worker, join))
