"""The baseline of the webhook figure: a bare Starlette app that parses the form and checks the
signature with the stock pieces, and does nothing with them.

    python -m tests.bench.baseline_app PORT
"""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator  # noqa: TID251 (the stock validator)

from tests.fakes.twilio import AUTH_TOKEN

PUBLIC = "https://kotha.example.org/webhooks/sms"
VALIDATOR = RequestValidator(AUTH_TOKEN)


async def webhook(request: Request) -> Response:
    """Form, signature, 200."""
    form = await request.form()
    signature = request.headers.get("x-twilio-signature", "")
    is_valid = VALIDATOR.validate(PUBLIC, form, signature)
    return Response(status_code=200 if is_valid else 403)


app = Starlette(routes=[Route("/webhooks/sms", webhook, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
