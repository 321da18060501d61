"""The page that opens first has the address of the whole; its own name leads there as well.

Streamlit gives that page no other address, and says of ``/compare`` that there is no such page. So
it does where ``streamlit run app.py`` serves it, since nothing stands before Streamlit there.
"""

from __future__ import annotations

from starlette.datastructures import URL
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from hubsim.dashboard.pages import PAGES


class ByItsName:
    """Sends a browser that asks for the first page by its name to the address of the whole.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer: ASGIApp = self.app
        if scope["type"] == "http" and scope["path"].rpartition("/")[2] == PAGES[0].name:
            asked = URL(scope=scope).query
            # Where it lies is not said: it is beside what was asked for, whatever stands before.
            answer = RedirectResponse(f"./?{asked}" if asked else "./")
        await answer(scope, receive, send)


def by_its_name() -> Middleware:
    """Give what answers to the name of the first page."""
    return Middleware(ByItsName)


__all__ = ["by_its_name"]
