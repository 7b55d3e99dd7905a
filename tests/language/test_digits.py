"""Digits of every script, in and out."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from bot.language.digits import ZEROS, fold_digits, localise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("১২৩", "123", id="bengali"),
        pytest.param("٤٢", "42", id="arabic"),
        pytest.param("۴۲", "42", id="urdu"),
        pytest.param("४२", "42", id="devanagari"),
        pytest.param("১2٣", "123", id="mixed"),
        pytest.param("²½", "²½", id="not_digits"),
        pytest.param("room 4", "room 4", id="ascii"),
    ],
)
def test_digits_become_ascii(text: str, folded: str) -> None:
    assert fold_digits(text) == folded


def test_every_decimal_digit_of_unicode_is_known() -> None:
    every = map(chr, range(sys.maxunicode))
    digits = [char for char in every if unicodedata.category(char) == "Nd"]

    assert all(fold_digits(char) == str(unicodedata.decimal(char)) for char in digits)


@pytest.mark.parametrize("system", [*ZEROS, "latn", "unknown", ""])
def test_what_is_written_in_a_system_reads_back(system: str) -> None:
    assert fold_digits(localise("0123456789 min", system)) == "0123456789 min"


def test_bengali_digits_are_bengali() -> None:
    assert localise("40 of 7", "beng") == "৪০ of ৭"
