"""Headers that browsers enforce for a shared server: nothing from elsewhere, nothing evaluated."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubsim.dashboard.first_page import by_its_name

HOSTS = "HUBSIM_HOSTS"
"""Environment variable with the names under which the server may be reached."""
HERE = ("localhost", "127.0.0.1")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def hosts() -> list[str]:
    """Give the names under which the server may be reached; this machine is always one."""
    return list(dict.fromkeys([*os.environ.get(HOSTS, "").split(), *HERE]))


def policy(scripts: str, host: str) -> str:
    """Write the content security policy.

    Parameters
    ----------
    scripts : str
        Hashes of the scripts that stand in Streamlit's own page.
    host : str
        Under which this request came, with its port: the only one that may be talked to.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: {scripts}",
            "style-src 'self' 'unsafe-inline'",  # Streamlit styles its parts while it runs
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            f"connect-src 'self' data: blob: ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob: data:",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def inline_scripts(page: str) -> str:
    """Give the hashes by which the scripts inside a page are allowed, and no others."""
    found = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = (hashlib.sha256(text.encode()).digest() for text in found)
    return " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in digests)


class SafeHeaders:
    """Adds the headers to every answer.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        page = Path(streamlit.__file__).parent / "static" / "index.html"
        self.scripts = inline_scripts(page.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", HERE[0])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy(self.scripts, host)
                for name, value in FIXED.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, with_headers)


def middleware() -> list[Middleware]:
    """Give what stands between the network and the dashboard of a shared server."""
    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts(), www_redirect=False),
        Middleware(SafeHeaders),
        by_its_name(),
    ]
