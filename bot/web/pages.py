"""Jinja pages: the front page, plain errors, and our own static files.

Rule: autoescape always on, no inline style or script, no address of anyone else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent

_REASONS = {
    403: "That form did not come from this page, so nothing was done.",
    404: "There is no page here.",
    405: "This page cannot be used in that way.",
    413: "That was more than we can take in one go.",
    503: "We cannot do that just now. Please try again in a minute.",
    500: "Something is wrong on our side. It has been noted.",
}


class Pages:
    """Renders the templates of `bot/web/templates`."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(
        self, template: str, values: Mapping[str, object], status: int = 200
    ) -> HTMLResponse:
        """One page."""
        return HTMLResponse(self.text(template, values), status)

    def text(self, template: str, values: Mapping[str, object]) -> str:
        """The same as text."""
        return self._templates.get_template(template).render(values)

    async def problem(self, _request: Request, error: Exception) -> Response:
        """A plain page for what went wrong, without particulars."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = _REASONS.get(status, "That did not work.")
        return self.render("problem.html", {"reason": reason}, status)

    def front(self) -> Route:
        """`/` of an installation: says only that it is there."""

        async def front(_request: Request) -> Response:
            return self.render("front.html", {})

        return Route("/", front)


def static() -> Mount:
    """Our one stylesheet and one script."""
    return Mount("/static", StaticFiles(directory=HERE / "static"))
