"""Twilio's library, kept at arm's length: one client over our own transport.

Rule: a request is made once. Neither the library nor the transport repeats it, and whatever
goes wrong leaves here as one of our errors, without the provider's words: they quote numbers,
so nothing is chained either.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.sms.errors import reaction
from bot.channels.sms.settings import SmsSettings
from bot.channels.tls import authorities
from bot.channels.urls import is_loopback
from bot.errors import Retry, Unknown

TIMEOUT = httpx.Timeout(connect=5.0, read=20.0, write=10.0, pool=5.0)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""It certainly never left this machine."""
RECONNECT_AFTER = timedelta(seconds=5)
VALIDITY = timedelta(hours=4)
"""Twilio gives up after this, so that no question arrives in the night."""
PAGE = 200
_STATUS_PATH = "/webhooks/sms/status/"
_LONGEST_WAIT = timedelta(hours=1)


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """Twilio's requests over httpx: real timeouts, no repeats, no redirects, no log of them."""

    def __init__(self, timeout: httpx.Timeout, *, trust_env: bool) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self.http = httpx.AsyncClient(timeout=timeout, trust_env=trust_env, verify=authorities())

    async def request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        method: str,
        uri: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        allow_redirects: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> Response:
        """Make one request."""
        del timeout, allow_redirects
        answer = await self.http.request(
            method, uri, params=params, data=data, headers=headers, auth=auth
        )
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS and "retry-after" in answer.headers:
            raise Retry(_wait(answer.headers["retry-after"]))  # the library drops headers
        return Response(answer.status_code, answer.text, answer.headers)


class Twilio:
    """The three requests that we make."""

    def __init__(self, settings: SmsSettings, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._settings = settings
        self._transport = Transport(timeout, trust_env=not is_loopback(settings.api_url))
        client = Client(
            settings.account_sid,
            settings.auth_token.get_secret_value(),
            http_client=self._transport,
            # Not empty, or it reads the process's own, where a region rewrites the host.
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
        )
        client.api.base_url = settings.api_url  # undocumented; pinned by a test
        self._messages = client.api.v2010.account.messages

    async def create(self, to: str, body: str, outbox_id: str) -> str:
        """Send; the SID.

        Raises:
            SendFailed: as `errors.reaction` says, `Retry` where it was never sent, `Unknown`
                where nobody can tell.
        """
        with ours():
            sent = await self._messages.create_async(
                to=to,
                body=body,
                status_callback=self._settings.public_url + _STATUS_PATH + outbox_id,
                validity_period=int(VALIDITY.total_seconds()),
                **self._sender(),
            )
        if not sent.sid:
            raise Unknown("no sid")
        return str(sent.sid)

    async def sent_to(self, number: str, since: datetime) -> AsyncIterator[Any]:
        """Messages to *number* created since, newest first.

        The date filter of the list looks at when a message *left*, which one still queued has
        not, so the time is compared here.
        """
        async for record in self._listed(since, to=number):
            yield record

    async def received(self, since: datetime) -> AsyncIterator[Any]:
        """Messages that arrived since, newest first."""
        midnight = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        # A service has many numbers, so its messages are told apart one by one instead.
        to = {} if self._settings.messaging_service_sid else {"to": self._settings.from_}
        async for record in self._listed(since, date_sent_after=midnight, **to):
            if record.direction == "inbound" and self._is_ours(record):
                yield record

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._transport.http.aclose()

    async def _listed(self, since: datetime, **filters: Any) -> AsyncIterator[Any]:
        """Page by page, until a whole page is older than *since*."""
        with ours():
            page = await self._messages.page_async(page_size=PAGE, **filters)
        while page is not None:
            with ours():
                records = [r for r in page if r.date_created is None or r.date_created >= since]
            for record in records:
                yield record
            if not records:
                return
            with ours():
                page = await page.next_page_async()

    def _sender(self) -> dict[str, str | None]:
        service = self._settings.messaging_service_sid
        return {"messaging_service_sid": service} if service else {"from_": self._settings.from_}

    def _is_ours(self, record: Any) -> bool:
        """Not another service's of the same account; a record may name none."""
        return record.messaging_service_sid in {None, "", self._settings.messaging_service_sid}


@contextmanager
def ours() -> Iterator[None]:
    """Twilio's and httpx's errors → ours, narrowest first."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        raise reaction(error.status, str(error.code or error.status)) from None
    except TwilioException as error:
        # A list that answered anything but 200: only then is the answer itself an argument.
        answer = error.args[-1] if error.args else None
        status = answer.status_code if isinstance(answer, Response) else 500
        raise reaction(status, str(status)) from None
    except NOT_SENT:
        raise Retry(RECONNECT_AFTER) from None
    except httpx.HTTPError as error:
        raise Unknown(type(error).__name__) from None
    except ValueError as error:  # an answer that is no JSON
        raise Unknown(type(error).__name__) from None


def _wait(header: str) -> timedelta:
    seconds = int(header) if header.isascii() and header.isdigit() and len(header) < 9 else 10
    return min(timedelta(seconds=seconds), _LONGEST_WAIT)
