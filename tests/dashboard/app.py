"""Pages as Streamlit runs them, without a browser."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

SCRIPT = """
from hubsim.dashboard.shell import start

start({page!r})
"""


def opened(page: str, **address: str | list[str]) -> AppTest:
    """Open a page by its name, with what stands in the address, and wait for its jobs."""
    at = AppTest.from_string(SCRIPT.format(page=page), default_timeout=60)
    for key, value in address.items():
        at.query_params[key] = value
    return settled(at.run())


def settled(at: AppTest, seconds: float = 180.0) -> AppTest:
    """Look again until no job is waited for."""
    until = time.monotonic() + seconds
    while any((button.key or "").startswith("stop ") for button in at.button):
        assert time.monotonic() < until, "a job does not end"
        time.sleep(0.1)
        at.run()
    return at


def desk_of(at: AppTest) -> str:
    """Give what names the reader's desk in the address."""
    token = at.query_params["desk"]
    return token if isinstance(token, str) else token[0]


def text(at: AppTest) -> str:
    """Give everything that a page says as HTML."""
    return "\n".join(element.proto.body for element in at.get("html"))
