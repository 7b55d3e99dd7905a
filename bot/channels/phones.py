"""Phone numbers as providers write them → E.164.

Rule: possible, not valid, is asked of what reached us: a network knows its own numbers better
than any table, and the numbers reserved for drama must pass.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


@lru_cache(maxsize=4096)  # whoever writes once writes a dozen times
def e164(text: str) -> str | None:
    """The number with plus and country; `None` where it is none that could be called back.

    Short codes, names (`NHS`) and prefixed addresses (`whatsapp:…`) are none: nobody can be
    answered there.

    Source: ITU-T E.164 (at most 15 digits).
    """
    if _INTERNATIONAL.fullmatch(text) is None:
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:  # one that works only locally, too
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
