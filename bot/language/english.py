"""Officers' English: numbers that agree with what they count.

Rule: only for what staff read. What residents read is in the catalogues, worded for any number.
"""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 person`, `2 people`; without `many`, an s is added."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def agreed(number: int, one: str, many: str) -> str:
    """The word alone, as `is` and `are`."""
    return one if number == 1 else many
