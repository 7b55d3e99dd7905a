"""The security headers of every page.

Rule: nothing from a third party, nothing inline, nothing framed, nothing kept; a page that says
otherwise of itself is the public one, which may be kept and may do less.
"""

from __future__ import annotations

from secure import Secure
from secure.headers import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STATIC = "/static/"
_TWO_YEARS_SECONDS = 63_072_000


def policy() -> Secure:
    """The headers, as `secure` spells them."""
    return Secure(
        cache=CacheControl().no_store(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        csp=ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'")
        .connect_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'"),
        hsts=StrictTransportSecurity().max_age(_TWO_YEARS_SECONDS).include_subdomains(),
        permissions=PermissionsPolicy().camera().geolocation().microphone(),
        referrer=ReferrerPolicy().no_referrer(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )


class SafeHeaders:
    """ASGI middleware that puts the headers on every answer, error pages included."""

    def __init__(self, inner: ASGIApp, headers: Secure) -> None:
        self._inner = inner
        self._pages = [
            (name.lower().encode("ascii"), value.encode("latin-1"))
            for name, value in headers.header_items()
        ]
        self._files = [pair for pair in self._pages if pair[0] != b"cache-control"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve `inner`, its answers dressed."""
        ours = self._files if scope.get("path", "").startswith(_STATIC) else self._pages

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                said = {name for name, _ in own}
                message["headers"] = [*own, *(pair for pair in ours if pair[0] not in said)]
            await send(message)

        await self._inner(scope, receive, dressed)
