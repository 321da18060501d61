"""The page in a real browser: it is painted, and nothing leaves this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubsim.dashboard import models
from tests.dashboard.conftest import Write

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

TOP = Path(__file__).parents[2]
HOSTILE = "<img src=http://evil.example/a.png> ![x](http://evil.example/p.png)"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip

pytestmark = pytest.mark.browser


def missing(why: str) -> None:
    """Skip, or fail where the test must be run."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture
def chromium() -> Iterator[Any]:
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        missing("no Chromium is installed")
    if sync_playwright is None:
        missing("playwright is not installed")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def address(write: Write) -> Iterator[str]:
    """Start the dashboard on a free port, as `streamlit run app.py` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = [write("Slow", lag="2 h", name=HOSTILE), write("Quick")]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with subprocess.Popen(
        command, cwd=TOP, env={**os.environ, models.OWN: os.pathsep.join(paths)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the dashboard ended by itself"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not start within 30 seconds")


def test_the_page_is_painted_and_nothing_leaves_this_machine(chromium: Any, address: str) -> None:
    page = chromium.new_page(viewport={"width": 1366, "height": 4000})
    outside: list[str] = []
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(ours) else outside.append(r.url))
    page.goto(address)
    page.wait_for_selector(".hub .lead", timeout=300_000)  # the first run compiles
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_function(
        "document.querySelectorAll('.vega-embed svg').length === 4", timeout=20_000
    )
    said = page.locator(".hub .lead .said").inner_text()
    assert "“Quick” is quicker" in said
    assert HOSTILE in said, "names are shown as they are written"
    drawn = page.locator(".vega-embed svg").first
    assert "Quick" in drawn.text_content()
    assert drawn.bounding_box()["width"] > 600
    assert page.locator("h1").count() == 1
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.lead')).borderLeftWidth") == "6px"
    )
    page.get_by_text("Elapsed days").click()
    page.wait_for_function(
        "document.querySelector('.said').innerText.includes(' days ')", timeout=20_000
    )
    assert not outside, outside
    page.close()
