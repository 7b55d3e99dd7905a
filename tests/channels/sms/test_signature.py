"""Our HMAC against Twilio's own validator."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import MultiDict
from twilio.request_validator import RequestValidator

from bot.channels.sms.signature import Signature, sign

TOKEN = "f" * 32
HOSTS = st.sampled_from(["kotha.example", "Kotha.Example", "127.0.0.1", "localhost"])
BASES = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}{path}",
    st.sampled_from(["https", "http"]),
    HOSTS,
    st.sampled_from(["", ":443", ":80", ":8443"]),
    st.sampled_from(["", "/base", "/a/b"]),
)
TARGETS = st.builds(
    lambda path, query: path + query,
    st.sampled_from(["/webhooks/sms", "/webhooks/sms/status/1", "/webhooks/%73ms"]),
    st.sampled_from(["", "?a=1", "?a=1&b=%20x", "?a=&b", "?bodySHA256=1", "?a=হ্যাঁ"]),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FIELDS = st.lists(st.tuples(st.one_of(st.sampled_from(["Body", "a", "B"]), WORDS), WORDS))


class Fields(MultiDict):
    """Fields as Twilio's validator asks for them."""

    def getall(self, name: str) -> list[str]:
        return self.getlist(name)


@given(BASES, TARGETS, FIELDS, st.booleans())
def test_ours_agrees_with_twilios(
    base: str, target: str, fields: list[tuple[str, str]], is_forged: bool
) -> None:
    """Whatever the ports, queries, blanks, repeats and scripts."""
    theirs = RequestValidator(TOKEN)
    given = theirs.compute_signature(base + target, Fields(fields))
    given = given[::-1] if is_forged else given

    ours = Signature(TOKEN, base).is_of(target, fields, given)

    assert ours == theirs.validate(base + target, Fields(fields), given)


@given(BASES, TARGETS, FIELDS, st.sampled_from([":443", ":80", ""]))
def test_a_port_may_be_signed_or_left_out(
    base: str, target: str, fields: list[tuple[str, str]], port: str
) -> None:
    """Twilio signs the address with its default port, or without."""
    bare = base.removesuffix("/base").removesuffix("/a/b")
    url = bare.removesuffix(":443").removesuffix(":80").removesuffix(":8443") + port
    given = sign(TOKEN.encode(), url + target, fields)

    ours = Signature(TOKEN, bare).is_of(target, fields, given)

    assert ours == RequestValidator(TOKEN).validate(bare + target, Fields(fields), given)


@given(FIELDS)
def test_a_form_that_was_posted_gives_the_fields_that_were_signed(
    fields: list[tuple[str, str]],
) -> None:
    wired = parse_qsl(urlencode(fields), keep_blank_values=True)

    assert sign(b"x", "https://a", wired) == sign(b"x", "https://a", fields)


def test_an_example_by_hand() -> None:
    """The order of fields does not count; an exact repeat counts once."""
    one = sign(b"12345", "https://a/b", [("B", "2"), ("A", "1")])

    assert one == sign(b"12345", "https://a/b", [("A", "1"), ("B", "2"), ("A", "1")])
    assert one != sign(b"12345", "https://a/b", [("A", "2"), ("B", "1")])
