"""What is erased of a person, on both databases: every table, and nobody else's row."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from msgspec.structs import replace
from sqlalchemy import Column, LargeBinary, Text, insert, select

from bot.model import Answer, MessageKind, OutboxStatus, Outcome, Role, one_of
from bot.ports import Erase, Merge, PersonRow, Rows, Settled, StaffMember
from bot.store import SqlStore, tables
from bot.store.fates import ERASED, KEPT
from bot.store.fates import NOBODY as OF_NOBODY
from bot.store.parting import NOBODY
from bot.store.receiving import key_of
from bot.store.sealing import Seal
from tests.commands import ROOT
from tests.store.conftest import Place
from tests.store.makers import (
    KEYS,
    NOON,
    SLUG,
    Resident,
    an_id,
    answer,
    join,
    launch,
    resident,
    said,
    text_to,
)

SEAL = Seal(KEYS)


async def test_forgetting_about_me_takes_the_equality_answers_of_one_person(
    store: SqlStore,
) -> None:
    await launch(store)
    people = await join(store, 2)
    rows = Rows()
    for who in people:
        told = answer(who, who.conversation, Answer(Outcome.ANSWERED, "old"), "about-you__age")
        rows.answers.append(replace(told, is_about=True))
    async with store.begin() as transaction:
        for who in people:
            message = said(who, body="old")
            await transaction.note([message], {key_of(message): who.participant.id})
        await transaction.write(rows)

    first = people[0].participant
    async with store.begin() as transaction:
        await transaction.write(Rows(forget_about={first.id: first.bucket}))

    async with store.database.read() as connection:
        left = (await connection.execute(select(tables.about.c.about))).scalars().all()
        kept = select(tables.inbound.c.participant, tables.inbound.c.sealed)
        raw = (await connection.execute(kept)).all()
    assert len(left) == 1
    assert {row.participant: bool(row.sealed) for row in raw} == {
        first.id.hex: False,
        people[1].participant.id.hex: True,
    }


# ── All of a person ───────────────────────────────────────────────────────────────────────────

LEADS = ("participant", "conversation", "address", "about", "case", "merged_into")
"""Columns that lead to a person."""
STANDS = {"participant", "address", "address_participant", "conversation"}
"""Tables that joining fills."""


def mark(table: str, column: str) -> str:
    return f"canary:{table}.{column};"


def keys_of(who: Resident, n: int) -> dict[str, Any]:
    """By which their rows are led to."""
    bucket, key = SEAL.address(who.address)
    return {
        "participant": who.participant.id.hex,
        "conversation": who.conversation.id.hex,
        "address": key,
        "about": SEAL.about(who.participant.id)[1],
        "case": an_id("case", n).hex,
        "address_bucket": bucket,
        "consultation": SLUG,
        "status": "sent",
        "n": n,
    }


def cell(column: Column[Any], who: Resident, keys: dict[str, Any]) -> Any:
    """Their key, where the column leads to them; else a canary, or a number."""
    name, place = column.table.name, column.name
    own = {
        ("about", "bucket"): SEAL.about(who.participant.id)[0],
        ("case", "id"): keys["case"],
        ("outbox", "kind"): 2,
        ("outbox", "turn"): an_id("turn", keys["n"]).hex,
        **{(at, "bucket"): keys["address_bucket"] for at in ("inbound", "traffic", "guest")},
    }
    usual = {
        "bucket": who.participant.bucket,
        "id": an_id(name, keys["n"]).hex,
        "kind": "handover",
    }
    for known in (own.get((name, place)), keys.get(place), usual.get(place)):
        if known is not None:
            return known
    if isinstance(column.type, Text):
        return f"{mark(name, place)}{keys['n']}"
    is_file = isinstance(column.type, LargeBinary)
    return mark(name, place).encode() if is_file else keys["n"]


async def filled(store: SqlStore, who: Resident, n: int) -> dict[str, Any]:
    """A row of theirs in every table that can hold one, whose every free word is a canary."""
    keys = keys_of(who, n)
    async with store.database.write() as connection:
        for name in sorted(ERASED.keys() - STANDS - {"staff", "request", "farewell"}):
            table = tables.metadata.tables[name]
            row = {column.name: cell(column, who, keys) for column in table.columns}
            await connection.execute(insert(table).values(row))
    return keys


async def dump(store: SqlStore) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    found = {}
    async with store.database.read() as connection:
        for name, table in tables.metadata.tables.items():
            rows = (await connection.execute(select(table))).mappings().all()
            found[name] = [dict(row) for row in rows]
    return found


def of(rows: list[dict[str, Any]], keys: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that lead to a person."""
    wanted = {keys[lead] for lead in LEADS if lead in keys}
    return [row for row in rows if any(row.get(lead) in wanted for lead in (*LEADS, "id"))]


def test_every_table_says_what_becomes_of_it() -> None:
    names = set(tables.metadata.tables)

    assert ERASED.keys() | KEPT.keys() | OF_NOBODY.keys() == names
    assert not ERASED.keys() & KEPT.keys()
    for name in OF_NOBODY:
        columns = set(tables.metadata.tables[name].columns.keys())
        assert not columns & {"bucket", *LEADS}, name


async def test_nothing_of_a_person_is_left_in_any_table(store: SqlStore) -> None:
    await launch(store)
    ann, ben = await join(store, 2)
    hers, his = await filled(store, ann, 1), await filled(store, ben, 2)
    before = await dump(store)
    assert all(of(before[name], hers) for name in ERASED.keys() - {"staff", "request", "farewell"})
    order = Erase(ann.participant.id, ann.participant.bucket)

    async with store.begin() as transaction:
        foretold = await transaction.holdings(order)
        done = await transaction.erase(order)

    after = await dump(store)
    left = {name for name, rows in after.items() if of(rows, hers)}
    assert left == {"do_not_contact"}
    assert {name: of(rows, his) for name, rows in after.items()} == {
        name: of(rows, his) for name, rows in before.items()
    }
    assert foretold.keys() - {"case"} == done.keys() - {"case"} | {"address"}
    (raw,) = (row for row in after["inbound"] if row["participant"] is None)
    assert (raw["sealed"], raw["reason"]) == ("", "")


OWN = 734
"""Numbers of its own: the files are of a server that other tests share."""


async def test_no_byte_of_them_is_left_in_the_files_of_postgresql(postgres_place: Place) -> None:
    """After what the README tells an operator to run, while others read; before it, there is."""
    store = await postgres_place.open()
    await launch(store)
    ann, ben = await join(store, 2, first=OWN)
    hers = await filled(store, ann, OWN)
    await filled(store, ben, OWN + 1)
    url = postgres_place.url.replace("+asyncpg", "")
    connection, reader = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        folder = Path(await connection.fetchval("SHOW data_directory"))
        await lay_by(connection)
        await reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        async with store.begin() as transaction:
            await transaction.erase(Erase(ann.participant.id, ann.participant.bucket))
        await connection.execute("CHECKPOINT")
        before = words_in(folder, hers)
        async with asyncio.TaskGroup() as both:
            both.create_task(reader.execute("SELECT pg_sleep(1); COMMIT"))
            for line in told_to_run():
                await connection.execute(line)
        after = words_in(folder, hers)
    finally:
        await connection.close()
        await reader.close()

    still = {
        word.encode() for word in re.findall(rf"canary:[\w.]+;{OWN}\b", str(await dump(store)))
    }
    assert len(before) > 40
    assert after <= still  # where a message came in, but nobody whose it was
    assert all(word.startswith(b"canary:inbound.") for word in after)


async def lay_by(connection: asyncpg.Connection) -> None:
    """Copy values into statistics, and old pieces of the log aside, to be used again."""
    for _ in range(4):
        await connection.execute("ANALYZE")
        await connection.execute("SELECT pg_switch_wal()")
    await connection.execute("CHECKPOINT")


def told_to_run() -> Sequence[str]:
    """The lines for an operator."""
    text = (ROOT / "deploy" / "README.md").read_text("utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return str(block).splitlines()


def words_in(folder: Path, keys: dict[str, Any]) -> set[bytes]:
    """Somebody's words and keys, in any file."""
    wanted = re.compile(rf"canary:[\w.]+;{OWN}\b|{keys['participant']}".encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {word for path in files for word in wanted.findall(path.read_bytes())}


async def test_of_a_published_consultation_coded_answers_stay_and_lead_to_nobody(
    store: SqlStore,
) -> None:
    await launch(store)
    ann, _ = await join(store, 2)
    hers = await filled(store, ann, 1)

    async with store.begin() as transaction:
        await transaction.erase(
            Erase(ann.participant.id, ann.participant.bucket, published=(SLUG,))
        )

    after = await dump(store)
    kept = {name for name, rows in after.items() if of(rows, hers)}
    words = set(re.findall(r"canary:([\w.]+);", str(after)))
    assert kept == {
        "answer", "coding", "conversation", "do_not_contact", "echo", "outbox", "participant",
    }  # fmt: skip
    assert words <= {
        "answer.value", "answer.step", "answer.channel", "answer.language", "answer.version",
        "answer.wording", "answer.by", "coding.step", "coding.codes", "coding.by",
        "outbox.channel", "outbox.code", "inbound.channel", "inbound.account",
        "inbound.provider_id", "inbound.state", "answer.outcome",
    }  # fmt: skip
    (person,) = of(after["participant"], hers)
    assert (person["sealed"], person["link_worker"], person["token"]) == ("", "", None)
    assert not [row for row in after["outbox"] if row["address"] == hers["address"]]


async def test_whoever_turned_out_to_be_them_goes_too(store: SqlStore) -> None:
    await launch(store)
    ann, other = await join(store, 2)
    merge = Merge(
        kept=(ann.participant.id, ann.participant.bucket),
        left=(other.participant.id, other.participant.bucket),
        gained=(), lost=(), dropped=(other.conversation.id,), addresses=(other.address,),
    )  # fmt: skip
    async with store.begin() as transaction:
        await transaction.write(Rows(merges=[merge]))
        await transaction.erase(Erase(ann.participant.id, ann.participant.bucket))
        known = await transaction.addresses_known([ann.address, other.address])

    after = await dump(store)
    assert after["participant"] == after["conversation"] == after["address"] == []
    assert set(known.values()) == {"erased"}


async def test_who_shares_the_phone_stays(store: SqlStore) -> None:
    await launch(store)
    (ann,) = await join(store, 1)
    emre = resident(store, 7, ann.address)
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[PersonRow(emre.participant, (ann.address,))],
                conversations={emre.conversation.id: emre.conversation},
            )
        )
        parting = await transaction.parting(emre.participant.bucket, emre.participant.id)
        await transaction.erase(Erase(emre.participant.id, emre.participant.bucket))
        left = (await transaction.people([ann.address]))[ann.address]
        known = await transaction.addresses_known(
            [ann.address, one_of(ann.address, emre.participant.name)]
        )

    assert parting.shared == {ann.address}
    assert [each.participant.id for each in left] == [ann.participant.id]
    assert known == {ann.address: "known", one_of(ann.address, "Resident 7"): "erased"}


async def test_the_number_outlives_the_person_until_its_last_word_has_left(
    store: SqlStore,
) -> None:
    await launch(store)
    (ann,) = await join(store, 1)
    last = replace(
        text_to(ann, turn=1, kind=MessageKind.REPLY), participant=NOBODY, conversation=None,
        bucket=store.bucket_of(ann.address), outlives_stop=True,
    )  # fmt: skip
    async with store.begin() as transaction:
        order = Erase(ann.participant.id, ann.participant.bucket, farewell=last)
        await transaction.erase(order)
        assert await transaction.part(NOON) == 0

    (sent,) = await store.claim("sms", NOON, timedelta(minutes=1), 10)
    assert sent.to == ann.address.value
    await store.settle([Settled(sent, OutboxStatus.SENT, NOON, provider_id="SM1")])
    async with store.begin() as transaction:
        parted = await transaction.part(NOON)

    after = await dump(store)
    assert parted == 1
    assert after["address"] == after["outbox"] == after["farewell"] == []


async def test_a_stop_stays_a_stop_and_staff_hear_no_more_of_them(store: SqlStore) -> None:
    await launch(store)
    (ann,) = await join(store, 1)
    member = StaffMember(an_id("staff"), "Rahima Begum", Role.LINK_WORKER)
    async with store.begin() as transaction:
        await transaction.add_staff(member, "code", NOON)
        await transaction.set_task(member.id, f"reply.{ann.conversation.id.hex[:8]}")
        await transaction.write(
            Rows(forget={ann.participant.id: (ann.participant.bucket, (ann.address,))})
        )
        await transaction.erase(Erase(ann.participant.id, ann.participant.bucket))
        known = await transaction.addresses_known([ann.address])
        (there,) = await transaction.staff()

    assert known == {ann.address: "do_not_contact"}
    assert there.task == ""
