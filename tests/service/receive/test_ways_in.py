"""Two venues, two languages, two channels: who comes in where, and what they read.

Each is played as it is written: `>` the resident at their phone, `<` the first line that comes
back to it.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.structure import Document
from bot.model import Address
from bot.service.launch import Order, refuse_what_cannot_open
from tests.exchange.talks import parks
from tests.service.messages import launch_parks, people_at, person_at, standing, talk_at
from tests.service.stage import SLUG, Stage, chat, entry, phone, running

MOSQUE = """
> EYES1
< Which language?
> 2
< Example NHS Trust: চোখ পরীক্ষা করাতে যাওয়া কতটা সহজ? উত্তর গোপন থাকবে। মেসেজ না চাইলে STOP লিখুন।
> হ্যাঁ
< ডায়াবেটিসের জন্য শেষ কবে চোখ পরীক্ষা করিয়েছেন? (১/প্রায় ৬)
> EYES1
< ১ থেকে ৪ পর্যন্ত একটি নম্বর লিখুন।
> 1
< সেখানে যাওয়া কতটা সহজ ছিল? (২/প্রায় ৬)
"""
LIBRARY = """
> /start eyes2
< Which language?
> English
< Example NHS Trust: how easy is it to get to your eye check? Your answers are confidential.
> yes
< When was your last eye screening? (1 of about 6)
> /start eyes2
< When was your last eye screening? (1 of about 6)
> number 2 pls
< What made it hard to go? Pick up to 3. (2 of about 6)
"""


async def played(house: Stage, address: Address, transcript: str) -> list[str]:
    """The same transcript with what really came back."""
    real = []
    for line in filter(None, transcript.splitlines()):
        if line.startswith(">"):
            await house.hear(address, line[2:])
            first = [
                m.body.splitlines()[0]
                for m in await house.sent(address.channel)
                if m.to == address.value
            ]
            real += [line, f"< {first[0] if first else ''}"]
    return real


async def test_two_posters_two_words_two_languages(house: Stage) -> None:
    await house.launch([entry(1)])

    at_the_mosque = await played(house, phone(50), MOSQUE)
    in_the_library = await played(house, chat(51), LIBRARY)

    assert at_the_mosque == MOSQUE.strip().splitlines()
    assert [line.split(" Reply STOP")[0] for line in in_the_library] == LIBRARY.strip().split("\n")
    assert (await talk_at(house, phone(50))).source == "mosque"
    assert (await talk_at(house, chat(51))).source == "library"
    assert sum((await standing(house)).funnel.values()) == 3


@pytest.mark.parametrize(
    ("said", "source"),
    [
        pytest.param("EYES 3", "pharmacy", id="parted"),
        pytest.param("eyes", "EYES", id="the_number_forgotten"),
        pytest.param("EYES7", "EYES", id="a_venue_nobody_listed"),
        pytest.param("Eyes mosque", "mosque", id="named"),
        pytest.param("/start eyes7", "EYES", id="a_link_nobody_listed"),
        pytest.param("/start EYES-market", "EYES", id="a_link_to_a_venue_nobody_listed"),
    ],
)
async def test_whatever_they_made_of_the_word_they_are_in(
    house: Stage, said: str, source: str
) -> None:
    await house.launch([entry(1)])
    address = chat(50) if said.startswith("/") else phone(50)
    await house.hear(address, said)

    assert (await talk_at(house, address)).source == source
    assert (await person_at(house, address)).participant.source == source


async def test_whoever_was_invited_keeps_where_the_list_says_they_come_from(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(1), "EYES1", "EYES market")

    assert (await talk_at(house, phone(1))).source == ""
    assert (await person_at(house, phone(1))).participant.source == ""


async def test_a_known_person_is_counted_to_the_poster_of_each_consultation(house: Stage) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(2)])
    await house.hear(phone(1), "BENCH")

    assert (await talk_at(house, phone(1), "parks")).source == "gate"
    assert (await talk_at(house, phone(1), SLUG)).source == ""


async def test_what_only_begins_like_a_word_is_an_answer_of_whoever_is_asked(house: Stage) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(2)])
    await house.hear(phone(1), "yes", "bench seats")

    assert {c.consultation for c in (await person_at(house, phone(1))).conversations} == {SLUG}


async def test_an_old_link_leads_in_whatever_they_are_asked_elsewhere(house: Stage) -> None:
    await house.launch([entry(1, chat(1))])
    await launch_parks(house, [entry(2)])
    await house.hear(chat(1), "yes", "/start bench-2019")

    assert (await talk_at(house, chat(1), "parks")).source == "BENCH"


async def test_stop_beside_a_word_is_stop(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(50), "STOP")

    assert await people_at(house, phone(50)) == ()


def with_words(**keywords: str) -> Document:
    """The parks, by other words."""
    plan = replace(parks().plan, keywords={word: venue for venue, word in keywords.items()})
    return replace(parks(), plan=plan)


async def test_a_word_that_leads_elsewhere_is_refused_at_launch(house: Stage) -> None:
    await house.launch([entry(1)])
    order = Order(running(with_words(gate="eyes 1")), (entry(2),), "officer")

    with pytest.raises(Refused, match=r"S-338 keywords: EYES1 already leads to eye-screening"):
        await refuse_what_cannot_open(order, house.desk)
