from __future__ import annotations

from bot.store.bulk import Bulk
from bot.store.sealing import Seal
from bot.store.session import Session
from tests.store.makers import KEYS, Clock, phone


def test_an_address_that_was_named_is_not_opened_again() -> None:
    seal = Seal(KEYS)
    session = Session(Bulk(None, is_postgres=False), seal, Clock())  # type: ignore[arg-type]  # no statement is sent
    bucket, key = session.place(phone(1))

    assert (bucket, key) == session.place(phone(1)) == seal.address(phone(1))
    assert session.address(key, "sms", "not a seal") == phone(1)


def test_an_address_that_was_not_named_is_opened() -> None:
    seal = Seal(KEYS)
    session = Session(Bulk(None, is_postgres=False), seal, Clock())  # type: ignore[arg-type]  # no statement is sent
    _, key = seal.address(phone(1))
    sealed = seal.seal(phone(1).value, f"address.sealed.{key}")

    assert session.address(key, "sms", sealed) == phone(1)
