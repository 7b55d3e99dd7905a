"""Twilio's codes, through its own library, and what they mean for us."""

from __future__ import annotations

import pytest

from bot.channels.sms.channel import Sms
from bot.errors import Misconfigured, Retry, SendFailed, Undeliverable, Unreachable
from tests.channels.rigs import PHONE, outbound
from tests.fakes.twilio import TwilioFake


@pytest.mark.parametrize(
    ("code", "failure", "opted_out"),
    [
        pytest.param(21610, Unreachable, True, id="opted_out"),
        pytest.param(21211, Unreachable, False, id="no_number"),
        pytest.param(21614, Unreachable, False, id="no_mobile"),
        pytest.param(21612, Unreachable, False, id="no_route"),
        pytest.param(21408, Unreachable, False, id="country_off"),
        pytest.param(30005, Unreachable, False, id="unknown_there"),
        pytest.param(30006, Unreachable, False, id="landline"),
        pytest.param(20003, Misconfigured, False, id="credentials"),
        pytest.param(20404, Misconfigured, False, id="account"),
        pytest.param(21606, Misconfigured, False, id="sender"),
        pytest.param(20429, Retry, False, id="too_many"),
        pytest.param(21611, Retry, False, id="queue_full"),
        pytest.param(21617, Undeliverable, False, id="too_long"),
        pytest.param(63000, Undeliverable, False, id="unheard_of"),
    ],
)
async def test_each_code_has_its_reaction(
    sms: Sms, twilio: TwilioFake, code: int, failure: type[SendFailed], opted_out: bool
) -> None:
    twilio.refuse(PHONE, code)

    with pytest.raises(failure) as failed:
        await sms.send(outbound("sms", PHONE))

    assert getattr(failed.value, "opted_out", False) is opted_out
    assert twilio.sent == []
