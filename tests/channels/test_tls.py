from __future__ import annotations

import ssl

from bot.channels.tls import authorities


def test_certificates_and_names_are_checked() -> None:
    context = authorities()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context is authorities()
