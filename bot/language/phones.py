"""Phone numbers as people write them: in a list, to the bot.

Rule: a mobile that can be texted, or what is wrong with it; valid is not asked of British mobiles,
because the numbers reserved for drama and ranges newer than our tables must pass.
"""

from __future__ import annotations

import re
from enum import StrEnum

import phonenumbers
from msgspec import Struct
from phonenumbers import PhoneNumberFormat, PhoneNumberType

HOME = "GB"
"""Where a number without a country code is dialled."""
LIMIT_CHARS = 100

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_UK_MOBILE = re.compile(r"\+447[1-57-9]\d{8}")


class Mobile(Struct, frozen=True):
    """A number that can be texted."""

    e164: str
    """Source: ITU-T E.164."""
    country: str
    """ISO 3166, for its price."""


class PhoneProblem(StrEnum):
    """Why something written in the place of a mobile number is none."""

    UNREADABLE = "unreadable"
    LANDLINE = "landline"


def read_phone(text: str) -> Mobile | PhoneProblem:
    """A mobile number as people write it, with or without its country's code."""
    number = _parsed(text)
    if number is None:
        return PhoneProblem.UNREADABLE
    problem = _why_not_texted(number)
    if problem:
        return problem
    return Mobile(phonenumbers.format_number(number, PhoneNumberFormat.E164), _country(number))


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    if len(text) > LIMIT_CHARS or any(sign.isalpha() for sign in text):
        return None  # letters would be read as a telephone's keys
    try:
        return phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return None


def _why_not_texted(number: phonenumbers.PhoneNumber) -> PhoneProblem | None:
    if number.extension:
        return PhoneProblem.UNREADABLE
    kind = phonenumbers.number_type(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if kind in _MOBILE or (kind == PhoneNumberType.UNKNOWN and _UK_MOBILE.fullmatch(e164)):
        return None
    is_landline = kind == PhoneNumberType.FIXED_LINE
    return PhoneProblem.LANDLINE if is_landline else PhoneProblem.UNREADABLE


def _country(number: phonenumbers.PhoneNumber) -> str:
    known = phonenumbers.region_code_for_number(number)
    return known or phonenumbers.region_code_for_country_code(number.country_code or 0)
