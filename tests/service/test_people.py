"""The people file: taken whole or not at all, and no error shows whose row it is."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FlowError
from bot.model import Address
from bot.service.launch.people import Entry, read_people

LANGUAGES = ("en", "bn", "syl")


def people(content: str | bytes) -> tuple[Entry, ...]:
    raw = content.encode() if isinstance(content, str) else content
    return read_people(raw, "people.csv", LANGUAGES)


def problems(content: str | bytes) -> list[str]:
    with pytest.raises(FlowError) as raised:
        people(content)
    return [str(problem) for problem in raised.value.problems]


def places(content: str | bytes) -> list[tuple[int, int, str]]:
    with pytest.raises(FlowError) as raised:
        people(content)
    return [(p.line, p.column, p.code) for p in raised.value.problems]


def test_every_column_is_read() -> None:
    (amina,) = people(
        "phone,telegram,language,name,segment,area,link_worker,source\n"
        "07700 900123,4711,bn,আমিনা,women,E1,rahima,mosque\n"
    )

    assert amina == Entry(
        row=2,
        language="bn",
        addresses=(Address("telegram", "4711"), Address("sms", "+447700900123")),
        country="GB",
        name="আমিনা",
        segment="women",
        area="E1",
        link_worker="rahima",
        source="mosque",
    )


@pytest.mark.parametrize(
    ("written", "number"),
    [
        pytest.param("07700 900123", "+447700900123", id="as_dialled_at_home"),
        pytest.param("+44 7700 900123", "+447700900123", id="with_country_code"),
        pytest.param("447700900123", "+447700900123", id="country_code_without_plus"),
        pytest.param("0044 7700 900123", "+447700900123", id="as_dialled_abroad"),
        pytest.param("7700900123", "+447700900123", id="zero_lost_by_a_spreadsheet"),
        pytest.param("০৭৭০০৯০০১২৩", "+447700900123", id="bengali_digits"),
        pytest.param("+880 1712 345678", "+8801712345678", id="another_country"),
    ],
)
def test_a_number_is_kept_in_one_form(written: str, number: str) -> None:
    (entry,) = people(f"phone,language\n{written},en\n")

    assert entry.addresses == (Address("sms", number),)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"phone,language\n07700900123,en\n", id="utf8"),
        pytest.param(b"\xef\xbb\xbfphone,language\r\n07700900123,en\r\n", id="utf8_bom_crlf"),
        pytest.param(b"phone;language\n07700900123;en\n", id="semicolons"),
        pytest.param(b"\n Phone , LANGUAGE \n07700900123, EN \n\n,\n", id="spaces_and_blanks"),
    ],
)
def test_spreadsheets_own_ways_are_read(content: bytes) -> None:
    assert [entry.language for entry in people(content)] == ["en"]


def test_a_row_without_an_address_is_someone_to_make_a_link_for() -> None:
    (entry,) = people("phone,language,name\n,bn,Amina\n")

    assert entry.addresses == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("not a number,en,", "P-110", id="words"),
        pytest.param("Amina Begum,en,", "P-110", id="a_name_where_a_number_should_be"),
        pytest.param("999,en,", "P-110", id="emergency_number"),
        pytest.param("-07700900123,en,", "P-115", id="minus"),
        pytest.param("0770,en,", "P-110", id="too_short"),
        pytest.param("4.47701E+11,en,", "P-110", id="shortened_by_a_spreadsheet"),
        pytest.param("07700FLOWER,en,", "P-110", id="letters_are_not_digits"),
        pytest.param("07700900123#4,en,", "P-110", id="extension"),
        pytest.param("020 7946 0958,en,", "P-111", id="landline"),
        pytest.param("070 1234 5678,en,", "P-110", id="forwarding_number"),
        pytest.param("=07700900123,en,", "P-115", id="formula_number"),
        pytest.param("07700900123,,", "P-114", id="no_language"),
        pytest.param("07700900123,fr,", "P-114", id="language_not_offered"),
        pytest.param("07700900123,en,=1+1", "P-115", id="formula_name"),
        pytest.param("07700900123,en,@SUM(A1)", "P-115", id="at_sign_name"),
        pytest.param("07700900123,en,＝1", "P-115", id="full_width_formula"),
        pytest.param(f"07700900123,en,{'x' * 101}", "P-116", id="long_name"),
        pytest.param("07700900123,en,Amina,extra", "P-107", id="more_cells_than_header"),
    ],
)
def test_a_wrong_row_is_named_and_not_shown(row: str, code: str) -> None:
    (problem,) = problems(f"phone,language,name\n07700900999,en,\n{row}\n")

    assert problem.startswith("people.csv:3:")
    assert code in problem
    for secret in ("0770090", "Amina", "0958", "5678", "FLOWER"):
        assert secret not in problem


@pytest.mark.parametrize(
    "chat",
    ["@amina", "-100123", "0", "12345678901234567890", "১২৩"],
)
def test_telegram_must_be_the_digits_of_a_chat(chat: str) -> None:
    content = f"telegram,language\n{chat},en\n"

    assert places(content) == [(2, 1, "P-113")]
    assert chat not in problems(content)[0].removeprefix("people.csv:2:1:").replace("100", "")


def test_the_same_person_in_another_form_is_a_repeat() -> None:
    content = "phone,language\n07700 900123,en\n07700900124,en\n+447700900123,bn\n"

    (problem,) = problems(content)

    assert problem.startswith('people.csv:4:1: P-112 "phone" is the same as in row 2.')
    assert "900123" not in problem


def test_two_names_on_one_phone_are_two_people() -> None:
    amina, bashir, joan = people(
        "phone,language,name\n07700900123,en,Amina\n07700900123,bn,Bashir\n07700900124,en,Joan\n"
    )

    assert amina.addresses == bashir.addresses
    assert [entry.is_shared for entry in (amina, bashir, joan)] == [True, True, False]


@pytest.mark.parametrize("names", [("Amina", "amina"), ("Amina", ""), ("", "Amina")])
def test_one_name_or_none_on_one_phone_is_a_repeat(names: tuple[str, str]) -> None:
    rows = "".join(f"07700900123,en,{name}\n" for name in names)

    assert places(f"phone,language,name\n{rows}") == [(3, 1, "P-112")]


def test_all_problems_of_a_file_are_told_at_once() -> None:
    content = "phone,language\nx,fr\n07700900123,en\n020 7946 0958,en\n"

    assert places(content) == [(2, 1, "P-110"), (2, 2, "P-114"), (4, 1, "P-111")]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param("", (1, 1, "P-102"), id="empty"),
        pytest.param("phone,language\n", (1, 1, "P-102"), id="nobody"),
        pytest.param("phone,language\n".encode("utf-16"), (1, 1, "P-101"), id="utf16"),
        pytest.param("phone,language\n".encode("utf-16-le"), (1, 1, "P-101"), id="utf16_bare"),
        pytest.param(b"phone,language\n1,en\n2,\xff\n", (3, 1, "P-101"), id="latin1"),
        pytest.param(
            "phone,language,name\n07700900123,pl,Zoë “Z”\n".encode("cp1252"),
            (2, 1, "P-101"),
            id="cp1252",
        ),
        pytest.param("phone,language\n".encode("utf-16-be"), (1, 1, "P-101"), id="utf16_be"),
        pytest.param("phone,language\n".encode("utf-32"), (1, 1, "P-101"), id="utf32"),
        pytest.param(b"PK\x03\x04\x14\x00\x06", (1, 1, "P-101"), id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", (1, 1, "P-101"), id="xls"),
        pytest.param("\n\n , \n", (1, 1, "P-102"), id="blank_lines"),
        pytest.param("phone,language,height\n", (1, 3, "P-103"), id="unknown_column"),
        pytest.param("phone,,language\n", (1, 2, "P-103"), id="nameless_column"),
        pytest.param("phone\n07700900123\n", (1, 1, "P-104"), id="no_language_column"),
        pytest.param("phone,phone,language\n", (1, 2, "P-105"), id="column_twice"),
        pytest.param('phone,language\n"0770,en\n', (2, 1, "P-107"), id="open_quotation"),
    ],
)
def test_a_wrong_file_is_refused_whole(content: str | bytes, place: tuple[int, int, str]) -> None:
    assert places(content) == [place]


def test_an_unknown_column_is_named() -> None:
    (problem,) = problems("phone,language,height\n07700900123,en,180\n")

    assert 'The column "height" is not known' in problem


def test_a_person_standing_where_the_header_should_be_is_not_shown() -> None:
    assert problems("07700900123,bn,Amina\n07700900124,bn,Rahima\n") == [
        "people.csv:1:1: P-104 The first row is not a header. It must name phone, telegram, "
        "language, name, segment, area, link_worker, source, hours, timezone."
    ]


def test_when_somebody_wants_to_be_texted_is_kept_as_they_wrote_it() -> None:
    (entry,) = people("phone,language,hours,timezone\n07700900123,en,17:00 to 20:00,Asia/Dhaka\n")

    assert (entry.hours, entry.timezone) == ("17:00-20:00", "Asia/Dhaka")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param("evenings,", "P-117", id="words"),
        pytest.param("20:00-09:00,", "P-117", id="a_night"),
        pytest.param(",London", "P-118", id="no_zone"),
    ],
)
def test_hours_that_nobody_could_keep_are_told(cells: str, code: str) -> None:
    (problem,) = problems(f"phone,language,hours,timezone\n07700900123,en,{cells}\n")

    assert code in problem


def test_one_row_over_a_hundred_thousand_is_refused() -> None:
    rows = "\n".join(f"{n},en" for n in range(1, 100_002))

    assert places(f"telegram,language\n{rows}\n") == [(100_002, 1, "P-106")]


@given(
    cells=st.lists(
        st.tuples(st.text(max_size=12), st.sampled_from(["en", "bn", "xx", ""]), st.text()),
        max_size=8,
    )
)
def test_any_file_is_read_or_refused(cells: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("phone", "language", "name"), *cells])
    raw = buffer.getvalue().encode("utf-8", "surrogatepass")

    entries: tuple[Entry, ...] = ()
    with contextlib.suppress(FlowError):
        entries = people(raw)

    assert all(entry.language in LANGUAGES for entry in entries)
