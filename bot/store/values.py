"""Answers as stored: a coded part that SQL may count, and a whole that may need the seal.

Rule: no word that a person chose freely is ever in the coded part.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec
from msgspec.structs import asdict

from bot.model import Media, Other, Split, Value

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

_encoder = msgspec.json.Encoder(order="sorted")


def _dump(value: Json) -> str:
    return _encoder.encode(value).decode()


def whole(value: Value) -> str:
    """JSON of a value with every word in it; `parse` reads it back."""
    return _dump(_encoded(value))


def coded(value: Value, *, is_free_text: bool) -> str | None:
    """JSON of what may stand in the clear and be counted; `None` where nothing may."""
    return None if is_free_text else _dump(_without_words(value))


def needs_seal(value: Value, *, is_free_text: bool) -> bool:
    """Whether the coded part leaves something out."""
    if isinstance(value, tuple):
        return any(isinstance(pick, Other) and pick.text for pick in value) or is_free_text
    return (
        is_free_text or isinstance(value, Media) or (isinstance(value, Other) and value.text != "")
    )


def parse(text: str) -> Value:
    """The value that `whole`, or `coded` where nothing was left out, wrote."""
    return _decoded(msgspec.json.decode(text))


def _encoded(value: Value) -> Json:
    match value:
        case tuple():
            return [_encoded(pick) for pick in value]
        case Other(text=text):
            return {"other": text}
        case Media():
            return {"media": asdict(value)}
        case Split(given):
            return {"split": [[option, n] for option, n in given]}  # an object loses the order
        case _:
            return value


def _without_words(value: Value) -> Json:
    match value:
        case tuple():
            return [_without_words(pick) for pick in value]
        case Other():
            return {"other": ""}
        case Media(kind=kind):
            return {"media": {"kind": kind, "file_id": ""}}
        case Split():
            return _encoded(value)
        case _:
            return value


def _decoded(value: Json) -> Value:
    match value:
        case bool() | int() | float() | str():
            return value
        case list():
            return tuple(_pick(pick) for pick in value)
        case {"media": dict(fields)}:
            return Media(**fields)
        case {"other": str(text)}:
            return Other(text)
        case {"split": list(given)}:
            return Split(tuple(_share(each) for each in given))
        case _:
            raise ValueError("a stored answer has no known shape")


def _share(value: Json) -> tuple[str, int]:
    match value:
        case [str(option), int(points)]:
            return option, points
        case _:
            raise ValueError("a stored share is no option with its points")


def _pick(value: Json) -> str | Other:
    pick = _decoded(value)
    if isinstance(pick, str | Other):
        return pick
    raise ValueError("a stored pick is neither an option nor words")
