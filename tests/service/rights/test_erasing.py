"""Whoever asks to be erased is gone from every byte, is told so, and comes back by their own act
alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.model import Lifecycle
from bot.ports import Person
from bot.service.rights.erasing import erase, part
from bot.shelf.office import Office
from bot.store import tables
from bot.store.fates import ERASED
from tests.service.messages import standing
from tests.service.rights.conftest import FILE, NAME, WORDS, mark, who_is_at
from tests.service.stage import SLUG, Stage, entry, phone


async def every_byte(house: Stage, copy: Path) -> bytes:
    """Of the database, its log, and a new backup."""
    path = Path(house.store.database.path)
    await house.store.backup(str(copy))

    def read() -> bytes:
        files = (path, path.with_name(f"{path.name}-wal"), copy)
        return b"".join(each.read_bytes() for each in files if each.exists())

    return await asyncio.to_thread(read)


async def secrets_of(house: Stage, who: Person) -> list[bytes]:
    """All that is stored of somebody under seal, as it is stored, and what leads to them."""
    talks = [talk.id.hex for talk in who.conversations]
    keys = {who.participant.id.hex, *talks}
    async with house.store.database.read() as connection:
        k, link, a = tables.case.c, tables.address_participant.c, tables.address.c
        cases = await connection.execute(select(k.id).where(k.conversation.in_(talks)))
        places = await connection.execute(
            select(link.address).where(link.participant == who.participant.id.hex)
        )
        keys |= {*cases.scalars(), *places.scalars()}
        rows = [
            row
            for name in ERASED
            for row in (await connection.execute(select(tables.metadata.tables[name]))).mappings()
            if keys & {value for value in row.values() if isinstance(value, str)}
        ]
        stored = [_bytes(row[c]) for row in rows for c in ("sealed", "body") if row.get(c)]
        found = [each[n : n + 64] for each in stored for n in range(0, len(each), 500)]
        about = await connection.execute(select(tables.about.c.sealed, tables.about.c.about))
        found += [_bytes(value) for row in about.all() for value in row]
        assert (await connection.execute(select(a.id))).all()
    return found


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


async def test_a_dry_run_counts_and_changes_nothing(house: Stage, office: Office) -> None:
    shown = await erase(office, await mark(house), "Dan Lead")

    assert {"participant", "address", "answer", "about", "thread", "media"} <= shown.rows.keys()
    assert shown.says.startswith("As you asked, we have erased your number and all")
    assert (await who_is_at(house, 1)).participant.name == NAME
    assert await house.sent() == []


async def test_no_byte_of_them_is_left_in_database_log_or_a_new_backup(
    house: Stage, office: Office, tmp_path: Path
) -> None:
    who = await who_is_at(house, 1)
    secrets = await secrets_of(house, who)
    before = await every_byte(house, tmp_path / "before.db")
    assert len(secrets) > 15
    assert sum(secret in before for secret in secrets) > len(secrets) - 3  # one may part pages

    await erase(office, await mark(house), "Dan Lead", send=True)
    (last,) = await house.sent()
    assert await part(office) == 1

    after = await every_byte(house, tmp_path / "after.db")
    assert last.to == phone(1).value
    assert not [secret for secret in secrets if secret in after]
    for plain in (NAME, *WORDS, phone(1).value, "file-canary"):
        assert plain.encode() not in after
    assert FILE[:24] not in after
    assert (await who_is_at(house, 2)).participant.name == "Neighbour 2"


async def test_they_are_told_once_and_never_written_to_again(house: Stage, office: Office) -> None:
    case = await mark(house)
    await erase(office, case, "Dan Lead", send=True)
    (last,) = await house.sent()
    await part(office)
    house.clock.at += timedelta(days=30)

    assert last.body.endswith("We will not write again.")
    assert [m for m in await house.sent() if m.to == phone(1).value] == []
    with pytest.raises(Refused, match="not here any more"):
        await erase(office, case, "Dan Lead", send=True)


async def test_no_list_brings_them_back(house: Stage, office: Office) -> None:
    await erase(office, await mark(house), "Dan Lead", send=True)
    await house.sent()
    await part(office)

    choice = await house.choose([entry(1), entry(50)])

    assert dict(choice.left_out) == {"asked us to erase them": 1}


async def test_they_come_back_by_their_own_act(house: Stage, office: Office) -> None:
    await erase(office, await mark(house), "Dan Lead", send=True)
    await house.sent()
    await part(office)
    await house.hear(phone(1), "START")
    async with house.store.read() as reader:
        known = await reader.addresses_known([phone(1)])

    assert known == {}


async def test_what_was_published_stays_in_totals_and_they_are_told(
    house: Stage, office: Office
) -> None:
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)
        await transaction.move_consultation(SLUG, Lifecycle.REPORTED, house.clock.at)
    await house.shelf.refresh()
    async with house.store.read() as reader:
        before = await reader.bases(SLUG)

    done = await erase(office, await mark(house), "Dan Lead", send=True)

    async with house.store.read() as reader:
        after = await reader.bases(SLUG)
    assert done.kept == (SLUG,)
    assert "Totals already published stay" in (await house.sent())[0].body
    assert before == after


async def test_before_publication_they_are_counted_nowhere(house: Stage, office: Office) -> None:
    async with house.store.read() as reader:
        before = await reader.bases(SLUG)
    await erase(office, await mark(house), "Dan Lead", send=True)
    async with house.store.read() as reader:
        after = await reader.bases(SLUG)

    assert sum(before.values()) - sum(after.values()) == 1


async def test_nobody_is_erased_without_their_wish_or_a_reason_on_record(
    house: Stage, office: Office
) -> None:
    with pytest.raises(Refused, match="--reason"):
        await erase(office, phone(2).value, "Dan Lead", send=True)
    with pytest.raises(Refused, match="--by NAME"):
        await erase(office, await mark(house), "Somebody", send=True)

    await erase(office, phone(2).value, "Dan Lead", "asked by letter", send=True)

    async with house.store.database.read() as connection:
        a = tables.audit.c
        deed = (
            await connection.execute(select(a.detail).where(a.action == "person.erased"))
        ).one()
    assert '"reason":"asked by letter"' in deed.detail
    assert "Neighbour" not in deed.detail


@pytest.mark.parametrize(
    ("after", "again", "is_confirmed"),
    [
        pytest.param(timedelta(hours=2), "delete my data", True, id="again_within_the_day"),
        pytest.param(timedelta(hours=30), "DELETE", False, id="too_late"),
        pytest.param(timedelta(seconds=-30), "DELETE", False, id="delivered_twice"),
        pytest.param(timedelta(hours=2), "MYDATA", False, id="another_wish"),
        pytest.param(timedelta(hours=2), "yes", False, id="a_yes_is_none"),
    ],
)
async def test_after_stop_asking_again_confirms_it_and_nothing_else_does(
    house: Stage, office: Office, after: timedelta, again: str, *, is_confirmed: bool
) -> None:
    await house.hear(phone(3), "STOP", "DELETE")
    await house.sent()
    house.clock.at += after  # and a minute, as between any two texts
    await house.hear(phone(3), again)
    cases = [each for each in (await standing(house)).cases if each.wish == "erasure"]

    assert len(await house.sent()) == (again != "yes")
    case = cases[-1].id.hex[:8]
    if not is_confirmed:
        with pytest.raises(Refused, match="after STOP: by sending the same again"):
            await erase(office, case, "Dan Lead")
        return
    assert (await erase(office, case, "Dan Lead", send=True)).says == ""
    assert await house.sent() == []


async def test_asked_after_stop_and_confirmed_after_start_it_is_confirmed(
    house: Stage, office: Office
) -> None:
    await house.hear(phone(3), "STOP", "DELETE", "START", "DELETE", "yes")
    asked = [each for each in (await standing(house)).cases if each.wish == "erasure"]

    assert (await erase(office, asked[-1].id.hex[:8], "Dan Lead")).rows


async def test_whoever_said_stop_is_told_nothing(house: Stage, office: Office) -> None:
    await house.hear(phone(3), "STOP", "DELETE")
    await house.sent()
    cases = (await standing(house)).cases
    asked = [each for each in cases if each.wish == "erasure"]

    done = await erase(
        office, asked[-1].id.hex[:8], "Dan Lead", "asked after STOP, rang back", send=True
    )

    assert (done.says, done.why_silent[:18]) == ("", "They have said STO")
    assert await house.sent() == []
    choice = await house.choose([entry(3)])
    assert dict(choice.left_out) == {"asked us to stop": 1}
