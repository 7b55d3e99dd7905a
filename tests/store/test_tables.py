from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

from bot.store.tables import metadata

PERSONAL = {
    "farewell",
    "participant", "address", "address_participant", "conversation", "answer", "about", "inbound",
    "outbox", "due", "case", "media", "do_not_contact", "guest", "contact", "thread", "nudge",
    "traffic", "link_code",
    "coding", "translation", "quote", "echo", "proposal",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_every_row_of_a_person_carries_the_bucket_in_its_key(name: str) -> None:
    assert "bucket" in metadata.tables[name].primary_key.columns


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_every_unique_rule_of_a_person_names_the_bucket(name: str) -> None:
    """Else a table could not be partitioned by it."""
    table = metadata.tables[name]
    unique = [index.columns for index in table.indexes if index.unique]
    unique += [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]

    assert all("bucket" in columns for columns in unique)


def test_every_table_is_one_of_a_person_or_a_small_one() -> None:
    small = {"consultation", "flow_version", "staff", "audit", "sender_rate", "campaign"}
    small |= {"installation", "note", "pause", "erasure", "profile", "request"}
    small |= {"decision", "news", "promise", "slip", "snapshot", "codebook", "statement"}
    small |= {"rating_round"}

    assert set(metadata.tables) == PERSONAL | small


def test_the_equality_table_names_no_participant_and_no_conversation() -> None:
    names = set(metadata.tables["about"].columns.keys())

    assert names == {"bucket", "about", "consultation", "step", "n", "sealed"}
