"""Twilio's Messages API as a real HTTP server, and the phones at its other end.

    with TwilioFake(webhook_url="http://127.0.0.1:8000/webhooks/sms") as twilio:
        twilio.environment                     # KOTHA_TWILIO_…, to start `kotha serve` with
        twilio.text("+447700900001", "YES")    # a resident's phone; signed, posted, listed
        twilio.inbox("+447700900001")          # what that phone was sent
        twilio.wait(lambda: len(twilio.sent) == 40)
        twilio.faults.rate("drop", 0.3)        # see `tests.fakes.server.Faults`
        twilio.refuse("+447700900002", 21610)  # as if that person had opted out

Rule: it answers as Twilio does in what Kotha relies on (authentication, codes, paging, signed
callbacks, no repeat of a failed webhook), and in nothing else.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from twilio.request_validator import RequestValidator  # noqa: TID251 - signs as Twilio does

from tests.fakes.server import LoopbackServer, Now, utc_now

ACCOUNT_SID = "AC" + "a" * 32
AUTH_TOKEN = "f" * 32
NUMBER = "+447700900000"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_STOPS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
_STARTS = {"START", "YES", "UNSTOP"}
_REFUSALS = {  # code → HTTP status, where that is not 400
    20003: 401,
    20404: 404,
    20429: 429,
}


@dataclass
class SmsRecord:
    """One message, either way, as Twilio keeps it."""

    sid: str
    to: str
    from_: str
    body: str
    direction: str
    """`outbound-api` or `inbound`."""
    at: datetime
    status: str
    status_callback: str = ""
    validity_seconds: int = 0
    form: Mapping[str, str] = field(default_factory=dict)
    """All fields of the request that made it."""
    is_left: bool = True
    """It has a date of sending; false while it is queued."""


@dataclass(frozen=True)
class SignedForm:
    """A webhook ready to post."""

    url: str
    """As signed."""
    body: bytes
    headers: Mapping[str, str]


class TwilioFake(LoopbackServer):
    """One account with one number; see the module."""

    def __init__(
        self,
        *,
        webhook_url: str = "",
        connect_to: str = "",
        does_report: bool = True,
        does_handle_stop: bool = False,
        now: Now = utc_now,
    ) -> None:
        """
        Args:
            webhook_url: where received texts are posted (may be assigned later): the public
                address, which is what gets signed.
            connect_to: scheme, host and port to connect to in place of the public ones.
            does_report: whether each text sent is followed by `sent` and `delivered`.
            does_handle_stop: whether STOP and START texts switch 21610 on and off, as on a
                long number.
        """
        super().__init__(now=now)
        self.account_sid = ACCOUNT_SID
        self.auth_token = AUTH_TOKEN
        self.number = NUMBER
        self.service_sid = ""
        self.webhook_url = webhook_url
        self.connect_to = connect_to
        self.does_report = does_report
        self.does_handle_stop = does_handle_stop
        self.records: list[SmsRecord] = []
        """Both ways, in order."""
        self.attempts = 0
        """Requests to send, whatever became of them."""
        self.refusals: dict[str, int] = {}
        """Twilio's code by number."""
        self.fates: dict[str, tuple[str, str]] = {}
        """Last status and code that is reported for a number, in place of `delivered`."""
        self.answers: list[tuple[str, int]] = []
        """Path and status of every webhook posted; 0: nobody answered."""
        self._sids = itertools.count(1)
        self._posting = ThreadPoolExecutor(4, thread_name_prefix="twilio-fake")
        self._http = httpx.Client(timeout=10, trust_env=False)
        self._open_reports = 0

    # ── What a test looks at ──────────────────────────────────────────────────────────────────

    @property
    def sent(self) -> list[SmsRecord]:
        """Texts that were taken for sending, in order."""
        with self.moved:
            return [r for r in self.records if r.direction != "inbound"]

    def inbox(self, number: str) -> list[str]:
        """Words that reached the phone at *number*, in order."""
        return [r.body for r in self.sent if r.to == number]

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a Kotha that uses this account."""
        sender = (
            {"KOTHA_TWILIO_MESSAGING_SERVICE_SID": self.service_sid}
            if self.service_sid
            else {"KOTHA_TWILIO_FROM": self.number}
        )
        return {
            "KOTHA_TWILIO_ACCOUNT_SID": self.account_sid,
            "KOTHA_TWILIO_AUTH_TOKEN": self.auth_token,
            "KOTHA_TWILIO_API_URL": self.url,
            **sender,
        }

    def refuse(self, number: str, code: int | None = 21610) -> None:
        """From now on refuse texts to *number* with *code*; `None`: no longer."""
        with self.moved:
            self.refusals.pop(number, None)
            if code is not None:
                self.refusals[number] = code

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until every status callback was posted."""
        self.wait(lambda: self._open_reports == 0, timeout)

    # ── What phones do ────────────────────────────────────────────────────────────────────────

    def text(
        self,
        from_: str,
        body: str,
        *,
        sid: str | None = None,
        extra: Mapping[str, str] | None = None,
        is_posted: bool = True,
    ) -> int:
        """A resident texts us: recorded for the list, then posted once, signed.

        Args:
            from_: their number.
            body: their words.
            sid: to repeat an earlier one; a fresh one where left out.
            extra: further fields, such as `OptOutType`.
            is_posted: false: the webhook is lost, only the list shows it.

        Returns:
            The status our webhook answered; 0: nobody answered, or it was not posted.
        """
        form = self.sign_text(from_, body, sid=sid, extra=extra)
        return self.post(form) if is_posted else 0

    def sign_text(
        self,
        from_: str,
        body: str,
        *,
        sid: str | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> SignedForm:
        """The same, recorded but not posted: for a test that posts it itself."""
        record = self._receive(from_, body, sid)
        fields = {
            "ToCountry": "GB",
            "ToState": "",
            "SmsMessageSid": record.sid,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": record.sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": body,
            "FromCountry": "GB",
            "To": self.number,
            "ToZip": "",
            "NumSegments": "1",
            "MessageSid": record.sid,
            "AccountSid": self.account_sid,
            "From": from_,
            "ApiVersion": "2010-04-01",
            **({"MessagingServiceSid": self.service_sid} if self.service_sid else {}),
            **(extra or {}),
        }
        return self.sign(self.webhook_url, fields)

    def report(self, record: SmsRecord, status: str, code: str = "") -> int:
        """Post one signed status callback of a text we were given; what was answered."""
        if not record.status_callback:
            return 0
        with self.moved:
            record.status = status
        fields = {
            "SmsSid": record.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": record.to,
            "MessageSid": record.sid,
            "AccountSid": self.account_sid,
            "From": record.from_,
            "ApiVersion": "2010-04-01",
            **({"ErrorCode": code} if code else {}),
        }
        return self.post(self.sign(record.status_callback, fields))

    def sign(self, url: str, fields: Mapping[str, str]) -> SignedForm:
        """Any form, signed for *url* as Twilio does."""
        signature = RequestValidator(self.auth_token).compute_signature(url, dict(fields))
        return SignedForm(
            url=url,
            body=urlencode(fields).encode(),
            headers={
                "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
                "x-twilio-signature": signature,
                "user-agent": "TwilioProxy/1.1",
            },
        )

    def post(self, form: SignedForm) -> int:
        """Post it once; the status, or 0 where nobody answered."""
        url = httpx.URL(form.url)
        target = url
        if self.connect_to:
            there = httpx.URL(self.connect_to)
            target = url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        try:
            status = self._http.post(
                target, content=form.body, headers=dict(form.headers)
            ).status_code
        except httpx.HTTPError:
            status = 0
        with self.moved:
            self.answers.append((url.path, status))
            self.moved.notify_all()
        return status

    # ── The server ────────────────────────────────────────────────────────────────────────────

    def app(self) -> ASGIApp:
        path = "/2010-04-01/Accounts/{account}/Messages.json"
        return Starlette(
            routes=[
                Route(path, self._send, methods=["POST"]),
                Route(path, self._list, methods=["GET"]),
            ]
        )

    def __exit__(self, *args: object) -> None:
        super().__exit__(*args)
        self._posting.shutdown(wait=True, cancel_futures=True)
        self._http.close()

    async def _send(self, request: Request) -> Response:
        with self.moved:
            self.attempts += 1
            fault = self.strike()
        if fault == "cut":
            return self.reset(request)
        if fault in _BEFORE:
            return _BEFORE[fault]()
        await self.think()
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        code = self._objection(request, form)
        if code:
            return _error(code)
        record = self._take(form)
        answer = JSONResponse(
            self._shown(record), 201, background=BackgroundTask(self._follow, record)
        )
        if not fault:
            return answer
        self._follow(record)  # without the answer, which would have begun it
        if fault == "slow":
            await self.stall()
        return _AFTER[fault]() if fault in _AFTER else self.reset(request)

    def _objection(self, request: Request, form: Mapping[str, str]) -> int:
        """Twilio's code for what is wrong with a request; 0: nothing."""
        if not self._is_authentic(request):
            return 20003
        if request.path_params["account"] != self.account_sid:
            return 20404
        body = form.get("Body", "")
        period = form.get("ValidityPeriod", "36000")
        callback = form.get("StatusCallback", "http://none")
        checks = (
            (not form.get("To"), 21604),
            (not _E164.fullmatch(form.get("To", "")), 21211),
            (not (form.get("From") or form.get("MessagingServiceSid")), 21603),
            (form.get("From", self.number) != self.number, 21606),
            (form.get("MessagingServiceSid", self.service_sid) != self.service_sid, 21705),
            (not body, 21602),
            (len(body) > 1600, 21617),
            (not period.isdigit() or not 1 <= int(period) <= 36000, 90007),
            (not callback.startswith(("http://", "https://")), 21609),
        )
        wrong = next((code for is_wrong, code in checks if is_wrong), 0)
        with self.moved:
            return wrong or self.refusals.get(form.get("To", ""), 0)

    def _take(self, form: Mapping[str, str]) -> SmsRecord:
        with self.moved:
            record = SmsRecord(
                sid=self._sid(),
                to=form["To"],
                from_=form.get("From") or self.number,
                body=form["Body"],
                direction="outbound-api",
                at=self.now(),
                status="accepted" if form.get("MessagingServiceSid") else "queued",
                status_callback=form.get("StatusCallback", ""),
                validity_seconds=int(form.get("ValidityPeriod", "36000")),
                form=form,
            )
            self.records.append(record)
            if self._is_reported_on(record):
                self._open_reports += 1
            self.moved.notify_all()
        return record

    def _is_reported_on(self, record: SmsRecord) -> bool:
        return self.does_report and bool(record.status_callback)

    def _follow(self, record: SmsRecord) -> None:
        """Report on *record* from another thread, as Twilio does: with no regard to ours."""
        if not self._is_reported_on(record):
            return
        with self.moved:
            last = self.fates.get(record.to, ("delivered", ""))
        self._posting.submit(self._report_all, record, last)

    def _report_all(self, record: SmsRecord, last: tuple[str, str]) -> None:
        try:
            self.report(record, "sent")
            self.report(record, *last)
        finally:
            with self.moved:
                self._open_reports -= 1
                self.moved.notify_all()

    def _receive(self, from_: str, body: str, sid: str | None) -> SmsRecord:
        with self.moved:
            known = next((r for r in self.records if r.sid == sid), None)
            if known is not None:
                return known
            record = SmsRecord(
                sid=sid or self._sid(),
                to=self.number,
                from_=from_,
                body=body,
                direction="inbound",
                at=self.now(),
                status="received",
            )
            self.records.append(record)
            self._mind_keywords(from_, body)
            self.moved.notify_all()
        return record

    def _mind_keywords(self, from_: str, body: str) -> None:
        if not self.does_handle_stop:
            return
        word = body.strip().upper()
        if word in _STOPS:
            self.refusals[from_] = 21610
        elif word in _STARTS and self.refusals.get(from_) == 21610:
            del self.refusals[from_]

    async def _list(self, request: Request) -> Response:
        with self.moved:
            fault = self.faults.draw()
        if fault in {"cut", "drop"}:
            return self.reset(request)
        if fault in _BEFORE:
            return _BEFORE[fault]()
        if not self._is_authentic(request):
            return _error(20003)
        query = dict(request.query_params)
        size, number = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        found = self._filtered(query)
        shown = found[number * size : (number + 1) * size]
        has_more = len(found) > (number + 1) * size
        further = {**query, "Page": str(number + 1), "PageToken": f"PA{number + 1}"}
        return JSONResponse(
            {
                "messages": [self._shown(record) for record in shown],
                "page": number,
                "page_size": size,
                "uri": request.url.path,
                "first_page_uri": request.url.path,
                "previous_page_uri": None,
                "next_page_uri": f"{request.url.path}?{urlencode(further)}" if has_more else None,
                "start": number * size,
                "end": number * size + len(shown),
            }
        )

    def _filtered(self, query: Mapping[str, str]) -> Sequence[SmsRecord]:
        """Newest first. A date filter knows only what has left, as Twilio's does."""
        with self.moved:
            found = list(reversed(self.records))
        after, before = query.get("DateSent>", ""), query.get("DateSent<", "")
        return [
            r
            for r in found
            if r.to == query.get("To", r.to)
            and r.from_ == query.get("From", r.from_)
            and (not after or (r.is_left and r.at >= _date(after)))
            and (not before or (r.is_left and r.at <= _date(before)))
        ]

    def _shown(self, record: SmsRecord) -> dict[str, Any]:
        at = format_datetime(record.at.replace(microsecond=0))
        base = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{record.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": record.body,
            "date_created": at,
            "date_sent": at if record.is_left else None,
            "date_updated": at,
            "direction": record.direction,
            "error_code": None,
            "error_message": None,
            "from": record.from_,
            "messaging_service_sid": self.service_sid or None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": record.sid,
            "status": record.status,
            "subresource_uris": {"media": f"{base}/Media.json"},
            "to": record.to,
            "uri": f"{base}.json",
        }

    def _is_authentic(self, request: Request) -> bool:
        wanted = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {wanted}"

    def _sid(self) -> str:
        return f"SM{next(self._sids):032x}"


def _error(code: int) -> Response:
    status = _REFUSALS.get(code, 400)
    headers = {"retry-after": "7"} if status == 429 else {}
    return JSONResponse(
        {
            "code": code,
            "message": "The words may quote the number, so nobody should keep them",
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        },
        status,
        headers,
    )


def _failure() -> Response:
    return JSONResponse({"code": 20500, "message": "Internal server error", "status": 500}, 500)


_BEFORE: Mapping[str, Callable[[], Response]] = {
    "429": lambda: _error(20429),
    "500": _failure,
    "502_html": lambda: PlainTextResponse("<html>Bad gateway</html>", 502),
}
_AFTER: Mapping[str, Callable[[], Response]] = {
    "500_after": _failure,
    "garbage": lambda: PlainTextResponse("<html>It worked</html>", 201),
}


def _date(text: str) -> datetime:
    full = text if "T" in text else f"{text}T00:00:00Z"
    return datetime.fromisoformat(full.replace("Z", "+00:00"))
