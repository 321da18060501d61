"""What a server does before anybody looks, so that its first reader need not wait for it.

Pages are imported, and what they show at first is run, as the jobs that they would begin; who comes
meanwhile sees how far they are. The first page comes first. The others wait while somebody is being
shown a page: on one's own machine the browser opens at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from hubsim.errors import InputError, RunError

QUIET = 2.0
"""Seconds after a page was shown until something is run that nobody has asked for."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Begin when the server does, and keep nobody from its first page."""
    threading.Thread(target=warm, name="hubsim-warming", daemon=True).start()
    yield


def warm() -> None:
    """Import every page; run what they show at first, one after the other."""
    from hubsim.dashboard.pages import PAGES  # noqa: PLC0415 - slow, and a server need not wait

    begins = [getattr(each.module, "in_advance", None) for each in PAGES]
    for number, begin in enumerate(filter(None, begins)):
        if number:
            LOOKS.over()
        try:
            begin().result()
        except (InputError, RunError) as error:  # the page says it to its reader
            log.info("not run in advance: %s", error)


class Looks:
    """When a reader was last shown a page."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def shown(self) -> None:
        """Say that a reader is being shown a page."""
        self._last = time.monotonic()

    def over(self) -> None:
        """Wait until nobody has been shown a page for a while."""
        while (left := self._last + QUIET - time.monotonic()) > 0:
            time.sleep(left)


LOOKS = Looks()


__all__ = ["LOOKS", "lifespan", "warm"]
