"""Sealed values, blind indexes and the key of equality answers.

Rule: clear personal data enters and leaves the store here and nowhere else. A sealed value is
bound to its table, column and row, so that it opens in no other place.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64encode
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from msgspec import Struct

from bot.errors import BotError, SettingsError
from bot.model import Address

KEY_BYTES = 32
_NONCE_BYTES = 12
_INDEX_BYTES = 16
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


class Keys(Struct, frozen=True):
    """The three secrets of an installation, 32 bytes each."""

    data: bytes
    """Seals identity, free text and message bodies."""
    index: bytes
    """Blind indexes; never rotates."""
    about: bytes
    """Parts equality answers from the people who gave them."""
    former: tuple[bytes, ...] = ()
    """Data keys used before: they open, but no longer seal."""

    def __repr__(self) -> str:
        """No secret is ever shown."""
        return "Keys()"


LIMIT_RECENT = 2048
"""Addresses whose index is remembered for a while: each is asked for by several transactions."""


class Unsealable(BotError):
    """A stored value opens with none of our keys, or was moved or altered."""


class Seal:
    """AES-256-GCM-SIV (RFC 8452) and HMAC-SHA256 under one installation's keys."""

    def __init__(self, keys: Keys) -> None:
        """Take the keys.

        Raises:
            SettingsError: a key is not 32 bytes long.
        """
        for name in ("data", "index", "about"):
            if len(getattr(keys, name)) != KEY_BYTES:
                raise SettingsError(f"the {name} key must be {KEY_BYTES} bytes long")
        self._keys = keys
        self._prefix = _key_id(keys.data)
        self._cipher = AESGCMSIV(keys.data)
        self._ciphers = {_key_id(key): AESGCMSIV(key) for key in (keys.data, *keys.former)}
        self._index = hmac.new(keys.index, digestmod=hashlib.sha256)
        self._about = hmac.new(keys.about, digestmod=hashlib.sha256)
        self.address = lru_cache(LIMIT_RECENT)(self._address)
        """The bucket and the id of an address: its blind index, and the first byte of that."""

    def seal(self, text: str, place: str) -> str:
        """Seal *text* for one place, `table.column.row`: a key id, a point, base64url."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), place.encode())
        body = b2a_base64(nonce + sealed, newline=False).translate(_TO_URL)
        return f"{self._prefix}.{body.decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Open what was sealed for the same place.

        Raises:
            Unsealable: another key, another place, or altered bytes.
        """
        prefix, _, body = sealed.partition(".")
        return self._open(prefix, a2b_base64(body.encode().translate(_FROM_URL)), place).decode()

    def seal_bytes(self, body: bytes, place: str) -> bytes:
        """Seal a file, as bytes, under the present key."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._prefix.encode() + nonce + self._cipher.encrypt(nonce, body, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Open a sealed file.

        Raises:
            Unsealable: as `open`.
        """
        length = len(self._prefix)
        return self._open(sealed[:length].decode("latin-1"), sealed[length:], place)

    def _open(self, prefix: str, body: bytes, place: str) -> bytes:
        cipher = self._ciphers.get(prefix)
        table = place.partition(".")[0]  # the rest names a row, which is nobody's business
        if cipher is None:
            raise Unsealable(f"there is no key to open a value of {table} with")
        try:
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise Unsealable(f"a value of {table} does not open") from error

    def fingerprints(self) -> Mapping[str, tuple[str, ...]]:
        """A mark of each key, by which it is known again but not found out; the data key's
        former ones follow the present."""
        data = (self._keys.data, *self._keys.former)
        return {
            "data": tuple(map(_mark, data)),
            "index": (_mark(self._keys.index),),
            "about": (_mark(self._keys.about),),
        }

    def index(self, *parts: str) -> str:
        """The blind index of a value: equal values, equal index; nothing leads back."""
        return urlsafe_b64encode(self._digest(parts)[:_INDEX_BYTES]).decode().rstrip("=")

    def _address(self, address: Address) -> tuple[int, str]:
        digest = self._digest((address.channel, address.value))[:_INDEX_BYTES]
        return digest[0], urlsafe_b64encode(digest).decode().rstrip("=")

    def about(self, participant: UUID) -> tuple[int, str]:
        """The bucket and the key under which a person's equality answers are kept."""
        digest = _of(self._about, participant.bytes)
        return digest[0], digest[:_INDEX_BYTES].hex()

    def _digest(self, parts: tuple[str, ...]) -> bytes:
        return _of(self._index, "\0".join(parts).encode())


def _of(keyed: hmac.HMAC, message: bytes) -> bytes:
    """Copying a keyed HMAC spares hashing the key again: a third of the price."""
    mine = keyed.copy()
    mine.update(message)
    return mine.digest()


def _mark(key: bytes) -> str:
    return hmac.digest(key, b"kotha fingerprint", hashlib.sha256)[:_INDEX_BYTES].hex()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"kotha key id" + key).hexdigest()[:6]
