"""How long somebody waits who opens a page of the dashboard, in a real browser.

python -m benchmarks.opening [--visits 4]

A server is started as `hubsim serve` starts one, and left alone until it has run what its pages
show at first. Each visit is a new headless Chromium. Told is the clock, until nothing is worked out
and all charts are painted: it says little where others are at work, so the load stands beside it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

from benchmarks.slider import server_of, spent
from tests.dashboard.browser import Look, chromium, served

PAGES = {"Compare": "", "Explore": "explore", "Teach": "teach", "Design a hub": "hub"}
QUIET = 3
"""Seconds in which a server that is ready does nothing."""
STILL = 0.45
"""Seconds that nothing must have changed before a page is taken to be whole."""


def ready(address: str) -> None:
    """Wait until a server does nothing."""
    server, before = server_of(address), 0.0
    while (now := spent(server)) - before > 0.1 * QUIET:
        before = now
        time.sleep(QUIET)


def visit(address: str, path: str) -> float:
    """Open a page in a new browser; seconds until it is whole."""
    with chromium() as browser:
        look = Look(browser, address, (1366, 768))
        began = time.monotonic()
        look.open(path)
        took = time.monotonic() - began - STILL
        look.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=4)
    visits = parser.parse_args().visits
    with served(command="serve") as address:
        ready(address)
        print(f"{'page':<14}{'seconds, median (least to most)':>34}{'load':>7}")
        for name, path in PAGES.items():
            took = [visit(address, path) for _ in range(visits)]
            said = f"{statistics.median(took):.2f} ({min(took):.2f} to {max(took):.2f})"
            print(f"{name:<14}{said:>34}{os.getloadavg()[0]:>7.1f}")


if __name__ == "__main__":
    main()
