"""What a server does before anybody looks, so that its first reader need not wait for it.

Pages are imported, and what they show at first is run, as the jobs that they would begin; who comes
meanwhile sees how far they are.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from hubsim.dashboard.pages import PAGES
from hubsim.errors import InputError, RunError

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Begin when the server does, and keep nobody from its first page."""
    threading.Thread(target=warm, name="hubsim-warming", daemon=True).start()
    yield


def warm() -> None:
    """Import every page; run what the first ones show, one after the other."""
    for begin in [getattr(each.module, "in_advance", None) for each in PAGES]:
        try:
            if begin is not None:
                begin().result()
        except (InputError, RunError) as error:  # the page says it to its reader
            log.info("not run in advance: %s", error)


__all__ = ["lifespan", "warm"]
