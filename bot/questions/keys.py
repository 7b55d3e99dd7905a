"""Values that stand as keys in a flow file, and how a file's own text becomes one.

Rule: pydantic judges what was written, and is loaded only then: a conversation needs the values
alone, and would wait longer for pydantic than for all else that it needs.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_type_hints

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields

if TYPE_CHECKING:
    from pydantic import BaseModel, GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema


class Keyed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen value whose fields are keys of a flow file; an unknown key is an error."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core.core_schema import no_info_after_validator_function

        def made(judged: BaseModel) -> Keyed:
            return cls(**dict(judged))

        return no_info_after_validator_function(made, handler(model_of(cls)))


Kind = TypeVar("Kind", bound=Keyed)


def read(kind: type[Kind], plain: object) -> Kind:
    """What was written, as this kind of value.

    Raises:
        ValueError: it cannot be one; pydantic's error, with every reason.
    """
    found: Kind = _adapter(kind).validate_python(plain)
    return found


@cache
def model_of(kind: type[Keyed]) -> type[BaseModel]:
    """The same keys as a model of pydantic's."""
    from pydantic import ConfigDict, create_model

    hints = get_type_hints(kind, include_extras=True)
    keys: dict[str, Any] = {each.name: _key(each, hints[each.name]) for each in fields(kind)}
    config = ConfigDict(extra="forbid", validate_by_alias=True)
    return create_model(kind.__name__, __config__=config, __doc__=kind.__doc__, **keys)


@cache
def _adapter(kind: type[Kind]) -> TypeAdapter[Kind]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _key(key: FieldInfo, hint: Any) -> tuple[Any, Any]:
    """One key as pydantic wants it: its type, and the rest."""
    from pydantic import Field

    limits = [each for each in get_args(hint)[1:] if isinstance(each, Meta)]
    for limit in limits:
        hint = Annotated[hint, Field(min_length=limit.min_length)]
    alias = None if key.encode_name == key.name else key.encode_name
    if key.default_factory is not NODEFAULT:
        return hint, Field(default_factory=key.default_factory, alias=alias)
    return hint, Field(default=... if key.default is NODEFAULT else key.default, alias=alias)
