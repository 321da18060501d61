"""A dashboard that is served, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import axe_playwright_python
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

TOP = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip
OVER = "[data-testid=stApp][data-test-script-state=notRunning]"
WAITING = "[data-testid=stProgress]"
MOVING = "[data-testid=stExpander] details[style*=height]"
FOLDED = "[data-testid=stExpander] details:not([open]) > summary"


class Missing(Exception):  # noqa: N818 - nothing is wrong with the dashboard
    """No browser can be driven here."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Open a headless Chromium.

    Raises
    ------
    Missing
        If there is none, or nothing to drive it with.
    """
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        raise Missing("no Chromium is installed")
    if sync_playwright is None:
        raise Missing("playwright is not installed")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def served(models: Sequence[str] = (), command: str = "serve", folder: Path = TOP) -> Iterator[str]:
    """Serve the dashboard on a free port as ``hubsim serve`` does, and give its address.

    Parameters
    ----------
    models : sequence of str
    command : str
    folder : Path
        Where somebody stands who types the command.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hubsim = Path(sys.executable).with_name("hubsim")  # `python -m` looks into the folder first
    words = [hubsim, command, *models, f"--port={port}"]
    # A group of its own, since the command starts the server as another process.
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, server)
            yield address
        finally:
            if server.poll() is None:
                os.killpg(server.pid, 15)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(2400):  # a machine may be busy
        assert server.poll() is None, "the dashboard ended by itself"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the dashboard did not start within four minutes")


class Look:
    """A tab that keeps a list of what is fetched from elsewhere and of what is said to be wrong.

    Parameters
    ----------
    browser : Browser
    address : str
        Of the server.
    size : pair of int
        Of the window.
    """

    def __init__(self, browser: Any, address: str, size: tuple[int, int] = (1366, 768)) -> None:
        self.address, self.outside, self.wrong = address, list[str](), list[str]()
        self.page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        ours = (address, address.replace("http", "ws"), "data:", "blob:")
        self.page.on(
            "request", lambda r: None if r.url.startswith(ours) else self.outside.append(r.url)
        )
        self.page.on("console", self._console)
        self.page.on("dialog", lambda box: (self.wrong.append(box.message), box.dismiss()))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _console(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.wrong.append(message.text)

    def open(self, path: str = "", seconds: float = 120) -> Any:
        """Go to a page and wait until it is whole."""
        self.page.goto(f"{self.address}/{path}")
        return self.whole(seconds)

    def whole(self, seconds: float = 120) -> Any:
        """Wait until the page is whole.

        No script runs, no job is waited for, charts are drawn, and nothing is still unfolding.
        """
        until, still = time.monotonic() + seconds, 0
        while still < 3:
            assert time.monotonic() < until, "the page is not whole in time"
            self.page.wait_for_timeout(150)
            done = self.page.locator(OVER).count() and not self.page.locator(WAITING).count()
            drawn = self.page.evaluate(
                "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
                ".every(e => e.querySelector('svg, canvas'))"
            )
            asked = self.page.locator(".hub .stamp").count()
            moving = self.page.locator(MOVING).count()
            still = still + 1 if done and drawn and asked and not moving else 0
        return self.page

    def unfold(self) -> int:
        """Open all that is folded away, and say how many there were."""
        closed = self.page.locator(FOLDED)
        found: int = closed.count()
        while closed.count():
            closed.first.evaluate("each => each.click()")  # what lies over it, too
        return found

    def cut(self) -> list[str]:
        """Say which words of the page are not seen whole, or are laid over others in a chart."""
        found: list[str] = self.page.evaluate(CUT)
        return found

    def close(self) -> None:
        """Close the tab."""
        self.page.close()


def violations(page: Any) -> list[str]:
    """Give what axe-core finds against the WCAG 2.2 at levels A and AA."""
    source = Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(source.read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules})", rules
    )  # evaluated by the driver, not by the page: its policy does not hold here
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


CUT = """() => {
  const found = new Set()
  const seen = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true})
  const words = (e) => e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 90)
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement
    if (!n.data.trim() || e.closest('svg, canvas, script, style, iframe') || !seen(e)) continue
    range.selectNodeContents(n)
    const b = range.getBoundingClientRect()
    if (b.width < 3 || b.height < 3) continue
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), c = up.getBoundingClientRect()
      if (style.position === 'fixed' || style.clip !== 'auto' || style.clipPath !== 'none') break
      const x = Math.max(c.left - b.left, b.right - c.right)
      const y = Math.max(c.top - b.top, b.bottom - c.bottom)
      if (style.overflowX !== 'visible' && x > 2) {
        found.add(`${words(e)} [${Math.round(x)} px wide, ${style.overflowX}]`); break
      }
      if (/hidden|clip/.test(style.overflowY) && y > 3) {
        found.add(`${words(e)} [${Math.round(y)} px high]`); break
      }
      if (/auto|scroll/.test(style.overflowY)) break
    }
  }
  for (const svg of document.querySelectorAll('svg')) {
    const texts = [...svg.querySelectorAll('text')].filter((t) => words(t) && seen(t))
    const all = svg.getBoundingClientRect()
    const boxes = texts.map((t) => [t, t.getBoundingClientRect()])
    for (const [t, b] of boxes) {
      if (b.left < all.left - 2 || b.right > all.right + 2) found.add(`${words(t)} [out of chart]`)
      if (t.textContent.includes('…')) found.add(`${words(t)} [shortened]`)
    }
    boxes.forEach(([t, b], i) => boxes.slice(i + 1).forEach(([u, c]) => {
      const wide = Math.min(b.right, c.right) - Math.max(b.left, c.left)
      const high = Math.min(b.bottom, c.bottom) - Math.max(b.top, c.top)
      if (wide > 3 && high > 4) found.add(`${words(t)} [laid over] ${words(u)}`)
    }))
  }
  return [...found]
}"""
