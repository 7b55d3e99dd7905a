"""Requests that somebody else could send: all refused before anything in them is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from bot.channels import CHANNELS
from bot.errors import WebhookRejected
from bot.ports import WebhookRequest
from tests.channels.rigs import (
    NOW,
    RIGS,
    TEXT_FORM,
    TEXT_UPDATE,
    offline,
    signed,
    telegram_settings,
    told,
)
from tests.fakes.telegram import SECRET
from tests.fakes.twilio import TwilioFake

Mutation = Callable[[WebhookRequest], WebhookRequest]
SIGNATURE = "x-twilio-signature"
TOKEN = "x-telegram-bot-api-secret-token"


def path(new: str) -> Mutation:
    return lambda request: replace(request, path=new)


def query(new: str) -> Mutation:
    return lambda request: replace(request, query=new)


def body(old: bytes, new: bytes) -> Mutation:
    return lambda request: replace(request, body=request.body.replace(old, new))


def whole_body(new: bytes) -> Mutation:
    return lambda request: replace(request, body=new)


def header(name: str, change: Callable[[str], str]) -> Mutation:
    def mutate(request: WebhookRequest) -> WebhookRequest:
        return replace(request, headers={**request.headers, name: change(request.headers[name])})

    return mutate


def without(name: str) -> Mutation:
    def mutate(request: WebhookRequest) -> WebhookRequest:
        kept = {key: value for key, value in request.headers.items() if key != name}
        return replace(request, headers=kept)

    return mutate


def signed_for(url: str, fields: Mapping[str, str] = TEXT_FORM, token: str = "") -> Mutation:
    """Signed truly, but for another address or by another key."""

    def mutate(request: WebhookRequest) -> WebhookRequest:
        fake = TwilioFake()
        fake.auth_token = token or fake.auth_token
        form = fake.sign(url, fields)
        return replace(request, body=form.body, headers=form.headers)

    return mutate


SMS: Mapping[str, Mutation] = {
    "no_signature": without(SIGNATURE),
    "empty_signature": header(SIGNATURE, lambda _: ""),
    "blank_signature": header(SIGNATURE, lambda _: " "),
    "cut_signature": header(SIGNATURE, lambda s: s[:-1]),
    "longer_signature": header(SIGNATURE, lambda s: s + "="),
    "swapped_case_signature": header(SIGNATURE, str.swapcase),
    "signature_not_latin": header(SIGNATURE, lambda s: s[:-1] + "১"),
    "signature_with_surrogate": header(SIGNATURE, lambda s: s[:-1] + "\ud800"),
    "two_signatures": header(SIGNATURE, lambda s: f"{s},{s}"),
    "other_body": body(b"Body=yes", b"Body=no"),
    "other_sender": body(b"900001", b"900002"),
    "other_sid": body(b"7&", b"8&"),
    "blank_field_dropped": body(b"&ToCity=", b""),
    "field_added": body(b"Body=yes", b"Body=yes&OptOutType=STOP"),
    "field_repeated_otherwise": body(b"Body=yes", b"Body=yes&Body=no"),
    "boundary_moved": body(b"Body=yes", b"Bod=yyes"),
    "trailing_blank": body(b"Body=yes", b"Body=yes+"),
    "empty_body": whole_body(b""),
    "json_body": whole_body(b'{"Body": "yes"}'),
    "raw_utf8_body": body(b"Body=yes", "Body=হ্যাঁ".encode()),
    "broken_utf8_body": body(b"Body=yes", b"Body=%ff"),
    "surrogate_body": body(b"Body=yes", b"Body=%ED%A0%80"),
    "no_equals_sign": body(b"Body=yes", b"Body"),
    "too_many_fields": body(b"Body=yes", b"Body=yes" + b"&x=1" * 101),
    "nul_bytes": whole_body(b"\0" * 64),
    "trailing_slash": path("/webhooks/sms/"),
    "upper_case_path": path("/webhooks/SMS"),
    "encoded_path": path("/webhooks/%73ms"),
    "status_path": path("/webhooks/sms/status/01939f00-0000-7000-8000-000000000001"),
    "query_added": query("x=1"),
    "signed_for_another_host": signed_for("https://evil.example/webhooks/sms"),
    "signed_for_plain_http": signed_for("http://kotha.example/webhooks/sms"),
    "signed_for_another_port": signed_for("https://kotha.example:8443/webhooks/sms"),
    "signed_by_another_key": signed_for("https://kotha.example/webhooks/sms", token="0" * 32),
    "another_account": signed_for(
        "https://kotha.example/webhooks/sms", {**TEXT_FORM, "AccountSid": "AC" + "b" * 32}
    ),
    "no_account": signed_for(
        "https://kotha.example/webhooks/sms",
        {name: value for name, value in TEXT_FORM.items() if name != "AccountSid"},
    ),
}
TELEGRAM: Mapping[str, Mutation] = {
    "no_secret": without(TOKEN),
    "empty_secret": header(TOKEN, lambda _: ""),
    "cut_secret": header(TOKEN, lambda s: s[:-1]),
    "longer_secret": header(TOKEN, lambda s: s + "a"),
    "upper_case_secret": header(TOKEN, str.upper),
    "blank_around_secret": header(TOKEN, lambda s: f" {s}"),
    "secret_not_latin": header(TOKEN, lambda s: s[:-1] + "১"),
    "secret_with_surrogate": header(TOKEN, lambda s: s[:-1] + "\ud800"),
    "secret_twice": header(TOKEN, lambda s: f"{s},{s}"),
    "other_path": path("/webhooks/telegram/"),
    "path_of_sms": path("/webhooks/sms"),
    "secret_in_query_alone": lambda r: replace(r, headers={}, query=f"{TOKEN}={SECRET}"),
    "no_json": whole_body(b"update_id=7"),
    "json_cut": whole_body(b'{"update_id": 7, "message": {'),
    "json_list": whole_body(b"[]"),
    "json_text": whole_body(b'"update_id"'),
    "no_update_id": whole_body(b'{"message": {}}'),
    "update_id_text": whole_body(b'{"update_id": "7"}'),
    "update_id_true": whole_body(b'{"update_id": true}'),
    "update_id_fraction": whole_body(b'{"update_id": 7.5}'),
    "update_id_of_5000_digits": whole_body(b'{"update_id": ' + b"7" * 5000 + b"}"),
    "deep_json": whole_body(b"[" * 60_000),
    "utf16_json": lambda r: replace(r, body=r.body.decode().encode("utf-16")),
    "broken_utf8": whole_body(b'{"update_id": 7, "x": "\xff"}'),
    "empty_body": whole_body(b""),
}
ALL = [
    pytest.param(name, mutate, id=f"{name}-{what}")
    for name, table in (("sms", SMS), ("telegram", TELEGRAM))
    for what, mutate in table.items()
]


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 40


@pytest.mark.parametrize(("name", "mutate"), ALL)
def test_a_forged_request_is_refused(name: str, mutate: Mutation) -> None:
    rig = RIGS[name]
    channel = offline(name)
    assert channel.receive(rig.request, NOW)  # good before it is touched
    forged = mutate(rig.request)
    assert forged != rig.request

    with pytest.raises(WebhookRejected) as refused:
        channel.receive(forged, NOW)

    assert refused.value.status in {400, 403, 404}


def test_what_the_request_says_of_its_host_is_not_believed() -> None:
    """The configured public address is signed, so headers that name another change nothing."""
    request = RIGS["sms"].request
    headers = {**request.headers, "host": "evil.example", "x-forwarded-host": "evil.example"}
    channel = offline("sms")

    assert channel.receive(replace(request, headers=headers), NOW)


def test_without_a_secret_no_webhook_is_taken() -> None:
    """A bot that polls has none, and an empty header must not match it."""
    polling = telegram_settings(mode="polling", webhook_secret=None)
    request = replace(told(TEXT_UPDATE), headers={TOKEN: ""})

    with pytest.raises(WebhookRejected):
        CHANNELS["telegram"](polling).receive(request, NOW)


def test_a_replay_is_no_forgery_and_keeps_its_key() -> None:
    """Twilio signs no time: the unique key is what stops a replay."""
    channel = offline("sms")
    first, second = (channel.receive(signed(TEXT_FORM), NOW) for _ in range(2))

    assert first == second
