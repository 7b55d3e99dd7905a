"""Every answer of `about-you` has one place in each scheme, and what has none is told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.errors import FlowError
from bot.flow import schemes
from bot.flow.load import load
from tests.flow.files import BLOCKS, EYES

BODY = (BLOCKS / schemes.FILE).read_bytes()
KNOWN = schemes.parse(BODY, schemes.FILE)
DOCUMENT = load(EYES, BLOCKS)


def test_every_answer_of_the_block_has_its_place_in_every_scheme() -> None:
    assert list(KNOWN) == ["nhs", "2011", "2021"]
    assert [schemes.unmapped(DOCUMENT, each) for each in KNOWN.values()] == [(), (), ()]


def test_no_scheme_names_an_answer_that_the_block_lacks() -> None:
    given = set(schemes.answers(DOCUMENT))

    assert {
        answer for each in KNOWN.values() for group in each.groups for answer in group.answers
    } == given


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [
        pytest.param("nhs", "A B C D E F G H J K L M N P R S Z", id="nhs_16_and_one"),
        pytest.param("2011", f"{' '.join(str(n) for n in range(1, 19))} -", id="2011_has_18"),
        pytest.param("2021", f"{' '.join(str(n) for n in range(1, 20))} -", id="2021_has_19"),
    ],
)
def test_a_scheme_has_its_own_groups(scheme: str, codes: str) -> None:
    assert [group.code for group in KNOWN[scheme].groups] == codes.split()


@pytest.mark.parametrize(
    ("answer", "nhs", "in_2011", "in_2021"),
    [
        pytest.param("ethnic_asian.chinese", "R", "12", "2", id="chinese"),
        pytest.param("ethnic_asian.bangladeshi", "K", "11", "1", id="bangladeshi"),
        pytest.param("ethnic_white.traveller", "C", "3", "15", id="gypsy_or_irish_traveller"),
        pytest.param("ethnic_white.roma", "C", "4", "16", id="roma"),
        pytest.param("ethnic_another.arab", "S", "17", "18", id="arab"),
        pytest.param("ethnic_black.african", "N", "14", "6", id="african"),
        pytest.param("ethnic_mixed.white_caribbean", "D", "5", "11", id="mixed"),
        pytest.param("ethnic_asian.prefer_not", "Z", "-", "-", id="a_broad_group_alone"),
    ],
)
def test_an_answer_lands_where_the_scheme_has_it(
    answer: str, nhs: str, in_2011: str, in_2021: str
) -> None:
    found = [
        group.code for each in KNOWN.values() for group in each.groups if answer in group.answers
    ]

    assert found == [nhs, in_2011, in_2021]


def test_answers_that_a_scheme_lacks_are_told_by_name() -> None:
    nhs = KNOWN["nhs"]
    without_roma = tuple(
        replace(group, answers=tuple(each for each in group.answers if "roma" not in each))
        for group in nhs.groups
    )

    assert schemes.unmapped(DOCUMENT, replace(nhs, groups=without_roma)) == ("ethnic_white.roma",)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(b"scheme,code,label\n", "x.csv:1:1: F-351", id="a_column_short"),
        pytest.param(BODY + b"nhs,Y,Y\n", "F-351 A row has the columns scheme, code", id="a_row"),
        pytest.param(b"", None, id="empty"),
        pytest.param(
            BODY + b"nhs,Y,Y,ethnic_asian.indian\n",
            'F-352 "ethnic_asian.indian" stands twice in the scheme nhs. Delete one',
            id="twice",
        ),
        pytest.param(BODY + b"nhs,Y,\xe9,\n", "F-101 This is not UTF-8", id="encoding"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(body: bytes, says: str | None) -> None:
    if says is None:
        assert schemes.parse(body, "x.csv") == {}
        return
    with pytest.raises(FlowError) as error:
        schemes.parse(body, "x.csv")

    assert says in str(error.value)
